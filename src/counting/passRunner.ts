import { readInto } from "../source/synchronous.js";
import { valueBytes } from "./dtypes.js";
import { type ChunkOf, type Kernel, MOST_VALUES } from "./kernel.js";
import { pairChunkValues } from "./pairing.js";
import { CONTROL, type Pass, type PassPart, recordAt, slotsOf, taskAt, taskCount, withLock } from "./pass.js";
import { PairTally, Tally, unlessChanged } from "./tally.js";
import type { TaskRun } from "./tasks.js";

/** What one thread does in a pass: takes tasks until none is left. */
export class PassRunner {
  readonly #kernel: Kernel;
  readonly #pass: Pass;
  /** The parts whose counts the kernel holds: of its chunk, and of its partner's. */
  #held: readonly PassPart[] = [];
  /** Bytes and tasks since its counts were last handed in: there are no more values than bytes. */
  #heldBytes = 0;
  #heldTasks = 0;

  constructor(kernel: Kernel, pass: Pass) {
    this.#kernel = kernel;
    this.#pass = pass;
  }

  /** Does one task; false when there is none left, or another thread has failed. */
  step(): boolean {
    const { control } = this.#pass;
    const task = Atomics.add(control, CONTROL.next, 1);
    if (task >= taskCount(this.#pass) || Atomics.load(control, CONTROL.stopped) !== 0) {
      this.handIn();
      return false;
    }
    const { own, partner, firstIndex, areFinite } = taskAt(this.#pass, task);
    const record = partner === null ? this.#count(own, areFinite) : this.#countPair(own, partner, firstIndex);
    this.#heldTasks++;
    recordAt(this.#pass, task).set(record);
    return true;
  }

  #count(run: TaskRun, areFinite: boolean): readonly number[] {
    const part = this.#pass.parts[run.part] as PassPart;
    const tally = this.tally(part, areFinite, run.byteLength);
    const atOnce = this.#kernel.chunks.own.length;
    const label = this.#pass.labels[run.label] as string;
    for (let done = 0; done < run.byteLength; done += atOnce) {
      const byteLength = Math.min(atOnce, run.byteLength - done);
      this.#read("own", run, done, byteLength);
      unlessChanged(label, () => tally.add(byteLength));
    }
    return tally.record();
  }

  #countPair(own: TaskRun, partner: TaskRun, firstIndex: number): readonly number[] {
    const parts = [own, partner].map((run) => this.#pass.parts[run.part] as PassPart);
    const [before, after] = parts as [PassPart, PassPart];
    const [ownBytes, partnerBytes] = [valueBytes(before.dtype), valueBytes(after.dtype)];
    const tally = this.pairTally([before, after], firstIndex, own.byteLength + partner.byteLength);
    const atOnce = pairChunkValues(before.dtype, after.dtype);
    const values = own.byteLength / ownBytes;
    for (let done = 0; done < values; done += atOnce) {
      const count = Math.min(atOnce, values - done);
      this.#read("own", own, done * ownBytes, count * ownBytes);
      this.#read("partner", partner, done * partnerBytes, count * partnerBytes);
      tally.add(count);
    }
    return tally.record();
  }

  #read(of: ChunkOf, { descriptor, label, startByte }: TaskRun, offset: number, byteLength: number): void {
    const chunk = this.#kernel.chunks[of];
    // A view less is garbage less: there are thousands of chunks.
    const target = byteLength === chunk.length ? chunk : chunk.subarray(0, byteLength);
    readInto(descriptor, this.#pass.labels[label] as string, target, startByte + offset);
  }

  /** Begins a slice of a part of that many bytes, which the caller puts into the kernel. */
  tally(part: PassPart, areFinite: boolean, byteLength: number): Tally {
    this.#hold([part], byteLength);
    return new Tally(this.#kernel, part, areFinite);
  }

  /** The same of both models. */
  pairTally(
    parts: readonly [own: PassPart, partner: PassPart],
    firstIndex: number,
    byteLength: number,
  ): PairTally {
    this.#hold(parts, byteLength);
    return new PairTally(this.#kernel, parts, firstIndex);
  }

  #hold(parts: readonly PassPart[], byteLength: number): void {
    const areHeld = parts.every((part, i) => part === this.#held[i]);
    if (!areHeld || this.#heldBytes + byteLength >= MOST_VALUES) {
      this.handIn();
      const [own] = parts;
      if (own?.look.kind === "count") this.#kernel.useEdges(own.look.edges);
      this.#held = parts;
    }
    this.#heldBytes += byteLength;
  }

  /** Adds the kernel's counts to those of all threads. */
  handIn(): void {
    for (const [i, part] of this.#held.entries()) {
      const slots = slotsOf(this.#pass, part);
      const of = i === 0 ? "own" : "partner";
      if (part.look.kind === "count") withLock(this.#pass, () => this.#kernel.takeCounts(slots));
      if (part.look.kind === "codes") withLock(this.#pass, () => this.#kernel.takeCodes(slots, of));
    }
    const { control } = this.#pass;
    Atomics.add(control, CONTROL.finished, this.#heldTasks);
    Atomics.notify(control, CONTROL.finished);
    this.#held = [];
    this.#heldBytes = 0;
    this.#heldTasks = 0;
  }
}
