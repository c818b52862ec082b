import { Worker } from "node:worker_threads";
import { type ErrorCode, WdistError } from "../errors.js";
import { CONTROL, type Pass, READY } from "./pass.js";
import type { WasmModule } from "./webAssembly.js";

/** What a thread says of its failure. */
export type Failure =
  | {
      readonly code: ErrorCode;
      readonly where: string;
      readonly what: string;
      readonly fix: string | null;
    }
  | { readonly code: null; readonly message: string };

/** As built: src/counting and dist/kernel are equally deep in the package, and only the latter runs without a compiler. */
const WORKER = new URL("../../dist/counting/worker.js", import.meta.url);

/** They make little garbage; without a limit they would let tens of MB of it lie. */
const MOST_YOUNG_MB = 2;

/** Threads that help the one that asks. */
export class Helpers {
  readonly #workers: readonly Worker[];
  #failure: Error | null = null;

  constructor(module: WasmModule, count: number) {
    const workers: Worker[] = [];
    try {
      while (workers.length < count) workers.push(this.#start(module));
    } catch {
      // No more threads are to be had (EAGAIN): those that there are count all.
    }
    this.#workers = workers;
  }

  #start(module: WasmModule): Worker {
    // They only count: of flags and streams of the program they need nothing.
    const worker = new Worker(WORKER, {
      workerData: module,
      execArgv: [],
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: MOST_YOUNG_MB },
    });
    let isReady = false;
    worker.on("message", (message: Failure | typeof READY) => {
      if (message === READY) isReady = true;
      else this.#fail(errorFrom(message));
    });
    worker.on("error", (error) => {
      // One that cannot start, for want of memory or of a thread, has taken no task: the others do without it.
      if (isReady) this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    worker.unref();
    return worker;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }

  /** One that is still starting finds the pass when it is ready: by then it may be over. */
  begin(pass: Pass): void {
    for (const worker of this.#workers) worker.postMessage(pass);
  }

  /** @throws what a thread failed with */
  requireWell(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async close(pass: Pass | null): Promise<void> {
    if (pass !== null) Atomics.store(pass.control, CONTROL.stopped, 1);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function errorFrom(failure: Failure): Error {
  if (failure.code === null) return new Error(failure.message);
  const { code, where, what, fix } = failure;
  return new WdistError(code, { where, what, ...(fix === null ? {} : { fix }) });
}
