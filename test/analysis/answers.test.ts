import { describe, expect, it } from "vitest";
import { outliers } from "../../src/analysis/answers/outliers.js";
import { converged } from "../../src/analysis/convergence.js";
import { compare } from "../../src/index.js";
import type { Answer } from "../../src/model/answers.js";
import type { Comparison } from "../../src/model/comparison.js";
import { wordAnswer } from "../../src/words/answers/index.js";
import { bell, madeUp, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { type KnownPair, knownPairs } from "../support/knownPairs.js";
import { compareMade, tensorsOf } from "../support/madeModels.js";
import { REAL_IS_ABSENT, REAL_POST, REAL_PRE, WHERE_REAL } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";

const folder = useTempDir();

function answerTo<Q extends Answer["question"]>(
  { answers }: Comparison,
  question: Q,
): Extract<Answer, { question: Q }> {
  const answer = answers.find((candidate) => candidate.question === question);
  return answer as Extract<Answer, { question: Q }>;
}

function verdict(comparison: Comparison, question: Answer["question"]): string {
  return wordAnswer(answerTo(comparison, question), comparison).verdict;
}

const ONES = Array.from({ length: 10 }, () => 1);
const ZEROS = Array.from({ length: 10 }, () => 0);

describe("is it well initialised", () => {
  it("tells an untouched model from a trained one", () => {
    const fresh = madeUp([
      { pre: ONES, post: bell(10, 0.4, 0.01), block: 0 },
      { pre: ZEROS, post: bell(10, 0.02, 0.01), block: 0, parameter: "bias" },
    ]);
    const { pre, post } = answerTo(fresh, "initialised");
    expect(pre).toEqual({
      tensors: 2,
      exactlyInitial: ["h.0.ln_1.weight", "h.0.ln_1.bias"],
      notFinite: [],
      gainDistance: { min: 0, max: 0 },
      biasDistance: { min: 0, max: 0 },
    });
    expect(post.exactlyInitial).toEqual([]);
    expect(post.gainDistance?.max).toBeCloseTo(0.6, 2);
    expect(verdict(fresh, "initialised")).toMatch(
      /^Pre: every tensor is exactly at its initial value.*Post: no longer at initial values/,
    );
  });
});

describe("any answer", () => {
  it("has no words that a program would say, whatever the tensors", () => {
    const nan = ONES.map(() => Number.NaN);
    const infinite = ONES.map((_, i) => (i % 2 === 0 ? Number.POSITIVE_INFINITY : 1e308));
    const tiny = ONES.map((_, i) => i * 5e-324);
    const huge = ONES.map((_, i) => (i % 2 === 0 ? 1.7e308 : -1.7e308));
    const shapes = [ONES, ZEROS, nan, infinite, tiny, huge, bell(10, 0.3, 0.02), [...bell(9, 1, 1e-9), 1e9]];
    for (const pre of shapes) {
      for (const post of shapes) {
        const comparison = madeUp([
          { pre, post, block: 0 },
          { pre, post, block: 0, norm: "ln_2" },
          { pre, post, block: 0, parameter: "bias" },
          { pre, post, norm: "ln_f" },
        ]);
        for (const answer of comparison.answers) {
          const { verdict: words } = wordAnswer(answer, comparison);
          expect(words).not.toMatch(
            /NaN(?! or)|undefined(?! ?[:(])|null|Infinity|--|\b0\.0 %|(^|[ (])-[;,. ]/,
          );
          expect(words).toMatch(/\.$/);
        }
      }
    }
  });

  it("of tensors without a finite value is not that they were trained", () => {
    const nan = ONES.map(() => Number.NaN);
    const comparison = madeUp([{ pre: ONES, post: nan }]);
    expect(verdict(comparison, "initialised")).toBe(
      "Pre: every tensor is exactly at its initial value: never trained, or never loaded. Post: nothing can be said: no tensor holds a finite value.",
    );
    expect(verdict(comparison, "balanced")).toMatch(/Post: no gain is finite\.$/);
  });

  it("of a model of which only the biases were trained is not that it is initial", async () => {
    const base = await tensorsOf(SMALL_PRE);
    const half = new Map(
      [...base].map(([name, values]) => [name, name.endsWith("weight") ? values.map(() => 1) : values]),
    );
    const comparison = await compareMade(folder, { pre: base, post: half, dtype: "F32" });
    expect(verdict(comparison, "initialised")).toMatch(
      /Post: 25 of 50 tensors exactly at initial values \(h0 ln_1, .* and 17 more\), the others not;/,
    );
  });
});

describe("which were trained", () => {
  it.each([
    ["only-biases", /^Changed: all biases; identical, bit for bit: all gains\.$/],
    [
      "cast-BF16",
      /^None can be told; different by the rounding of storage types alone: all gains and biases\.$/,
    ],
    [
      "block-missing",
      /^None: every tensor that both have is identical, bit for bit\. Block 4 is missing from post\.$/,
    ],
    ["identical", /^None: every tensor is identical, bit for bit\.$/],
    ["noise-1", /^All: each of 50 tensors changed\.$/],
    ["shrunk-outliers", /^Changed: ln_f; identical, bit for bit: gains of all blocks, and all biases\.$/],
  ])("%s", async (name, words) => {
    const pair = knownPairs(await tensorsOf(SMALL_PRE), 1).find((candidate) => candidate.name === name);
    expect(verdict(await compareMade(folder, pair as KnownPair), "trained")).toMatch(words);
  });
});

describe("is it balanced", () => {
  it("measures skewness, sign and the dominance of few dimensions", () => {
    const dominated = [...bell(99, 0.3, 0.01), 30];
    const { pre, post } = answerTo(
      madeUp([{ pre: dominated, post: dominated.map((gain) => -gain) }]),
      "balanced",
    );
    expect(pre.positiveShare).toBe(1);
    expect(post.positiveShare).toBe(0);
    expect(pre.topPercentShare?.max).toBeCloseTo(900 / (900 + 99 * 0.09), 2);
    expect(pre.skewness?.min).toBeGreaterThan(9);
    expect(post.skewness?.max).toBe(-(pre.skewness?.min ?? 0));
  });
});

describe("are there outliers", () => {
  it("names the dimensions that are outliers everywhere, and again and again", () => {
    const bulk = bell(100, 0.3, 0.01);
    const comparison = madeUp(
      [0, 1, 2].map((block) => ({
        pre: [...bulk, 5, block < 2 ? 4 : 0.3],
        post: [...bulk, 0.3, 0.3],
        block,
      })),
    );
    const { pre, post } = answerTo(comparison, "outliers");
    expect(pre.everywhere).toContain(100);
    expect(pre.everywhere).not.toContain(101);
    expect(pre.recurring).toContainEqual({ dim: 101, tensors: 2 });
    expect(pre.largestZ).toMatchObject({ dim: 100 });
    expect(post.everywhere).not.toContain(100);
  });
});

describe("does it standardise", () => {
  it("is said not to be decidable, with the scale that gains and biases set", () => {
    const comparison = madeUp([
      { pre: [3, 4], post: [6, 8], block: 0 },
      { pre: [0, 1], post: [0, 1], block: 0, parameter: "bias" },
    ]);
    const { pre, post } = answerTo(comparison, "standardises");
    expect(pre.rmsGain?.min).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(post.rmsGain?.max).toBeCloseTo(Math.sqrt(50), 12);
    expect(pre.rmsBias?.max).toBeCloseTo(Math.SQRT1_2, 12);
    expect(verdict(comparison, "standardises")).toMatch(/^Not decidable from weights alone\./);
  });
});

describe("is ln_2 more converged", () => {
  it("is counted block by block and measure by measure", () => {
    const comparison = madeUp([
      { pre: bell(50, 0.4, 0.02), post: bell(50, 0.4, 0.02), block: 0, norm: "ln_1" },
      { pre: bell(50, 0.1, 0.01), post: bell(50, 0.4, 0.03), block: 0, norm: "ln_2" },
      { pre: bell(50, 0.4, 0.02), post: bell(50, 0.4, 0.02), block: 1, norm: "ln_1" },
    ]);
    const { blocks, byMeasure } = answerTo(comparison, "converged");
    expect(blocks).toEqual([0]);
    expect(byMeasure).toEqual([
      { measure: "iqr", pre: 1, post: 0, of: 1 },
      { measure: "std", pre: 1, post: 0, of: 1 },
      { measure: "iqrOverMedian", pre: 0, post: 0, of: 1 },
      { measure: "stdOverMean", pre: 0, post: 0, of: 1 },
    ]);
  });

  it("has no answer without both norms", () => {
    expect(verdict(madeUp([{ pre: ONES, post: ONES }]), "converged")).toBe(
      "No block has both norms to compare.",
    );
  });
});

describe("the final layer", () => {
  it("is told by its largest gains", () => {
    const pre = [...bell(20, 1, 0.05), 10, 8];
    const comparison = madeUp([{ pre, post: [...pre.slice(0, 20), 9, 6], norm: "ln_f" }]);
    const { final } = answerTo(comparison, "finalLayer");
    expect(final?.largest.slice(0, 2)).toEqual([
      { dim: 20, pre: 10, post: 9, fraction: -0.1 },
      { dim: 21, pre: 8, post: 6, fraction: -0.25 },
    ]);
  });

  it("may be identical, or not there", () => {
    expect(verdict(madeUp([{ pre: ONES, post: ONES, norm: "ln_f" }]), "finalLayer")).toBe(
      "Its gains did not change.",
    );
    expect(verdict(madeUp([{ pre: ONES, post: ONES }]), "finalLayer")).toBe("ln_f is not in both.");
  });
});

describe("on the shipped pair", () => {
  it("blocks 0-5 are identical and the others changed, whichever comes first", async () => {
    for (const [pre, post] of [
      [SMALL_PRE, SMALL_POST],
      [SMALL_POST, SMALL_PRE],
    ] as const) {
      // Whichever are shown, the answer is about all.
      const comparison = await compare(pre, post, { blocks: [7] });
      expect(verdict(comparison, "trained")).toBe(
        "Changed: gains and biases of blocks 6-11 and ln_f; identical, bit for bit: gains and biases of blocks 0-5.",
      );
    }
  });

  it("a checkpoint against itself changed nowhere", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_PRE, { bias: true });
    expect(verdict(comparison, "trained")).toBe("None: every tensor is identical, bit for bit.");
    expect(verdict(comparison, "finalLayer")).toBe("Its gains did not change.");
    expect(verdict(comparison, "outliers")).toMatch(/^Pre and post: /);
  });

  it("has no words that stand for nothing", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_POST);
    for (const answer of comparison.answers) {
      const { title, verdict: words, caveat } = wordAnswer(answer, comparison);
      expect(title).toMatch(/\?$/);
      expect(words).toMatch(/\.$/);
      expect(caveat.length).toBeGreaterThan(30);
      expect(`${words}${caveat}`).not.toMatch(/NaN|undefined|null|Infinity/);
    }
  });
});

