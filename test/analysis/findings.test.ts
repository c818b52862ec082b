import { describe, expect, it } from "vitest";
import { findFindings } from "../../src/analysis/findings.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { Finding } from "../../src/model/findings.js";
import { bell, type MadeUp, madeUp, smallPair } from "../support/comparisons.js";
import { readGoldens, unwritable } from "../support/goldens.js";

type Rule = Finding["rule"];

function findings(tensors: readonly MadeUp[]): readonly Finding[] {
  return madeUp(tensors).findings;
}

function rules(found: readonly Finding[]): Rule[] {
  return found.map(({ rule }) => rule);
}

function only<R extends Rule>(found: readonly Finding[], rule: R): Extract<Finding, { rule: R }>[] {
  return found.filter((finding): finding is Extract<Finding, { rule: R }> => finding.rule === rule);
}

/** Gains around 1, without outliers. */
const GAINS = bell(64, 1, 0.02);

const times = (factor: number) => GAINS.map((value) => value * factor);
/** Every dim moved a little, the median by nothing to speak of. */
const NUDGED = GAINS.map((value, i) => value + (i % 2 === 0 ? 0.001 : -0.001));
const withDims = (values: readonly number[], dims: Readonly<Record<number, number>>) =>
  values.map((value, dim) => dims[dim] ?? value);

describe("an identical pair", () => {
  it("is one finding with the number of tensors, and nothing else", () => {
    const tensors = [5, 6, 7].map((block) => ({ pre: GAINS, post: GAINS, block }));
    expect(findings(tensors)).toEqual([{ rule: "identical", tensors: 3, blocks: [5, 6, 7] }]);
  });

  it("is identical with the same NaN on both sides too, of which both are told", () => {
    const broken = withDims(GAINS, { 3: Number.NaN });
    expect(findings([{ pre: broken, post: broken, block: 5 }])).toEqual([
      { rule: "non-finite", side: "pre", total: 1, tensors: [{ name: "h.5.ln_1.weight", dims: [3] }] },
      { rule: "non-finite", side: "post", total: 1, tensors: [{ name: "h.5.ln_1.weight", dims: [3] }] },
      { rule: "identical", tensors: 1, blocks: [5] },
    ]);
  });
});

describe("frozen tensors", () => {
  it("make a frozen block where every tensor of it is the same", () => {
    const found = findings([
      { pre: GAINS, post: GAINS, block: 4, norm: "ln_1" },
      { pre: GAINS, post: GAINS, block: 4, norm: "ln_2" },
      { pre: GAINS, post: GAINS, block: 5, norm: "ln_1" },
      { pre: GAINS, post: GAINS, block: 5, norm: "ln_2" },
      { pre: GAINS, post: NUDGED, block: 6, norm: "ln_1" },
    ]);
    expect(only(found, "frozen")).toEqual([{ rule: "frozen", blocks: [4, 5], tensors: [] }]);
  });

  it("stand by themselves in a block that moved", () => {
    const found = findings([
      { pre: GAINS, post: GAINS, block: 5, norm: "ln_1" },
      { pre: GAINS, post: NUDGED, block: 5, norm: "ln_2" },
    ]);
    expect(only(found, "frozen")).toEqual([{ rule: "frozen", blocks: [], tensors: ["h.5.ln_1.weight"] }]);
  });

  it("stand by themselves where only the bias moved", () => {
    const found = findings([
      { pre: GAINS, post: GAINS, block: 5, parameter: "gain" },
      { pre: GAINS, post: NUDGED, block: 5, parameter: "bias" },
    ]);
    expect(only(found, "frozen")).toEqual([{ rule: "frozen", blocks: [], tensors: ["h.5.ln_1.weight"] }]);
  });

  it("take in ln_f by name, which belongs to no block", () => {
    const found = findings([
      { pre: GAINS, post: NUDGED, block: 5 },
      { pre: GAINS, post: GAINS, norm: "ln_f" },
    ]);
    expect(only(found, "frozen")).toEqual([{ rule: "frozen", blocks: [], tensors: ["ln_f.weight"] }]);
  });

  it("are none where everything moved", () => {
    expect(only(findings([{ pre: GAINS, post: NUDGED }]), "frozen")).toEqual([]);
  });
});

