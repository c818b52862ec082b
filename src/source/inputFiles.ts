import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { WdistError } from "../errors.js";
import type { InputFile } from "../model/document.js";
import type { ModelInfo } from "../model/norms.js";
import { type Fingerprint, fingerprintOf } from "./fingerprint.js";
import type { Taken } from "./hashThread.js";
import { isRemote } from "./index.js";

/** A file of more takes seconds to read once more, for a number that few compare. */
const MOST_HASHED_BYTES = 1_000_000_000;

/** To start a thread takes as long as to hash a file of this size. */
const LEAST_THREAD_BYTES = 1 << 25;

/** src/source, dist/source and dist/program are equally deep in the package; only what is built runs as a thread. */
const THREAD = new URL("../../dist/source/hashThread.js", import.meta.url);

type Identity = Pick<InputFile, "byteLength" | "sha256">;

/**
 * The files that a document was made from, by what each model is called in it. Those on this machine are read once more for their SHA-256, all at once and in
 * threads of their own, while the program goes on.
 */
export async function inputFilesOf(models: Readonly<Record<string, ModelInfo>>): Promise<InputFile[]> {
  const files = Object.entries(models).flatMap(([side, model]) =>
    model.files.map((path) => ({ side, path })),
  );
  return Promise.all(files.map(async (file) => ({ ...file, ...(await identify(file.path)) })));
}

async function identify(path: string): Promise<Identity> {
  if (isRemote(path)) return { byteLength: null, sha256: null };
  const byteLength = await lengthOf(path);
  if (byteLength > MOST_HASHED_BYTES) return { byteLength, sha256: null };
  return byteLength < LEAST_THREAD_BYTES ? fingerprintOf(path) : fingerprintInThread(path);
}

/** Of a file that is gone 0, so that reading it says so. */
async function lengthOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function fingerprintInThread(path: string): Promise<Fingerprint> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: path, execArgv: [] });
    thread.on("message", (taken: Taken) => {
      if ("sha256" in taken) resolve(taken);
      else reject(new WdistError("READ_FAILED", taken));
    });
    // Where no thread is to be had, this one does it.
    thread.on("error", () => fingerprintOf(path).then(resolve, reject));
  });
}
