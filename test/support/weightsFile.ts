import { readFileSync } from "node:fs";
import { DEFAULT_WEIGHT_OPTIONS, summariseWeights } from "../../src/analysis/weights/weights.js";
import { openCheckpoint } from "../../src/index.js";
import type { WeightGroup, WeightOptions, WeightsSummary } from "../../src/model/weights.js";
import { safetensorsBytes, type TensorSpec } from "./safetensorsFile.js";

/** Weights that numpy and scipy looked at (fixtures/scripts/weights.py), and how to count some with the tool. */

export interface LongGolden {
  readonly dtype: string;
  readonly bins: number;
  readonly xlim: readonly [lo: number, hi: number] | null;
  readonly n: number;
  readonly nonFinite: number;
  readonly zeros: number;
  readonly mean: number;
  readonly std: number;
  readonly skewness: number;
  readonly excessKurtosis: number;
  readonly min: number;
  readonly max: number;
  readonly quantiles: readonly number[];
  readonly counted: number;
  readonly sha256: string;
  readonly lastEdge: number;
}

export interface ShortGolden {
  readonly name: string;
  /** Base64 of little-endian float32. */
  readonly float32: string;
  readonly bins: number;
  readonly xlim: readonly [lo: number, hi: number] | null;
  readonly counts: readonly number[];
}

export const WEIGHT_GOLDENS = JSON.parse(
  readFileSync(new URL("../../fixtures/goldens/weights.json", import.meta.url), "utf8"),
) as {
  readonly length: number;
  readonly long: readonly LongGolden[];
  readonly short: readonly ShortGolden[];
};

/** The script's generator: `length` numbers of 32 bits. */
function uniform(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    numbers[i] = state;
  }
  return numbers;
}

/** The script's long vectors, as a file stores them. */
export function storedWeights(dtype: string): Uint8Array {
  const { length } = WEIGHT_GOLDENS;
  const numbers = uniform(4 * length);
  if (dtype === "F16")
    return bytesOf(Uint16Array.from(numbers.subarray(0, length), (number) => number >>> 16));
  const values = Float64Array.from({ length }, (_, i) => {
    const [a = 0, b = 0, c = 0, d = 0] = numbers.subarray(4 * i, 4 * i + 4);
    return (a + b + c + d - 2 ** 33) * 2 ** -32 * 0.14;
  });
  if (dtype === "F64") return bytesOf(values);
  const narrow = Float32Array.from(values);
  if (dtype === "F32") return bytesOf(narrow);
  return bytesOf(Uint16Array.from(new Uint32Array(narrow.buffer), (bits) => bits >>> 16));
}

function bytesOf({ buffer }: Float64Array | Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer);
}

/** LayerNorms of two zero gains, without which no file is a GPT-2's; left out by the pattern OTHERS. */
const GPT2_MARKS: readonly TensorSpec[] = ["h.0.ln_1.weight", "h.0.ln_2.weight", "ln_f.weight"].map(
  (name) => ({
    name,
    values: [0, 0],
  }),
);
export const OTHERS: WeightOptions["tensors"] = ["w*"];

/** A file of GPT-2 with these tensors, whose names begin with w. */
export function weightsFile(tensors: readonly TensorSpec[]): Uint8Array {
  return safetensorsBytes([...tensors, ...GPT2_MARKS]);
}

export async function countWeights(
  path: string,
  options: Partial<WeightOptions> = {},
  threads = 1,
): Promise<WeightsSummary> {
  const model = await openCheckpoint(path);
  try {
    return await summariseWeights(
      model,
      { ...DEFAULT_WEIGHT_OPTIONS, ...options },
      { threads, onProgress: () => {} },
    );
  } finally {
    await model.close();
  }
}

/** The one group that a summary by model has. */
export function onlyGroup({ groups }: WeightsSummary): WeightGroup {
  const [group] = groups;
  if (group === undefined || groups.length > 1) throw new Error(`${groups.length} groups`);
  return group;
}
