import { readFileSync } from "node:fs";
import { compareWeights, DEFAULT_WEIGHT_OPTIONS } from "../../src/analysis/weights/weights.js";
import { withCheckpoints } from "../../src/index.js";
import type { PairedChange, WeightOptions, WeightsComparison } from "../../src/model/weights.js";
import { storedWeights, WEIGHT_GOLDENS } from "./weightsFile.js";

/** Weights of two models as numpy holds them against each other (fixtures/scripts/paired.py). */

export const PAIRED_GOLDENS = JSON.parse(
  readFileSync(new URL("../../fixtures/goldens/paired.json", import.meta.url), "utf8"),
) as {
  readonly long: Readonly<Record<string, PairedChange>>;
  readonly small: Readonly<Record<string, PairedChange>>;
  readonly all: PairedChange;
};

export interface StoredValues {
  readonly dtype: string;
  readonly bytes: Uint8Array;
}

function f64(of: (i: number) => number): StoredValues {
  return {
    dtype: "F64",
    bytes: new Uint8Array(Float64Array.from({ length: WEIGHT_GOLDENS.length }, (_, i) => of(i)).buffer),
  };
}

function f32(of: (i: number) => number): StoredValues {
  return {
    dtype: "F32",
    bytes: new Uint8Array(Float32Array.from({ length: WEIGHT_GOLDENS.length }, (_, i) => of(i)).buffer),
  };
}

/** Cut off, not rounded. */
function bf16({ bytes }: StoredValues): StoredValues {
  const bits = Uint16Array.from(new Uint32Array(bytes.buffer), (wide) => wide >>> 16);
  return { dtype: "BF16", bytes: new Uint8Array(bits.buffer) };
}

/** The script's long vectors before and after, by its names. */
export function longPairs(): Readonly<Record<string, readonly [pre: StoredValues, post: StoredValues]>> {
  const last = WEIGHT_GOLDENS.length - 1;
  const double = new Float64Array(storedWeights("F64").buffer as ArrayBuffer);
  const single = Float32Array.from(double);
  const at = (values: Float32Array | Float64Array, i: number) => values[i] as number;
  const same = f32((i) => at(single, i));
  const tuned = f32((i) => at(single, i) * 1.01 + at(single, last - i) * 0.003);
  const half = { dtype: "F16", bytes: storedWeights("F16") };
  return {
    "F32 tuned": [same, tuned],
    "F32 reversed": [same, f32((i) => at(single, last - i))],
    "F32 to BF16": [same, bf16(same)],
    "BF16 tuned": [bf16(same), bf16(tuned)],
    "F32 to every F16": [same, half],
    "F16 to F64": [half, f64((i) => at(double, i))],
    "F64 to F32": [f64((i) => at(double, i)), same],
    "F32 nearly 1": [f32((i) => 1 + at(double, i) * 1e-4), f32((i) => 1 + at(double, last - i) * 1e-4)],
    "F64 nearly 1": [f64((i) => 1 + at(double, i) * 1e-6), f64((i) => 1 + at(double, last - i) * 1e-6)],
  };
}

export function comparePaths(
  pre: string,
  post: string,
  options: Partial<WeightOptions> = {},
  threads = 1,
): Promise<WeightsComparison> {
  const work = { threads, onProgress: () => {} };
  return withCheckpoints(pre, post, (before, after) =>
    compareWeights(before, after, { ...DEFAULT_WEIGHT_OPTIONS, ...options }, work),
  );
}
