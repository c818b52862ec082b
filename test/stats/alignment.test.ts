import { describe, expect, it } from "vitest";
import { alignmentOf } from "../../src/stats/alignment.js";
import { spearman } from "../../src/stats/correlation.js";

/** All orders of 0 to n - 1. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, place) => [...order.slice(0, place), n - 1, ...order.slice(place)]),
  );
}

/** Mean and standard deviation, over all orders of the dims of post, of the mean correlation. */
function overAllOrders(pre: readonly number[][], post: readonly number[][]) {
  const means = orders(pre[0]?.length ?? 0).map((order) =>
    meanOf(
      pre.map((a, i) =>
        correlationOf(
          a,
          order.map((dim) => post[i]?.[dim] ?? Number.NaN),
        ),
      ),
    ),
  );
  return {
    mean: meanOf(means),
    deviation: Math.sqrt(meanOf(means.map((mean) => mean ** 2)) - meanOf(means) ** 2),
  };
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  return spearman(Float64Array.from(a), Float64Array.from(b)) ?? Number.NaN;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const PRE = [
  [3, 1, 4, 1, 5, 9],
  [2, 7, 1, 8, 2, 8],
  [3, 1, 4, 2, 5, 9],
];
const POST = [
  [1, 6, 1, 8, 0, 3],
  [1, 4, 1, 4, 2, 1],
  [3, 1, 4, 1, 6, 8],
];
const vectors = (lists: readonly number[][]) => lists.map((list) => Float64Array.from(list));

describe("the alignment of two models", () => {
  it("is what all orders of the dimensions give", () => {
    const all = overAllOrders(PRE, POST);
    const alignment = alignmentOf(vectors(PRE), vectors(POST));
    expect(all.mean).toBeCloseTo(0, 12);
    expect(alignment?.chance).toBeCloseTo(all.deviation, 12);
    expect(alignment?.mean).toBeCloseTo(meanOf(PRE.map((a, i) => correlationOf(a, POST[i] ?? []))), 12);
  });

  it("shuffles vectors of different widths apart", () => {
    const [pre, post] = [
      [
        [1, 2, 3, 5],
        [2, 1, 4, 3],
      ],
      [
        [1, 3, 2, 4],
        [1, 2, 3, 4],
      ],
    ] as const;
    const [wide, narrow] = [
      overAllOrders(PRE, POST),
      overAllOrders(
        pre.map((list) => [...list]),
        post.map((list) => [...list]),
      ),
    ];
    const both = alignmentOf(
      [...vectors(PRE), ...vectors(pre.map((list) => [...list]))],
      [...vectors(POST), ...vectors(post.map((list) => [...list]))],
    );
    const expected = Math.sqrt((3 * wide.deviation) ** 2 + (2 * narrow.deviation) ** 2) / 5;
    expect(both?.chance).toBeCloseTo(expected, 12);
  });

  it("leaves out what has no correlation, and is undefined where nothing has one", () => {
    const constant = Float64Array.of(1, 1, 1, 1, 1, 1);
    expect(alignmentOf([constant], vectors([[1, 2, 3, 4, 5, 6]]))).toBeNull();
    expect(alignmentOf([constant, ...vectors(PRE)], [constant, ...vectors(POST)])).toEqual(
      alignmentOf(vectors(PRE), vectors(POST)),
    );
  });
});
