import { parentPort, workerData } from "node:worker_threads";
import { WdistError } from "../errors.js";
import { Kernel } from "./kernel.js";
import { CONTROL, type Pass, READY } from "./pass.js";
import { PassRunner } from "./passRunner.js";
import type { Failure } from "./threads.js";
import type { WasmModule } from "./webAssembly.js";

/** A thread that helps with every pass that it is sent. */

const kernel = new Kernel(workerData as WasmModule);
parentPort?.postMessage(READY);

parentPort?.on("message", (pass: Pass) => {
  try {
    const runner = new PassRunner(kernel, pass);
    while (runner.step());
  } catch (error) {
    Atomics.store(pass.control, CONTROL.stopped, 1);
    Atomics.notify(pass.control, CONTROL.finished);
    parentPort?.postMessage(failureOf(error));
  }
});

/** An error of this project does not cross threads as what it is. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof WdistError)) return { code: null, message: String(error) };
  const { code, where, what, fix } = error;
  return { code, where, what, fix };
}
