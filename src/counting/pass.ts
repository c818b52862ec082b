import type { Binning, Part } from "./part.js";

/** One look at some parts, in memory that all threads share: a queue of tasks, and what came of each. */

/** What a pass does with the values of a part. */
export type Look =
  | { readonly kind: "scan" }
  | { readonly kind: "codes"; readonly codeBytes: 1 | 2 }
  | ({ readonly kind: "count" } & Binning);

/** What the threads know of a part. */
export interface PassPart {
  readonly dtype: string;
  readonly look: Look;
  /** Where its counts stand among all. */
  readonly firstSlot: number;
  readonly slotCount: number;
}

/** Sent to every thread: all but the shared memory is copied. */
export interface Pass {
  readonly parts: readonly PassPart[];
  readonly labels: readonly string[];
  /** TASK_FIELDS numbers a task. */
  readonly tasks: Float64Array<SharedArrayBuffer>;
  /** RECORD_FIELDS numbers a task, in the order of the tasks whichever thread wrote them. */
  readonly records: Float64Array<SharedArrayBuffer>;
  /** Counts of all parts; only whole numbers are added, so that the order does not matter. */
  readonly slots: Float64Array<SharedArrayBuffer>;
  readonly control: Int32Array<SharedArrayBuffer>;
}

/** A run of bytes of a part that one thread takes: long enough to be worth it, short enough to share out. */
export const TASK_BYTES = 1 << 22;

export const TASK = { descriptor: 0, label: 1, startByte: 2, byteLength: 3, part: 4, areFinite: 5 } as const;
export const TASK_FIELDS = 6;
export const RECORD_FIELDS = 5;

/** What a thread says before it takes its first task. */
export const READY = "ready";

export const CONTROL = { next: 0, finished: 1, lock: 2, stopped: 3 } as const;

/** Bytes of each run of a part that gets a record: tasks, then feeds. */
export function runBytes({ pieces, feeds }: Part): number[] {
  const tasks = pieces.flatMap(({ byteLength }) =>
    Array.from({ length: Math.ceil(byteLength / TASK_BYTES) }, (_, i) =>
      Math.min(TASK_BYTES, byteLength - i * TASK_BYTES),
    ),
  );
  return [...tasks, ...feeds.map((feed) => feed.byteLength)];
}

/** Sets out a pass. `areFinite` says of the runs of a part, where that is known, that all their values are. */
export function makePass(
  parts: readonly Part[],
  looks: readonly Look[],
  areFinite: (part: number, run: number) => boolean,
): Pass {
  const labels: string[] = [];
  const tasks: number[] = [];
  for (const [part, { pieces }] of parts.entries()) {
    let run = 0;
    for (const { descriptor, label, startByte, byteLength } of pieces) {
      if (labels.at(-1) !== label) labels.push(label);
      for (let at = 0; at < byteLength; at += TASK_BYTES) {
        const length = Math.min(TASK_BYTES, byteLength - at);
        tasks.push(descriptor, labels.length - 1, startByte + at, length, part, areFinite(part, run) ? 1 : 0);
        run++;
      }
    }
  }
  let firstSlot = 0;
  const passParts = parts.map(({ dtype }, i): PassPart => {
    const look = looks[i] as Look;
    const slotCount = slotCountOf(look);
    firstSlot += slotCount;
    return { dtype, look, firstSlot: firstSlot - slotCount, slotCount };
  });
  const shared = sharedDoubles(tasks.length);
  shared.set(tasks);
  return {
    parts: passParts,
    labels,
    tasks: shared,
    records: sharedDoubles((tasks.length / TASK_FIELDS) * RECORD_FIELDS),
    slots: sharedDoubles(firstSlot),
    control: new Int32Array(new SharedArrayBuffer(4 * Object.keys(CONTROL).length)),
  };
}

function slotCountOf(look: Look): number {
  if (look.kind === "scan") return 0;
  return look.kind === "codes" ? 256 ** look.codeBytes : look.edges.length + 1;
}

function sharedDoubles(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

export function taskCount({ tasks }: Pass): number {
  return tasks.length / TASK_FIELDS;
}

/** The tasks that have been handed out so far. */
export function takenCount(pass: Pass): number {
  return Math.min(taskCount(pass), Atomics.load(pass.control, CONTROL.next));
}

export function slotsOf(pass: Pass, part: PassPart): Float64Array {
  return pass.slots.subarray(part.firstSlot, part.firstSlot + part.slotCount);
}

/** Runs an action on the shared counts while no other thread does. */
export function withLock({ control }: Pass, action: () => void): void {
  while (Atomics.compareExchange(control, CONTROL.lock, 0, 1) !== 0) Atomics.wait(control, CONTROL.lock, 1);
  try {
    action();
  } finally {
    Atomics.store(control, CONTROL.lock, 0);
    Atomics.notify(control, CONTROL.lock, 1);
  }
}
