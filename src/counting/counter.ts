import { setImmediate as nextTurn } from "node:timers/promises";
import { WdistError } from "../errors.js";
import { readInstalled } from "../source/synchronous.js";
import { type FedSlice, feed } from "./feeding.js";
import { Kernel } from "./kernel.js";
import { outcomeOf, type PassOutcome } from "./outcomes.js";
import { isInFile } from "./part.js";
import { bytesOf, CONTROL, makePass, type Pass, type PassPlan, takenCount, taskCount } from "./pass.js";
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
   * Looks at every part, and holds pairs against each other.
   * @throws WdistError READ_FAILED
   */
  async look(plan: PassPlan): Promise<PassOutcome> {
    const pass = makePass(plan);
    this.#pass = pass;
    this.#helpers.begin(pass);
    const runner = new PassRunner(this.#kernel, pass);
    await this.#drain(pass, runner);
    this.#doneBytes += bytesOf(pass);
    const fed: FedSlice[] = [];
    const onBytes = (bytes: number) => {
      this.#doneBytes += bytes;
      this.#onBytes(this.#doneBytes);
    };
    const feeding = { kernel: this.#kernel, runner, passParts: pass.parts, onBytes };
    for await (const slice of feed(plan, feeding)) fed.push(slice);
    runner.handIn();
    await this.#wait(pass);
    for (const { runs } of plan.parts) for (const run of runs) if (isInFile(run)) run.requireUnchanged?.();
    return outcomeOf(plan, pass, fed);
  }

  /** Takes tasks with the other threads until none is left. */
  async #drain(pass: Pass, runner: PassRunner): Promise<void> {
    const bytes = bytesOf(pass);
    let turnEnds = performance.now() + TURN_MS;
    while (runner.step()) {
      if (performance.now() < turnEnds) continue;
      this.#onBytes(this.#doneBytes + (bytes * takenCount(pass)) / taskCount(pass));
      await nextTurn();
      this.#helpers.requireWell();
      turnEnds = performance.now() + TURN_MS;
    }
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