describe("shifted medians", () => {
  it("are told for the blocks of one norm together, with the smallest and the largest fraction", () => {
    const found = findings([
      { pre: GAINS, post: times(1.125), block: 6, norm: "ln_2" },
      { pre: GAINS, post: NUDGED, block: 6, norm: "ln_1" },
      { pre: GAINS, post: times(1.25), block: 8, norm: "ln_2" },
    ]);
    const [shift, ...others] = only(found, "median-shift");
    expect(others).toEqual([]);
    expect(shift).toMatchObject({ norm: "ln_2", blocks: [6, 8] });
    expect(shift?.minFraction).toBeCloseTo(0.125, 12);
    expect(shift?.maxFraction).toBeCloseTo(0.25, 12);
    expect(rules(found)).not.toContain("medians-steady");
  });

  it("upward and downward are two findings, the larger first", () => {
    const found = findings([
      { pre: GAINS, post: times(1.125), block: 6 },
      { pre: GAINS, post: times(0.5), block: 7 },
    ]);
    expect(only(found, "median-shift").map(({ blocks }) => blocks)).toEqual([[7], [6]]);
  });

  it("are fractions of the magnitude, so that a negative median that rises has risen", () => {
    const found = findings([{ pre: times(-1), post: times(-0.5), block: 6 }]);
    expect(only(found, "median-shift")[0]?.minFraction).toBeCloseTo(0.5, 12);
  });

  it("of ln_f have no blocks", () => {
    const found = findings([{ pre: GAINS, post: times(1.5), norm: "ln_f" }]);
    expect(only(found, "median-shift")).toMatchObject([{ norm: "ln_f", blocks: [] }]);
  });

  it("of 5 % count, of less do not", () => {
    const flat = (value: number) => [value - 1, value, value + 1];
    const shift = (post: number) =>
      only(findings([{ pre: flat(100), post: flat(post) }]), "median-shift").length;
    expect([shift(105), shift(95), shift(104.9), shift(95.1)]).toEqual([1, 1, 0, 0]);
  });

  it("are none, and the medians steady, where nothing is notable", () => {
    const found = findings([
      { pre: GAINS, post: NUDGED, block: 6 },
      { pre: GAINS, post: times(1.03125), block: 7 },
      { pre: GAINS, post: times(0.96), block: 8 },
    ]);
    expect(only(found, "median-shift")).toEqual([]);
    const [steady, ...others] = only(found, "medians-steady");
    expect(others).toEqual([]);
    expect(steady?.maxAbsFraction).toBeCloseTo(0.04, 12);
  });

  it("leave frozen tensors out of what is called steady", () => {
    const found = findings([
      { pre: GAINS, post: GAINS, block: 5 },
      { pre: GAINS, post: times(1.25), block: 6 },
    ]);
    expect(rules(found)).toContain("median-shift");
    expect(rules(found)).not.toContain("medians-steady");
  });
});

describe("a gain whose bulk lies about zero", () => {
  const centred = GAINS.map((value) => value - 0.99);
  const away = { pre: centred, post: centred.map((value) => value + 5), block: 7 };

  it("has no fraction of a median to tell, however far it moved", () => {
    expect(rules(findings([away]))).not.toContain("median-shift");
  });

  it("is not called steady for that, nor lets others be called so for all", () => {
    expect(rules(findings([away]))).not.toContain("medians-steady");
    expect(rules(findings([{ pre: GAINS, post: NUDGED, block: 6 }, away]))).not.toContain("medians-steady");
  });

  it("has no new outliers for having moved on as a whole", () => {
    const moved = madeUp([away]);
    expect(moved.tensors[0]?.change.newOutlierDims?.length).toBeGreaterThan(50);
    expect(rules(moved.findings)).not.toContain("new-outliers");
  });

  it("has the new outliers that left a bulk which stayed", () => {
    const stayed = { pre: centred, post: withDims(centred, { 3: 4 }), block: 7 };
    expect(only(findings([stayed]), "new-outliers")).toMatchObject([{ total: 1 }]);
  });
});

