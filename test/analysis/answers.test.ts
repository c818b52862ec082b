import { describe, expect, it } from "vitest";
import { type Answer, answerQuestions } from "../../src/analysis/answers.js";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { compare } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import { wordAnswer } from "../../src/words/answers.js";
import { bell, madeUp, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { REAL_IS_ABSENT, REAL_POST, REAL_PRE, WHERE_REAL } from "../support/sharedData.js";

function answerTo<Q extends Answer["question"]>(
  { tensors }: Comparison,
  question: Q,
): Extract<Answer, { question: Q }> {
  const answer = answerQuestions(tensors).find((candidate) => candidate.question === question);
  return answer as Extract<Answer, { question: Q }>;
}

function verdict(comparison: Comparison, question: Answer["question"]): string {
  return wordAnswer(answerTo(comparison, question), comparison.pre.architecture).verdict;
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
      gainDistance: { min: 0, max: 0 },
      biasDistance: { min: 0, max: 0 },
    });
    expect(post.exactlyInitial).toEqual([]);
    expect(post.gainDistance?.max).toBeCloseTo(0.6, 2);
    expect(verdict(fresh, "initialised")).toMatch(
      /^Pre: every tensor is exactly at its initial value.*Post: trained/,
    );
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
      "It did not change.",
    );
    expect(verdict(madeUp([{ pre: ONES, post: ONES }]), "finalLayer")).toBe("ln_f was not compared.");
  });
});

describe("on the shipped pair", () => {
  it("blocks 0-5 are identical and the others changed, whichever comes first", async () => {
    for (const [pre, post] of [
      [SMALL_PRE, SMALL_POST],
      [SMALL_POST, SMALL_PRE],
    ] as const) {
      const comparison = await compare(pre, post, { blocks: "all" });
      expect(verdict(comparison, "trained")).toBe("Blocks that changed: 6-11; identical: 0-5.");
    }
  });

  it("a checkpoint against itself changed nowhere", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_PRE, { bias: true });
    expect(verdict(comparison, "trained")).toBe("None: every tensor compared is identical.");
    expect(verdict(comparison, "finalLayer")).toBe("It did not change.");
    expect(verdict(comparison, "outliers")).toMatch(/^Pre and post: /);
  });

  it("has no words that stand for nothing", async () => {
    for (const answer of answerQuestions((await compare(SMALL_PRE, SMALL_POST, { bias: true })).tensors)) {
      const { title, verdict: words, caveat } = wordAnswer(answer, GPT2.architecture);
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
      { measure: "iqr", pre: 7, post: 7, of: 7 },
      { measure: "std", pre: 3, post: 2, of: 7 },
      { measure: "iqrOverMedian", pre: 5, post: 7, of: 7 },
      { measure: "stdOverMean", pre: 0, post: 0, of: 7 },
    ]);
    expect(answerTo(comparison, "outliers").pre.everywhere).toEqual([64, 266, 373, 447, 481, 496]);
    const { final } = answerTo(comparison, "finalLayer");
    expect(final?.largest.map(({ dim }) => dim)).toEqual([496, 430, 314, 36, 374, 442]);
    for (const { fraction } of final?.largest ?? [])
      expect(fraction).toSatisfy((f: number) => f < -0.09 && f > -0.155);
    expect(final?.iqrRatio).toBeCloseTo(1.25, 2);
    expect(final?.signFlipDims).toEqual([64, 87, 266, 373, 447, 480, 481]);
    expect(answerTo(comparison, "trained")).toMatchObject({
      unchangedBlocks: [5],
      changedBlocks: [6, 7, 8, 9, 10, 11],
    });
    expect(verdict(await compare(REAL_PRE, REAL_POST, { blocks: "all", bias: true }), "trained")).toBe(
      "Blocks that changed: 6-11; identical: 0-5.",
    );
  });
});
