import { setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import {
  add,
  concat,
  matMul,
  mul,
  setBackend,
  slice,
  softmax,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import { WdistError } from "../errors.js";
import type { Engine } from "./engine.js";
import { tensorFlowEngine } from "./tensorflow.js";

/** TensorFlow.js in WebAssembly, which is a part of this program. Loaded only by what runs a model. */

/** Named one by one: a bundle holds no other. */
const OPS = { add, concat, matMul, mul, slice, softmax, tensor1d, tensor2d, tidy, transpose };

/** The file for processors with vector instructions, which all have that run a Node of our age. */
const SIMD = "tfjs-backend-wasm-simd.wasm";
const PLAIN = "tfjs-backend-wasm.wasm";
const THREADED = "tfjs-backend-wasm-threaded-simd.wasm";

/**
 * @param path of the compiled kernels
 * @throws WdistError NOT_FOUND where they cannot be loaded
 */
export async function startWasm(path: string): Promise<Engine> {
  setWasmPaths({ [SIMD]: path, [PLAIN]: path, [THREADED]: path });
  const before = listeners();
  let isReady = false;
  let cause: unknown;
  try {
    isReady = await quietly(() => setBackend("wasm"));
  } catch (error) {
    cause = error;
  }
  for (const [event, added] of addedSince(before)) process.off(event, added);
  if (!isReady) {
    throw new WdistError("NOT_FOUND", {
      where: path,
      what: "TensorFlow.js's compiled kernels cannot be loaded",
      fix: "install gpt2-wdist again",
      cause,
    });
  }
  return tensorFlowEngine("wasm", version_wasm, OPS);
}

/** It warns on the console of what is an error here anyway. */
async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const { warn, error } = console;
  console.warn = () => {};
  console.error = () => {};
  try {
    return await action();
  } finally {
    Object.assign(console, { warn, error });
  }
}

/** Emscripten takes over what no one catches, in the whole process; errors are this program's to show. */
const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

type Listener = (...args: unknown[]) => void;

function listeners(): ReadonlyMap<string, readonly unknown[]> {
  return new Map(EVENTS.map((event) => [event, process.listeners(event as "uncaughtException")]));
}

function addedSince(before: ReadonlyMap<string, readonly unknown[]>): readonly [string, Listener][] {
  return [...listeners()].flatMap(([event, now]) =>
    now
      .filter((listener) => !before.get(event)?.includes(listener))
      .map((listener): [string, Listener] => [event, listener as Listener]),
  );
}