describe("biases", () => {
  const bias = (pre: readonly number[], post: readonly number[]): MadeUp => ({
    pre,
    post,
    parameter: "bias",
  });

  it("never make a median shift, nor steady medians", () => {
    const found = findings([bias(GAINS, times(2)), bias(GAINS, NUDGED)]);
    expect(rules(found)).not.toContain("median-shift");
    expect(rules(found)).not.toContain("medians-steady");
  });

  it("never make sign flips, which gains do", () => {
    const flipped = withDims(GAINS, { 9: -1, 30: -1 });
    expect(rules(findings([bias(GAINS, flipped)]))).not.toContain("sign-flips");
    expect(only(findings([{ pre: GAINS, post: flipped, block: 7 }]), "sign-flips")).toEqual([
      { rule: "sign-flips", name: "h.7.ln_1.weight", dims: [9, 30] },
    ]);
  });

  it("count among the dims that moved most, not among the spreads and outliers of the gains", () => {
    const found = findings([bias(GAINS, withDims(times(2), { 3: 9 })), bias(GAINS, NUDGED)]);
    expect(only(found, "most-moved")[0]?.moves[0]).toMatchObject({ parameter: "bias", dim: 3 });
    expect(rules(found)).not.toContain("spread-change");
    expect(rules(found)).not.toContain("new-outliers");
  });
});

describe("changes of spread", () => {
  const spread = (factor: number) => GAINS.map((value) => 1 + factor * (value - 1));

  it("tell the wider and the narrower apart, each with the smallest and the largest ratio", () => {
    const found = findings([
      { pre: GAINS, post: spread(1.25), block: 6 },
      { pre: GAINS, post: spread(2), block: 7 },
      { pre: GAINS, post: spread(0.5), block: 8 },
      { pre: GAINS, post: spread(1.05), block: 9 },
    ]);
    const [wider, narrower, ...others] = only(found, "spread-change");
    expect(others).toEqual([]);
    expect(wider?.tensors).toEqual(["h.6.ln_1.weight", "h.7.ln_1.weight"]);
    expect(wider?.minRatio).toBeCloseTo(1.25, 12);
    expect(wider?.maxRatio).toBeCloseTo(2, 12);
    expect(narrower?.tensors).toEqual(["h.8.ln_1.weight"]);
    expect(narrower?.minRatio).toBeCloseTo(0.5, 12);
  });

  it("name the tensor that changed most of each, and how many were compared", () => {
    const found = findings([
      { pre: GAINS, post: spread(1.25), block: 6 },
      { pre: GAINS, post: spread(2), block: 7 },
      { pre: GAINS, post: spread(0.75), block: 8 },
      { pre: GAINS, post: spread(0.25), block: 9 },
      { pre: GAINS, post: GAINS, block: 10 },
    ]);
    expect(only(found, "spread-change")).toMatchObject([
      { of: 5, most: "h.7.ln_1.weight" },
      { of: 5, most: "h.9.ln_1.weight" },
    ]);
  });

  it("are none from a constant, whose spread is 0", () => {
    expect(only(findings([{ pre: new Array<number>(64).fill(1), post: GAINS }]), "spread-change")).toEqual(
      [],
    );
  });

  it("to a constant are a ratio of 0", () => {
    const found = findings([{ pre: GAINS, post: new Array<number>(64).fill(1) }]);
    expect(only(found, "spread-change")).toMatchObject([{ minRatio: 0, maxRatio: 0 }]);
  });
});

