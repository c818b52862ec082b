import util from "node:util";
import { WdistError } from "../errors.js";
import type { Engine } from "./engine.js";
import { type TensorFlowOps, tensorFlowEngine } from "./tensorflow.js";

/** TensorFlow itself, where `@tensorflow/tfjs-node` was installed: its installer fetches what no registry has. */

const PACKAGE = "@tensorflow/tfjs-node";
/** TensorFlow's own log: errors only, as they are on stderr, where this program's notices are. */
const LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL";
const ERRORS_ONLY = "2";

type Loaded = TensorFlowOps & { readonly version?: { readonly "tfjs-core"?: string } };

const importPackage = (): Promise<unknown> => import("@tensorflow/tfjs-node");

/** Null where the package is not installed, or does not start. @throws WdistError NOT_FOUND if it is required */
export async function startNode(
  isRequired: boolean,
  load: () => Promise<unknown> = importPackage,
): Promise<Engine | null> {
  process.env[LOG_LEVEL] ??= ERRORS_ONLY;
  keepOldUtilities();
  try {
    const module = (await load()) as { readonly default?: Loaded } & Loaded;
    const tf = module.default ?? module;
    return tensorFlowEngine("node", tf.version?.["tfjs-core"] ?? "unknown", tf);
  } catch (cause) {
    if (!isRequired) return null;
    throw new WdistError("NOT_FOUND", {
      where: "--backend node",
      what: `needs the package ${PACKAGE}, which is not installed beside gpt2-wdist or does not start here`,
      fix: `npm install ${PACKAGE}, or leave --backend out`,
      cause,
    });
  }
}

/** It calls a function that Node 24 no longer has. */
function keepOldUtilities(): void {
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
