import { type Binning, type FilePiece, isInFile, type Pair, type Part, type Run } from "./part.js";
import { RECORD_FIELDS } from "./records.js";
import { isPairInFiles, pairSlicesOf, type RunSlice, slicesOf } from "./slices.js";
import { numbersOf, TASK_FIELDS, type Task, type TaskRun, taskFrom } from "./tasks.js";

/** One look at some parts, in memory that all threads share: a queue of tasks, and what came of each. */

/** What a pass does with the values of a part. */
export type Look =
  | { readonly kind: "scan" }
  | {
      readonly kind: "codes";
      readonly codeBytes: 1 | 2;
      /** What the codes of one byte stand for; of two bytes the kernel knows it. */
      readonly values: Float32Array | null;
    }
  | ({ readonly kind: "count" } & Binning);

/** What a pass is made from. */
export interface PassPlan {
  readonly parts: readonly Part[];
  /** For each part. */
  readonly looks: readonly Look[];
  /** Tensors whose values are held against each other besides: each run of a part belongs to one of them at most. */
  readonly pairs: readonly Pair[];
  /** Of a run of a part, where that is known: all its values are finite. */
  readonly areFinite: (part: number, run: number) => boolean;
}

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

/** What a thread says before it takes its first task. */
export const READY = "ready";

export const CONTROL = { next: 0, finished: 1, lock: 2, stopped: 3 } as const;

/** Sets out a pass: pairs first, then the runs that are in none. What does not lie in files has no task. */
export function makePass(plan: PassPlan): Pass {
  const { parts, looks } = plan;
  const labels = new Map<string, number>();
  const tasks = [...pairTasks(plan, labels), ...runTasks(plan, labels)].flatMap(numbersOf);
  const passParts = partsWithSlots(parts, looks);
  const shared = sharedDoubles(tasks.length);
  shared.set(tasks);
  return {
    parts: passParts,
    labels: [...labels.keys()],
    tasks: shared,
    records: sharedDoubles((tasks.length / TASK_FIELDS) * RECORD_FIELDS),
    slots: sharedDoubles(passParts.reduce((sum, { slotCount }) => sum + slotCount, 0)),
    control: new Int32Array(new SharedArrayBuffer(4 * Object.keys(CONTROL).length)),
  };
}

function pairTasks({ parts, pairs }: PassPlan, labels: Map<string, number>): Task[] {
  return pairs.flatMap((pair, i) =>
    isPairInFiles(pair, parts)
      ? pairSlicesOf(pair, parts).map(
          ({ pre, post, firstIndex }): Task => ({
            own: taskRun(pre, parts, labels),
            partner: taskRun(post, parts, labels),
            pair: i,
            firstIndex,
            areFinite: false,
          }),
        )
      : [],
  );
}

function runTasks({ parts, pairs, areFinite }: PassPlan, labels: Map<string, number>): Task[] {
  return unpairedRuns(parts, pairs).flatMap(({ part, run }) => {
    const piece = (parts[part] as Part).runs[run] as Run;
    if (!isInFile(piece)) return [];
    return slicesOf(piece, part, run).map(
      (slice): Task => ({
        own: taskRun(slice, parts, labels),
        partner: null,
        pair: -1,
        firstIndex: 0,
        areFinite: areFinite(part, run),
      }),
    );
  });
}

function taskRun(
  { part, run, startByte, byteLength }: RunSlice,
  parts: readonly Part[],
  labels: Map<string, number>,
): TaskRun {
  const piece = (parts[part] as Part).runs[run] as FilePiece;
  const label = labels.get(piece.label) ?? labels.size;
  labels.set(piece.label, label);
  return {
    descriptor: piece.descriptor,
    label,
    startByte: piece.startByte + startByte,
    byteLength,
    part,
    run,
  };
}

/** In order of the parts. */
export function unpairedRuns(
  parts: readonly Part[],
  pairs: readonly Pair[],
): { readonly part: number; readonly run: number }[] {
  const paired = parts.map(() => new Set<number>());
  for (const { part, firstRun, endRun } of pairs.flatMap(({ pre, post }) => [pre, post])) {
    for (let run = firstRun; run < endRun; run++) paired[part]?.add(run);
  }
  return parts.flatMap(({ runs }, part) =>
    runs.flatMap((_, run) => (paired[part]?.has(run) ? [] : [{ part, run }])),
  );
}

function partsWithSlots(parts: readonly Part[], looks: readonly Look[]): PassPart[] {
  let firstSlot = 0;
  return parts.map(({ dtype }, i): PassPart => {
    const look = looks[i] as Look;
    const slotCount = slotCountOf(look);
    firstSlot += slotCount;
    return { dtype, look, firstSlot: firstSlot - slotCount, slotCount };
  });
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

export function taskAt({ tasks }: Pass, task: number): Task {
  return taskFrom(tasks, task);
}

export function recordAt({ records }: Pass, task: number): Float64Array {
  return records.subarray(task * RECORD_FIELDS, (task + 1) * RECORD_FIELDS);
}

/** The tasks that have been handed out so far. */
export function takenCount(pass: Pass): number {
  return Math.min(taskCount(pass), Atomics.load(pass.control, CONTROL.next));
}

/** Of all tasks. */
export function bytesOf(pass: Pass): number {
  let bytes = 0;
  for (let task = 0; task < taskCount(pass); task++) {
    const { own, partner } = taskAt(pass, task);
    bytes += own.byteLength + (partner?.byteLength ?? 0);
  }
  return bytes;
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
