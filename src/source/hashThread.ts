import { parentPort, workerData } from "node:worker_threads";
import { WdistError } from "../errors.js";
import { fingerprintOf } from "./fingerprint.js";

/** Takes the fingerprint of one file in a thread of its own: hashing would keep the program from drawing meanwhile. */

/** What it says. */
export type Taken =
  | { readonly sha256: string; readonly byteLength: number }
  | { readonly where: string; readonly what: string };

async function take(path: string): Promise<Taken> {
  try {
    return await fingerprintOf(path);
  } catch (error) {
    if (!(error instanceof WdistError)) throw error;
    return { where: error.where, what: error.what };
  }
}

parentPort?.postMessage(await take(workerData as string));