describe("the dims that moved most", () => {
  it("are three at most, the farthest first, and one where tensors of a kind share it", () => {
    const moved = (dim: number, by: number) => withDims(GAINS, { [dim]: (GAINS[dim] as number) + by });
    const found = findings([
      { pre: GAINS, post: moved(3, -0.25), block: 6, norm: "ln_1" },
      { pre: GAINS, post: moved(3, -0.5), block: 7, norm: "ln_1" },
      { pre: GAINS, post: moved(3, 2), block: 7, norm: "ln_2" },
      { pre: GAINS, post: moved(9, 0.125), block: 8, norm: "ln_1" },
      { pre: GAINS, post: moved(1, 0.0625), norm: "ln_f" },
    ]);
    const moves = only(found, "most-moved").flatMap((finding) => finding.moves);
    expect(moves.map(({ norm, dim, blocks }) => ({ norm, dim, blocks }))).toEqual([
      { norm: "ln_2", dim: 3, blocks: [7] },
      { norm: "ln_1", dim: 3, blocks: [6, 7] },
      { norm: "ln_1", dim: 9, blocks: [8] },
    ]);
    expect(moves[1]?.minDelta).toBeCloseTo(-0.5, 12);
    expect(moves[1]?.maxDelta).toBeCloseTo(-0.25, 12);
  });

  it("are told apart by gain and bias", () => {
    const post = withDims(GAINS, { 3: 4 });
    const found = findings([
      { pre: GAINS, post, block: 6, parameter: "gain" },
      { pre: GAINS, post, block: 6, parameter: "bias" },
    ]);
    expect(only(found, "most-moved")[0]?.moves).toMatchObject([
      { parameter: "gain", dim: 3, blocks: [6] },
      { parameter: "bias", dim: 3, blocks: [6] },
    ]);
  });

  it("are told although no list of moved dims was asked for", () => {
    const { findings: found } = madeUp([{ pre: GAINS, post: withDims(GAINS, { 3: 4 }) }], { topMoved: 0 });
    expect(only(found, "most-moved")[0]?.moves).toMatchObject([{ dim: 3 }]);
  });
});

describe("new outliers", () => {
  it("are counted by tensor, the most first, where the median held", () => {
    const found = findings([
      { pre: GAINS, post: withDims(GAINS, { 3: 4 }), block: 6 },
      { pre: GAINS, post: withDims(GAINS, { 3: 4, 5: -4, 6: 2 }), block: 7 },
      { pre: GAINS, post: NUDGED, block: 8 },
    ]);
    expect(only(found, "new-outliers")).toEqual([
      {
        rule: "new-outliers",
        total: 4,
        tensors: [
          { name: "h.7.ln_1.weight", count: 3 },
          { name: "h.6.ln_1.weight", count: 1 },
        ],
      },
    ]);
  });

  it("are not counted where the whole bulk moved on", () => {
    const shifted = madeUp([{ pre: GAINS, post: times(2), block: 6 }]);
    expect(shifted.tensors[0]?.change.newOutlierDims?.length).toBeGreaterThan(50);
    expect(rules(shifted.findings)).not.toContain("new-outliers");
  });
});

describe("non-finite values on one side", () => {
  const broken = withDims(NUDGED, { 7: Number.NaN, 20: Number.POSITIVE_INFINITY });

  it.each([
    ["pre", broken, GAINS],
    ["post", GAINS, broken],
  ] as const)("are told first, with side, tensors and dims: %s", (side, pre, post) => {
    const found = findings([
      { pre: GAINS, post: NUDGED, block: 5 },
      { pre, post, block: 6 },
      { pre, post, block: 7, parameter: "bias" },
    ]);
    const dims = [7, 20];
    expect(found[0]).toEqual({
      rule: "non-finite",
      side,
      total: 4,
      tensors: [
        { name: "h.6.ln_1.weight", dims },
        { name: "h.7.ln_1.bias", dims },
      ],
    });
    expect(only(found, "non-finite")).toHaveLength(1);
    expect(unwritable(found)).toEqual([]);
  });

  it("do not pass for frozen, even where all else is the same", () => {
    const found = findings([{ pre: GAINS, post: withDims(GAINS, { 7: Number.NaN }), block: 6 }]);
    expect(rules(found)).not.toContain("identical");
    expect(rules(found)).not.toContain("frozen");
  });

  it("and nothing else leave no other finding, and no NaN", () => {
    const found = findings([{ pre: GAINS, post: GAINS.map(() => Number.NaN), block: 6 }]);
    expect(rules(found)).toEqual(["non-finite"]);
    expect(unwritable(found)).toEqual([]);
  });
});