describe.skipIf(REAL_IS_ABSENT)(`answers ${WHERE_REAL}`, () => {
  it("are the known ones", async () => {
    const comparison = await compare(REAL_PRE, REAL_POST);
    expect(answerTo(comparison, "converged").byMeasure).toEqual([
      { measure: "iqr", pre: 11, post: 11, of: 12 },
      { measure: "std", pre: 7, post: 6, of: 12 },
      { measure: "iqrOverMedian", pre: 9, post: 11, of: 12 },
      { measure: "stdOverMean", pre: 3, post: 3, of: 12 },
    ]);
    // Of the blocks that the study looked at.
    expect(converged(comparison.tensors).byMeasure).toEqual([
      { measure: "iqr", pre: 7, post: 7, of: 7 },
      { measure: "std", pre: 3, post: 2, of: 7 },
      { measure: "iqrOverMedian", pre: 5, post: 7, of: 7 },
      { measure: "stdOverMean", pre: 0, post: 0, of: 7 },
    ]);
    expect(answerTo(comparison, "outliers").pre.everywhere).toEqual([]);
    expect(outliers(comparison.tensors, "pre").everywhere).toEqual([64, 266, 373, 447, 481, 496]);
    const { final } = answerTo(comparison, "finalLayer");
    expect(final?.largest.map(({ dim }) => dim)).toEqual([496, 430, 314, 36, 374, 442]);
    for (const { fraction } of final?.largest ?? [])
      expect(fraction).toSatisfy((f: number) => f < -0.09 && f > -0.155);
    expect(final?.iqrRatio).toBeCloseTo(1.25, 2);
    expect(final?.signFlipDims).toEqual([64, 87, 266, 373, 447, 480, 481]);
    expect(answerTo(comparison, "trained")).toMatchObject({
      unchangedBlocks: [0, 1, 2, 3, 4, 5],
      changedBlocks: [6, 7, 8, 9, 10, 11],
    });
    expect(verdict(comparison, "trained")).toBe(
      "Changed: gains and biases of blocks 6-11 and ln_f; identical, bit for bit: gains and biases of blocks 0-5.",
    );
  });
});
