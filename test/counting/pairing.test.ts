import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Kernel } from "../../src/counting/kernel.js";
import { pairValues } from "../../src/counting/plainPair.js";
import { CompiledModule } from "../../src/counting/webAssembly.js";
import { decode } from "../../src/format/shared/dtype.js";
import type { PairSums } from "../../src/stats/pairSums.js";

/** The kernel against the reference: values of two models, held against each other. */

const kernel = new Kernel(
  new CompiledModule(readFileSync(new URL("../../dist/counting/kernel.wasm", import.meta.url))),
);

const DTYPES = ["F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"] as const;
const BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1 };

/** What codes of one byte stand for. */
function codeValues(dtype: (typeof DTYPES)[number]): Float32Array | null {
  return BYTES[dtype] === 1
    ? Float32Array.from(
        decode(
          Uint8Array.from({ length: 256 }, (_, i) => i),
          dtype,
        ),
      )
    : null;
}

function pairByKernel(
  pre: Uint8Array,
  post: Uint8Array,
  dtypes: readonly [(typeof DTYPES)[number], (typeof DTYPES)[number]],
  known = 0,
) {
  kernel.chunks.own.set(pre);
  kernel.chunks.partner.set(post);
  const [before, after] = dtypes.map((dtype) => ({ dtype, values: codeValues(dtype) })) as [
    { dtype: string; values: Float32Array | null },
    { dtype: string; values: Float32Array | null },
  ];
  return kernel.pairing.pair(before, after, pre.length / BYTES[dtypes[0]], known);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Counts are the same; sums to what rounding in another order costs. */
function expectClose(actual: PairSums, expected: PairSums): void {
  for (const field of ["n", "maxAbsDelta", "maxAbsDeltaIndex", "signFlips", "changed"] as const) {
    expect([field, actual[field]]).toEqual([field, expected[field]]);
  }
  const { n, preMean, postMean, preSquare, postSquare } = expected;
  const [aa, bb] = [preSquare + n * preMean * preMean, postSquare + n * postMean * postMean];
  const off = (field: keyof PairSums, size: number) =>
    expect(Math.abs((actual[field] as number) - (expected[field] as number)), field).toBeLessThanOrEqual(
      1e-12 * size,
    );
  off("preMean", Math.sqrt(aa / Math.max(1, n)));
  off("postMean", Math.sqrt(bb / Math.max(1, n)));
  off("preSquare", preSquare);
  off("postSquare", postSquare);
  off("product", Math.sqrt(preSquare * postSquare));
  off("deltaSquare", expected.deltaSquare);
}

const float32 = fc.oneof(
  fc.float({ noNaN: true, min: -2, max: 2 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: Math.fround(-1e-40), max: Math.fround(1e-40) }),
  fc.constantFrom(0, -0, 1, -1, 0.5),
);
const withNonFinite = fc.oneof(
  { weight: 30, arbitrary: float32 },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

describe("the kernel", () => {
  it.each([
    ["finite values", float32],
    ["NaN and infinity among others", withNonFinite],
  ])("holds float32 against each other as the reference does: %s", (_, arbitrary) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(arbitrary, arbitrary), { maxLength: 300 }), (list) => {
        const [pre, post] = ([0, 1] as const).map((side) =>
          Float32Array.from(list, (pair) => pair[side]),
        ) as [Float32Array, Float32Array];
        const { sums } = pairByKernel(bytesOf(pre), bytesOf(post), ["F32", "F32"]);
        const plain = pairValues(Float64Array.from(pre), Float64Array.from(post));
        // The reference may have taken another unit for what is very large or small; float32 needs none.
        const { scale } = plain;
        expectClose(sums, {
          ...plain,
          preMean: plain.preMean * scale,
          postMean: plain.postMean * scale,
          preSquare: plain.preSquare * scale * scale,
          postSquare: plain.postSquare * scale * scale,
          product: plain.product * scale * scale,
          deltaSquare: plain.deltaSquare * scale * scale,
        });
      }),
      { numRuns: 1000 },
    );
  });

  const combinations = DTYPES.flatMap((pre) => DTYPES.map((post) => [pre, post] as const));

  it.each(combinations)("widens %s and %s without loss, whatever their bits are", (pre, post) => {
    const count = 4096;
    let state = 7;
    const bits = (dtype: keyof typeof BYTES) =>
      Uint8Array.from({ length: count * BYTES[dtype] }, () => {
        state = (Math.imul(1664525, state) + 1013904223) >>> 0;
        return state >>> 24;
      });
    const [before, after] = [bits(pre), bits(post)];
    const { sums } = pairByKernel(before, after, [pre, post]);
    const expected = pairValues(decode(before, pre), decode(after, post));
    expect(sums.n).toBeGreaterThan(count / 2);
    expect([sums.maxAbsDelta, sums.maxAbsDeltaIndex]).toEqual([
      expected.maxAbsDelta,
      expected.maxAbsDeltaIndex,
    ]);
    expect([sums.n, sums.signFlips, sums.changed]).toEqual([
      expected.n,
      expected.signFlips,
      expected.changed,
    ]);
  });

  it.each(["F16", "BF16"] as const)("widens every code of %s to the value that it stands for", (dtype) => {
    const codes = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, code) => code).buffer);
    const values = decode(codes, dtype);
    // Against themselves as float32, they differ nowhere; against those with one bit flipped, where that is so.
    const singles = Float32Array.from(values);
    const { sums } = pairByKernel(codes, bytesOf(singles), [dtype, "F32"]);
    expect(sums.changed).toBe(0);
    expect(sums.n).toBe(values.filter(Number.isFinite).length);
  });

  it("says of what changed no value whether the bytes are the same too", () => {
    const areSame = (pre: readonly number[], post: readonly number[]) =>
      pairByKernel(bytesOf(Float32Array.from(pre)), bytesOf(Float32Array.from(post)), ["F32", "F32"]).areSame;
    expect(areSame([1, 2, Number.NaN], [1, 2, Number.NaN])).toBe(true);
    expect(areSame([1, 2, 3], [1, 2, 4])).toBe(false);
    expect(areSame([1, 0, 3], [1, -0, 3])).toBe(false);
    expect(areSame([1, Number.NaN], [1, Number.POSITIVE_INFINITY])).toBe(false);
  });

  it("does not look for the place of a change that is no larger than one that is known", () => {
    const [pre, post] = [bytesOf(Float32Array.of(0, 0, 0, 0, 0)), bytesOf(Float32Array.of(0, 1, 0, 2, -2))];
    const indexBeyond = (known: number) =>
      pairByKernel(pre, post, ["F32", "F32"], known).sums.maxAbsDeltaIndex;
    expect([0, 1.5, 2, 3].map(indexBeyond)).toEqual([3, 3, null, null]);
  });

  it("keeps digits where values vary by little about a mean far from 0", () => {
    const values = Float32Array.from({ length: 60_000 }, (_, i) => 1 + 1e-5 * Math.sin(i));
    const [pre, post] = [values, values.map((value, i) => value + 1e-6 * (i % 7))];
    const { sums } = pairByKernel(bytesOf(pre), bytesOf(post), ["F32", "F32"]);
    const plain = pairValues(Float64Array.from(pre), Float64Array.from(post));
    for (const field of ["preSquare", "postSquare", "product"] as const) {
      expect(Math.abs(sums[field] / plain[field] - 1), field).toBeLessThan(1e-12);
    }
  });
});
