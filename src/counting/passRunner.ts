import { changedMeanwhile } from "../source/diskErrors.js";
import { readInto } from "../source/synchronous.js";
import { type Kernel, MOST_VALUES } from "./kernel.js";
import {
  CONTROL,
  type Pass,
  type PassPart,
  RECORD_FIELDS,
  slotsOf,
  TASK,
  TASK_FIELDS,
  withLock,
} from "./pass.js";
import { addPowers, mergeScans, NO_POWERS, NO_SCAN, type Powers, type Scan } from "./records.js";

/** What one thread does in a pass: takes tasks until none is left. */
export class PassRunner {
  readonly #kernel: Kernel;
  readonly #pass: Pass;
  /** The part whose counts the kernel holds. */
  #part: PassPart | null = null;
  /** Values and tasks since its counts were last handed in. */
  #heldValues = 0;
  #heldTasks = 0;

  constructor(kernel: Kernel, pass: Pass) {
    this.#kernel = kernel;
    this.#pass = pass;
  }

  /** Does one task; false when there is none left, or another thread has failed. */
  step(): boolean {
    const { control, tasks } = this.#pass;
    const task = Atomics.add(control, CONTROL.next, 1);
    const isLast = (task + 1) * TASK_FIELDS > tasks.length;
    if (isLast || Atomics.load(control, CONTROL.stopped) !== 0) {
      this.handIn();
      return false;
    }
    const field = (name: keyof typeof TASK) => tasks[task * TASK_FIELDS + TASK[name]] as number;
    const part = this.#pass.parts[field("part")] as PassPart;
    const label = this.#pass.labels[field("label")] as string;
    const endByte = field("startByte") + field("byteLength");
    const { chunk } = this.#kernel;
    const tally = this.tally(part, field("areFinite") === 1);
    for (let at = field("startByte"); at < endByte; at += chunk.length) {
      const byteLength = Math.min(chunk.length, endByte - at);
      // A view less is garbage less: there are thousands of chunks.
      const target = byteLength === chunk.length ? chunk : chunk.subarray(0, byteLength);
      readInto(field("descriptor"), label, target, at);
      this.#count(tally, byteLength, label);
    }
    this.#heldTasks++;
    this.#pass.records.set(tally.record(), task * RECORD_FIELDS);
    return true;
  }

  #count(tally: Tally, byteLength: number, label: string): void {
    try {
      tally.add(byteLength);
    } catch (error) {
      // What was within the edges at the first look, and finite, is so no more: its bin lies outside of all memory.
      if (error instanceof Error && error.name === "RuntimeError") throw changedMeanwhile(label, error);
      throw error;
    }
  }

  /** Begins a run of chunks of a part. */
  tally(part: PassPart, areFinite: boolean): Tally {
    if (part !== this.#part || this.#heldValues >= MOST_VALUES / 2) this.#begin(part);
    return new Tally(this.#kernel, part, areFinite, (values) => {
      this.#heldValues += values;
    });
  }

  #begin(part: PassPart): void {
    this.handIn();
    this.#part = part;
    if (part.look.kind === "count") this.#kernel.useEdges(part.look.edges);
  }

  /** Adds the kernel's counts to those of all threads. */
  handIn(): void {
    const part = this.#part;
    if (part !== null && part.look.kind !== "scan") {
      const take = part.look.kind === "count" ? "takeCounts" : "takeCodes";
      withLock(this.#pass, () => this.#kernel[take](slotsOf(this.#pass, part)));
    }
    const { control } = this.#pass;
    Atomics.add(control, CONTROL.finished, this.#heldTasks);
    Atomics.notify(control, CONTROL.finished);
    this.#part = null;
    this.#heldValues = 0;
    this.#heldTasks = 0;
  }
}

/** Counts the chunks of one run, which the caller puts into the kernel one after the other. */
class Tally {
  readonly #kernel: Kernel;
  readonly #part: PassPart;
  readonly #areFinite: boolean;
  readonly #onValues: (count: number) => void;
  #scan: Scan = NO_SCAN;
  #powers: Powers = NO_POWERS;

  constructor(kernel: Kernel, part: PassPart, areFinite: boolean, onValues: (count: number) => void) {
    this.#kernel = kernel;
    this.#part = part;
    this.#areFinite = areFinite;
    this.#onValues = onValues;
  }

  /** The next chunk: the first `byteLength` bytes of the kernel's. */
  add(byteLength: number): void {
    const { dtype, look } = this.#part;
    this.#onValues(byteLength);
    if (look.kind === "scan") this.#scan = mergeScans(this.#scan, this.#kernel.scan(dtype, byteLength));
    else if (look.kind === "codes") this.#kernel.countCodes(look.codeBytes, byteLength);
    else {
      const powers = this.#kernel.count(dtype, byteLength, { ...look, areFinite: this.#areFinite });
      this.#powers = addPowers(this.#powers, powers);
    }
  }

  /** RECORD_FIELDS numbers at most. */
  record(): readonly number[] {
    const { n, zeros, min, max, sum } = this.#scan;
    return this.#part.look.kind === "scan" ? [n, zeros, min, max, sum] : this.#powers;
  }
}