describe("no finding holds a number that JSON cannot", () => {
  it("although a median grew from a subnormal one", () => {
    const found = findings([{ pre: GAINS.map((value) => value * 1e-310), post: GAINS }]);
    expect(unwritable(found)).toEqual([]);
  });

  it("although a spread did", () => {
    const narrow = GAINS.map((_, i) => (i % 2) * 1e-310);
    expect(unwritable(findings([{ pre: narrow, post: GAINS }]))).toEqual([]);
  });
});

describe("the findings on the small checkpoints", () => {
  const MEDIANS = new Map(
    readGoldens("small-gpt2").map(({ name, pre, post }) => [
      name,
      ((post.median as number) - (pre.median as number)) / Math.abs(pre.median as number),
    ]),
  );
  const fractionsOf = (blocks: readonly number[]) =>
    blocks.map((block) => MEDIANS.get(`h.${block}.ln_2.weight`) as number);

  it("are the frozen block 5 and the median of ln_2 that rose in 6 to 11", async () => {
    const { findings: found } = await smallPair();
    expect(only(found, "frozen")).toEqual([{ rule: "frozen", blocks: [5], tensors: [] }]);
    const [shift, ...others] = only(found, "median-shift");
    expect(others).toEqual([]);
    expect(shift).toMatchObject({ norm: "ln_2", blocks: [6, 7, 8, 9, 10, 11] });
    const fractions = fractionsOf([6, 7, 8, 9, 10, 11]);
    expect(shift?.minFraction).toBeCloseTo(Math.min(...fractions), 13);
    expect(shift?.maxFraction).toBeCloseTo(Math.max(...fractions), 13);
    expect(rules(found)).toEqual(["frozen", "median-shift", "spread-change", "most-moved", "new-outliers"]);
  });

  it("are the frozen blocks 0 to 5 when all are asked for", async () => {
    const { findings: found } = await smallPair({ blocks: "all", bias: true });
    expect(only(found, "frozen")).toEqual([{ rule: "frozen", blocks: [0, 1, 2, 3, 4, 5], tensors: [] }]);
  });

  it("shrink where they grew when pre and post change places", async () => {
    const there = await smallPair();
    const back = findFindings(swapped(there));
    const [grew] = only(there.findings, "median-shift");
    const [shrank, ...others] = only(back, "median-shift");
    expect(others).toEqual([]);
    expect(shrank).toMatchObject({ norm: "ln_2", blocks: grew?.blocks });
    expect(shrank?.minFraction).toBeCloseTo(1 / (1 + (grew?.maxFraction as number)) - 1, 12);
    expect(shrank?.maxFraction).toBeCloseTo(1 / (1 + (grew?.minFraction as number)) - 1, 12);

    const [wider] = only(there.findings, "spread-change");
    const [narrower] = only(back, "spread-change");
    expect(narrower?.tensors).toEqual(wider?.tensors);
    expect(narrower?.minRatio).toBeCloseTo(1 / (wider?.maxRatio as number), 12);
    expect(narrower?.maxRatio).toBeCloseTo(1 / (wider?.minRatio as number), 12);

    const moves = (found: readonly Finding[]) =>
      only(found, "most-moved").flatMap((finding) => finding.moves);
    expect(moves(back)).toEqual(
      moves(there.findings).map((move) => ({ ...move, minDelta: -move.maxDelta, maxDelta: -move.minDelta })),
    );
    expect(only(back, "frozen")).toEqual(only(there.findings, "frozen"));
  });

  function swapped({ tensors, options }: Comparison): Comparison["tensors"] {
    return madeUp(
      tensors.map(({ id, pre, post }) => ({ ...id, pre: [...post.values], post: [...pre.values] })),
      options,
    ).tensors;
  }
});
