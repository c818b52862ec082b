import type { GptModel } from "../../model/norms.js";
import { streamTensor } from "../effective/stream.js";

/** Why a model predicts nothing. */

/**
 * Names of the tensors that hold NaN or infinite values, in the order of the file. Reads all of them once more: only worth
 * it where something is known to be wrong.
 */
export async function notFiniteTensors(
  model: Pick<GptModel, "tensors" | "locateTensor" | "readTensor">,
): Promise<string[]> {
  const found: string[] = [];
  for (const info of model.tensors.values()) {
    if (!isReal(info.dtype)) continue;
    let isWhole = true;
    await streamTensor(model, info, (values) => {
      isWhole &&= values.every(Number.isFinite);
    });
    if (!isWhole) found.push(info.name);
  }
  return found;
}

function isReal(dtype: string): boolean {
  return /^(?:F|BF)\d/.test(dtype);
}
