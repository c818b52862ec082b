import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { WeightOptions } from "../../src/model/weights.js";
import { useTempDir } from "../support/tempDir.js";
import {
  countWeights,
  OTHERS,
  onlyGroup,
  storedWeights,
  WEIGHT_GOLDENS,
  weightsFile,
} from "../support/weightsFile.js";

const temp = useTempDir();

/** Little-endian int64, as the goldens' script hashes them. */
function sha256OfCounts(counts: Float64Array): string {
  return createHash("sha256")
    .update(BigInt64Array.from(counts, (count) => BigInt(count)))
    .digest("hex");
}

function relativelyClose(actual: number | null, expected: number, tolerance: number): boolean {
  return actual !== null && Math.abs(actual - expected) <= tolerance * Math.abs(expected);
}

describe("a million weights, as numpy and scipy see them", () => {
  it.each(WEIGHT_GOLDENS.long)("$dtype in $bins bins over $xlim", async (golden) => {
    const { dtype, bins, xlim: range } = golden;
    const values = storedWeights(dtype);
    const file = temp.write(
      `${dtype}.safetensors`,
      weightsFile([{ name: "w", dtype, shape: [WEIGHT_GOLDENS.length], values }]),
    );
    const { summary, histogram } = onlyGroup(await countWeights(file, { bins, range, tensors: OTHERS }, 2));
    expect(sha256OfCounts(histogram?.counts ?? new Float64Array())).toBe(golden.sha256);
    expect(histogram?.edges.at(-1)).toBe(golden.lastEdge);
    expect((histogram?.below ?? 0) + (histogram?.above ?? 0)).toBe(golden.n - golden.counted);
    const { n, nonFinite, zeros, min, max } = golden;
    expect(summary).toMatchObject({ n, nonFinite, zeros, zeroShare: zeros / n, min, max });
    for (const field of ["mean", "std", "skewness", "excessKurtosis"] as const) {
      expect([field, summary[field], relativelyClose(summary[field], golden[field], 1e-9)]).toEqual([
        field,
        summary[field],
        true,
      ]);
    }
    for (const [i, { q, value }] of summary.quantiles.entries()) {
      const expected = golden.quantiles[i] as number;
      const outside = range !== null && (expected < range[0] || expected > range[1]);
      const isRight =
        value === null ? outside : Math.abs(value - expected) <= (summary.quantileError as number);
      expect([q, value, isRight]).toEqual([q, value, true]);
    }
  });
});

describe("awkward weights are in the bins that numpy puts them in", () => {
  it.each(WEIGHT_GOLDENS.short)("$name", async ({ name, float32, bins, xlim: range, counts }) => {
    const values = new Uint8Array(Buffer.from(float32, "base64"));
    const file = temp.write(
      `${name}.safetensors`,
      weightsFile([{ name: "w", dtype: "F32", shape: [values.length / 4], values }]),
    );
    const options: Partial<WeightOptions> = { bins, range, tensors: OTHERS };
    const { histogram } = onlyGroup(await countWeights(file, options));
    expect([...(histogram?.counts ?? [])]).toEqual(counts);
  });
});
