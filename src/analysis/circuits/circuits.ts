import type { Circuits } from "../../model/circuits.js";
import type { TensorSummary } from "../../model/comparison.js";
import type { GptModel } from "../../model/norms.js";
import { deadDirection } from "./dead.js";
import { outlierFeeds } from "./outliers.js";
import { startOfText } from "./start.js";

/**
 * What the weights of a model say of its circuits. `tensors`: its norms, with their effective gains.
 * @throws WdistError UNSUPPORTED_DTYPE, READ_FAILED, NOT_IN_MODEL, BAD_SHAPE or AMBIGUOUS
 */
export async function readCircuits(model: GptModel, tensors: readonly TensorSummary[]): Promise<Circuits> {
  return {
    start: await startOfText(model),
    dead: await deadDirection(model),
    outliers: await outlierFeeds(model, tensors),
  };
}
