import { setImmediate as nextTurn } from "node:timers/promises";
import { WdistError } from "../errors.js";
import { readInstalled } from "../source/synchronous.js";
import { Kernel } from "./kernel.js";
import type { Feed, Part } from "./part.js";
import {
  CONTROL,
  type Look,
  makePass,
  type Pass,
  type PassPart,
  RECORD_FIELDS,
  slotsOf,
  TASK,
  TASK_FIELDS,
  takenCount,
  taskCount,
} from "./pass.js";
import { PassRunner } from "./passRunner.js";
import { Helpers } from "./threads.js";
import { CompiledModule, HAS_WEB_ASSEMBLY } from "./webAssembly.js";

/** As built: src/counting and dist/kernel are equally deep in the package. */
const KERNEL = new URL("../../dist/counting/kernel.wasm", import.meta.url);

/** How long this thread counts before it lets others of the program have their turn. */
const TURN_MS = 40;
/** How long it waits for other threads in one go. */
const WAIT_MS = 5;

export interface CounterOptions {
  /** Threads that count, this one included. */
  readonly threads: number;
  /** Told now and then how many bytes have been counted, of all passes. */
  readonly onBytes: (bytes: number) => void;
}

/** What came of one pass over one part. */
export interface PassOutcome {
  /** A record for each task, then for each feed. */
  readonly records: readonly Float64Array[];
  readonly slots: Float64Array;
}

/** Runs passes over parts, on this thread and others. Close it when done. */
export class Counter {
  readonly #kernel: Kernel;
  readonly #helpers: Helpers;
  readonly #onBytes: (bytes: number) => void;
  #pass: Pass | null = null;
  /** Of passes and feeds that are over. */
  #doneBytes = 0;

  /** @throws WdistError USAGE where there is no WebAssembly */
  constructor({ threads, onBytes }: CounterOptions) {
    if (!HAS_WEB_ASSEMBLY) {
      throw new WdistError("USAGE", {
        where: "counting all weights",
        what: "needs WebAssembly, which Node has been told to do without",
        fix: "run Node without --jitless",
      });
    }
    const module = new CompiledModule(readInstalled(KERNEL));
    this.#helpers = new Helpers(module, threads - 1);
    this.#kernel = new Kernel(module);
    this.#onBytes = onBytes;
  }

  /**
   * Looks at every part. `areFinite(part, run)` says of the tasks and feeds of a part, in order, that all their values are.
   * @throws WdistError READ_FAILED
   */
  async look(
    parts: readonly Part[],
    looks: readonly Look[],
    areFinite: (part: number, run: number) => boolean,
  ): Promise<PassOutcome[]> {
    const pass = makePass(parts, looks, areFinite);
    this.#pass = pass;
    this.#helpers.begin(pass);
    const runner = new PassRunner(this.#kernel, pass);
    await this.#drain(pass, runner);
    const outcomes = pass.parts.map((part, i) => ({
      records: recordsOf(pass, i),
      slots: slotsOf(pass, part),
    }));
    this.#doneBytes += totalBytes(pass);
    for (const [i, { feeds }] of parts.entries()) {
      const { records } = outcomes[i] as (typeof outcomes)[number];
      for (const feed of feeds) {
        records.push(await this.#feed(runner, pass.parts[i] as PassPart, feed, areFinite(i, records.length)));
      }
    }
    runner.handIn();
    await this.#wait(pass);
    for (const { pieces } of parts) for (const piece of pieces) piece.requireUnchanged?.();
    return outcomes;
  }

  /** Takes tasks with the other threads until none is left. */
  async #drain(pass: Pass, runner: PassRunner): Promise<void> {
    let turnEnds = performance.now() + TURN_MS;
    while (runner.step()) {
      if (performance.now() < turnEnds) continue;
      this.#onBytes(this.#doneBytes + (totalBytes(pass) * takenCount(pass)) / taskCount(pass));
      await nextTurn();
      this.#helpers.requireWell();
      turnEnds = performance.now() + TURN_MS;
    }
  }

  /** Counts numbers that do not lie in a file, on this thread. */
  async #feed(runner: PassRunner, part: PassPart, feed: Feed, areFinite: boolean): Promise<Float64Array> {
    const { chunk } = this.#kernel;
    const tally = runner.tally(part, areFinite);
    for await (const bytes of feed.bytes()) {
      for (let at = 0; at < bytes.length; at += chunk.length) {
        const some = bytes.subarray(at, at + chunk.length);
        chunk.set(some);
        tally.add(some.length);
      }
      this.#doneBytes += bytes.length;
      this.#onBytes(this.#doneBytes);
    }
    return Float64Array.from(tally.record());
  }

  /** Until every task is done and counted. */
  async #wait(pass: Pass): Promise<void> {
    const { control } = pass;
    for (;;) {
      this.#helpers.requireWell();
      const finished = Atomics.load(control, CONTROL.finished);
      const hasFailed = Atomics.load(control, CONTROL.stopped) !== 0;
      if (finished >= taskCount(pass) && !hasFailed) return;
      if (!hasFailed) Atomics.wait(control, CONTROL.finished, finished, WAIT_MS);
      // What another thread has to say arrives between turns.
      await nextTurn();
    }
  }

  close(): Promise<void> {
    return this.#helpers.close(this.#pass);
  }
}

function totalBytes({ tasks }: Pass): number {
  let bytes = 0;
  for (let at = TASK.byteLength; at < tasks.length; at += TASK_FIELDS) bytes += tasks[at] as number;
  return bytes;
}

function recordsOf({ tasks, records }: Pass, part: number): Float64Array[] {
  const found: Float64Array[] = [];
  for (let task = 0; task * TASK_FIELDS < tasks.length; task++) {
    if (tasks[task * TASK_FIELDS + TASK.part] !== part) continue;
    found.push(records.subarray(task * RECORD_FIELDS, (task + 1) * RECORD_FIELDS));
  }
  return found;
}
