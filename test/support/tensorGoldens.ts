import { readFileSync } from "node:fs";
import { openCheckpoint } from "../../src/index.js";
import type { RoundedDtype } from "../../src/stats/rounding.js";
import { SMALL_POST, SMALL_PRE } from "./comparisons.js";

/** What numpy and scipy say of several tensors at once: fixtures/goldens/tensors.json, by fixtures/scripts/tensors.py. */

/** "NaN", "-0" and infinities as strings. */
type PlainNumber = number | string;

export interface TensorGoldens {
  /** Rows and columns of the matrices. */
  readonly gains: readonly string[];
  readonly pearson: readonly (readonly number[])[];
  readonly spearman: readonly (readonly number[])[];
  readonly tensors: readonly string[];
  readonly iqrRatioRanges: readonly (readonly [low: number, high: number])[];
  /** A list a tensor, of [shift, low, high] a percentile. */
  readonly percentileShifts: readonly (readonly (readonly [number, number, number])[])[];
  readonly rounding: Readonly<Record<"values" | RoundedDtype, readonly PlainNumber[]>>;
}

export function readTensorGoldens(): TensorGoldens {
  const url = new URL("../../fixtures/goldens/tensors.json", import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as TensorGoldens;
}

/** Tensors of both small checkpoints, by their canonical names. */
export async function readSmall(
  names: readonly string[],
): Promise<{ readonly pre: Float64Array[]; readonly post: Float64Array[] }> {
  const read = async (path: string) => {
    const model = await openCheckpoint(path);
    try {
      return await Promise.all(names.map((name) => model.read(name)));
    } finally {
      await model.close();
    }
  };
  return { pre: await read(SMALL_PRE), post: await read(SMALL_POST) };
}
