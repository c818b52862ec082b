import type { Engine } from "../../forward/engine.js";
import { kernelsPath } from "../../source/text.js";
import type { RunFlags } from "../flags/probe.js";

/** What multiplies matrices: TensorFlow where the user has installed it, else its WebAssembly, which is always there. */
export async function startEngine(backend: RunFlags["backend"]): Promise<Engine> {
  const { startNode } = await import("../../forward/node.js");
  const node = backend === "wasm" ? null : await startNode(backend === "node");
  return node ?? (await import("../../forward/wasm.js")).startWasm(kernelsPath());
}
