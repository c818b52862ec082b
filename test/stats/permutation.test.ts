import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPermutation, isIdentity, sortedDistance } from "../../src/stats/permutation.js";
import { readSmall, readTensorGoldens } from "../support/tensorGoldens.js";

const SMALL = await readSmall(readTensorGoldens().tensors);

const vector = (values: readonly number[]) => Float64Array.from(values);
/** post[i] is pre[order[i]]. */
const permuted = (values: Float64Array, order: Iterable<number>) =>
  Float64Array.from(order, (from) => values[from] as number);

/** The same for each length, and far from the identity. */
function shuffle(length: number): number[] {
  return Array.from({ length }, (_, i) => i).sort((x, y) => Math.sin(x * 7919) - Math.sin(y * 7919));
}

/** Few values, so that many are equal, and some that are not finite. */
const value = fc.constantFrom(0, -0, 1, 1.5, -2, 0.25, Number.NaN, Number.POSITIVE_INFINITY);
const tensors = fc.integer({ min: 1, max: 12 }).chain((width) =>
  fc.record({
    pre: fc.array(fc.array(value, { minLength: width, maxLength: width }).map(vector), {
      minLength: 1,
      maxLength: 4,
    }),
    order: fc.shuffledSubarray(
      Array.from({ length: width }, (_, i) => i),
      { minLength: width },
    ),
  }),
);

describe("a permutation", () => {
  it("is found for any vectors that were renumbered alike, however many values are equal", () => {
    fc.assert(
      fc.property(tensors, ({ pre, order }) => {
        const post = pre.map((values) => permuted(values, order));
        const found = findPermutation(pre, post) as Uint32Array;
        expect([...found].sort((x, y) => x - y)).toEqual([...order].sort((x, y) => x - y));
        for (const [t, values] of pre.entries()) {
          // 0 and -0 are matched with each other.
          const positive = (list: Float64Array) => list.map((x) => x + 0);
          expect(positive(permuted(values, found))).toEqual(positive(post[t] as Float64Array));
        }
      }),
    );
  });

  it("is the one that was made, on real tensors, whose values differ", () => {
    const order = shuffle(256);
    const found = findPermutation(
      SMALL.pre,
      SMALL.pre.map((values) => permuted(values, order)),
    );
    expect([...(found ?? [])]).toEqual(order);
    expect(isIdentity(found as Uint32Array)).toBe(false);
  });

  it("of identical vectors leaves every dim where it is, equal values as well", () => {
    const constant = new Float64Array(9).fill(1);
    for (const pre of [SMALL.pre, [constant], [constant, vector([1, 2, 1, 2, 1, 2, 1, 2, 1])]]) {
      const found = findPermutation(
        pre,
        pre.map((values) => values.slice()),
      );
      expect(isIdentity(found as Uint32Array)).toBe(true);
    }
  });

  it("is the same in every tensor, or none", () => {
    const [a, b] = [vector([1, 2, 3]), vector([4, 5, 6])];
    expect(findPermutation([a], [vector([2, 3, 1])])).toEqual(Uint32Array.of(1, 2, 0));
    expect(findPermutation([b], [vector([6, 4, 5])])).toEqual(Uint32Array.of(2, 0, 1));
    expect(findPermutation([a, b], [vector([2, 3, 1]), vector([6, 4, 5])])).toBeNull();
    expect(findPermutation([a, b], [vector([2, 3, 1]), vector([5, 6, 4])])).toEqual(Uint32Array.of(1, 2, 0));
  });

  it("tells dims that one tensor cannot tell apart by another", () => {
    const [ones, b] = [vector([1, 1, 1]), vector([4, 5, 6])];
    expect(findPermutation([ones, b], [ones, vector([6, 4, 5])])).toEqual(Uint32Array.of(2, 0, 1));
  });

  it("is none where a value is another, or a width", () => {
    expect(findPermutation([vector([1, 2, 3])], [vector([1, 2, 3.5])])).toBeNull();
    expect(findPermutation([vector([1, 1, 2])], [vector([1, 2, 2])])).toBeNull();
    expect(findPermutation([vector([1, 2])], [vector([1, 2, 2])])).toBeNull();
    expect(findPermutation([vector([1, 2]), vector([1])], [vector([1, 2]), vector([1])])).toBeNull();
    expect(findPermutation([vector([1, Number.NaN])], [vector([1, 1])])).toBeNull();
    expect(findPermutation(SMALL.pre, SMALL.post)).toBeNull();
  });

  it("of lists that differ in length is refused", () => {
    expect(() => findPermutation([vector([1])], [])).toThrow(new RangeError("1 vectors against 0"));
  });
});

describe("the distance of sorted values", () => {
  it("is 0 for the same values in another order", () => {
    for (const values of SMALL.pre) expect(sortedDistance(values, permuted(values, shuffle(256)))).toBe(0);
  });

  it("is in interquartile ranges of pre", () => {
    // Quartiles 2 and 4; sorted, 5 became 9.
    expect(sortedDistance(vector([1, 2, 3, 4, 5]), vector([9, 4, 3, 2, 1]))).toBe(2);
    expect(sortedDistance(vector([9, 4, 3, 2, 1]), vector([1, 2, 3, 4, 5]))).toBe(2);
  });

  it("is undefined where half of pre is one value, where there is none, and beyond float64", () => {
    expect(sortedDistance(vector([1, 1, 1, 1, 5]), vector([1, 2, 3, 4, 5]))).toBeNull();
    expect(sortedDistance(vector([]), vector([]))).toBeNull();
    expect(sortedDistance(vector([-1e308, 0, 1, 2]), vector([1e308, 1e308, 1e308, 1e308]))).toBeNull();
  });
});
