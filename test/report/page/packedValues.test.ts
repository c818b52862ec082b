import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packBits, unpackBits } from "../../../src/report/page/packedBits.js";
import { packValues, unpackValues } from "../../../src/report/page/packedValues.js";

const float32s = (length: number) =>
  fc.float32Array({ minLength: length, maxLength: length }).map((all) => Float64Array.from(all));
const pairsOf = (one: (length: number) => fc.Arbitrary<Float64Array>) =>
  fc.integer({ min: 0, max: 100 }).chain((length) => fc.tuple(one(length), one(length)));
const doubles = (length: number) => fc.float64Array({ minLength: length, maxLength: length });

/** Bytes of base64 for each value. */
const costOf = (values: Float64Array, pre: Float64Array | null) =>
  packValues(values, pre).base64.length / values.length;

describe("values that a page carries", () => {
  it.each([
    ["floats", float32s],
    ["doubles", doubles],
  ] as const)("come back as they were, whichever %s they are", (_, one) => {
    fc.assert(
      fc.property(pairsOf(one), ([pre, post]) => {
        expect(unpackValues(packValues(pre, null), null)).toEqual(pre);
        expect(unpackValues(packValues(post, pre), pre)).toEqual(post);
      }),
    );
  });

  it("come back where only one side is of four bytes, with both zeros and what is no number", () => {
    const pre = Float64Array.from([0.1, -0, Number.NaN, 1e300, Number.NEGATIVE_INFINITY]);
    const post = Float64Array.from([0.5, 0, Number.NaN, Number.POSITIVE_INFINITY, -0]);
    for (const [a, b] of [
      [pre, post],
      [post, pre],
    ] as const) {
      const again = unpackValues(packValues(a, null), null);
      expect(again).toEqual(a);
      expect(unpackValues(packValues(b, again), again)).toEqual(b);
    }
  });

  it("weigh less than in base64 as they are, and those of post least", () => {
    const pre = Float64Array.from({ length: 768 }, (_, i) => Math.fround(0.2 + 0.02 * Math.sin(i * i)));
    const post = pre.map((value, i) => Math.fround(value * (1.01 + 0.005 * Math.cos(i))));
    const asTheyAre = 4 * (4 / 3);
    expect(costOf(pre, null)).toBeLessThan(0.85 * asTheyAre);
    expect(costOf(post, pre)).toBeLessThan(0.7 * asTheyAre);
  });

  it("cost a group of equal numbers its width alone", () => {
    expect(packBits(new Uint32Array(320))).toHaveLength(Math.ceil((10 * 6) / 8));
    const widest = Uint32Array.of(0, 2 ** 32 - 1, 7);
    expect(unpackBits(packBits(widest), 3)).toEqual(widest);
  });
});
