import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "../../src/index.js";
import type { Relation } from "../../src/model/answers.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { Correlations } from "../../src/model/lineage.js";
import { mulberry32 } from "../../src/stats/resampling.js";
import { wordAnswer } from "../../src/words/answers/index.js";
import { lineageTitle } from "../../src/words/answers/related.js";
import { headline } from "../../src/words/findings/headline.js";
import { fixture, madeUp, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { knownPairs, type Tensors } from "../support/knownPairs.js";
import { compareMade, tensorsOf } from "../support/madeModels.js";
import { sharedPath } from "../support/sharedData.js";
import { useTempDir } from "../support/tempDir.js";

/** Whether two checkpoints have one origin: by correlation about the mean, against numpy's numbers. */

interface Golden extends Omit<Relation, "verdict" | "tensors" | "sharedTensors"> {
  readonly names: Readonly<Record<Correlations["parameter"], readonly string[]>>;
  readonly matrices: Readonly<Record<Correlations["parameter"], Correlations["spearman"]>>;
}

const GOLDEN = JSON.parse(readFileSync(fixture("goldens/lineage.json"), "utf8")) as Golden;
const folder = useTempDir();

function relationOf({ answers }: Comparison): Relation {
  const answer = answers.find(({ question }) => question === "related");
  if (answer?.question !== "related") throw new Error("the question is not answered");
  return answer;
}

function said(comparison: Comparison): string {
  const answer = comparison.answers.find(({ question }) => question === "related");
  return answer === undefined ? "" : wordAnswer(answer, comparison).verdict;
}

function near(actual: number | null | undefined, expected: number | null): void {
  expect(Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThan(1e-12);
}

describe("the numbers of lineage", () => {
  it("are numpy's", async () => {
    const relation = relationOf(await compare(SMALL_PRE, SMALL_POST));
    expect(relation.verdict).toBe("related");
    expect(relation.tensors).toBe(GOLDEN.own.length);
    for (const field of [
      "medianSpearman",
      "medianPearson",
      "othersMedian",
      "neighboursHighest",
      "chance",
      "sharedValues",
    ] as const) {
      near(relation[field], GOLDEN[field]);
    }
    expect((relation.errors ?? 0) / (GOLDEN.errors ?? 1)).toBeCloseTo(1, 10);
    for (const field of ["spearman", "pearson"] as const) {
      near(relation[field]?.min, GOLDEN[field]?.min ?? null);
      near(relation[field]?.max, GOLDEN[field]?.max ?? null);
    }
    expect(relation.nearestToItself).toBe(GOLDEN.nearestToItself);
    const own = new Map(relation.own.map((entry) => [entry.name, entry]));
    for (const { name, pearson, spearman, bestOther } of GOLDEN.own) {
      near(own.get(name)?.pearson, pearson);
      near(own.get(name)?.spearman, spearman);
      near(own.get(name)?.bestOther?.spearman, bestOther?.spearman ?? null);
      expect(own.get(name)?.bestOther?.name).toBe(bestOther?.name);
    }
  });

  it("hold every tensor of pre against every one of post", async () => {
    const { correlations } = await compare(SMALL_PRE, SMALL_POST, { blocks: [7] });
    expect(correlations.map(({ parameter }) => parameter)).toEqual(["gain", "bias"]);
    for (const { parameter, tensors, spearman } of correlations) {
      expect(tensors.length).toBe(GOLDEN.names[parameter].length);
      for (const [row, values] of GOLDEN.matrices[parameter].entries()) {
        for (const [column, value] of values.entries()) near(spearman[row]?.[column], value);
      }
    }
  });

  it("say nothing of models that never left their initial values", () => {
    const ones = Array.from({ length: 8 }, () => 1);
    const { lineage, ...rest } = madeUp([{ pre: ones, post: ones }]);
    expect(lineage).toMatchObject({ verdict: "undecided", tensors: 0, chance: null, errors: null });
    expect(said({ lineage, ...rest })).toMatch(/^Not decided: no tensor can tell/);
  });
});

describe("two models", () => {
  it("of other seeds are unrelated, whatever their cosines", async () => {
    const base = await tensorsOf(SMALL_PRE);
    for (const seed of [1, 2, 3]) {
      for (const name of ["two-seeds", "replaced"]) {
        const comparison = await compareMade(folder, pairNamed(base, seed, name));
        expect(relationOf(comparison).verdict).toBe("unrelated");
        expect(said(comparison)).toMatch(
          /^No sign of it: dimension by dimension the two agree as strangers do/,
        );
        if (name === "two-seeds")
          expect(comparison.tensors.every(({ change }) => (change.cosine ?? 0) > 0.99)).toBe(true);
      }
    }
  });

  it.each([
    "only-biases",
    "permuted-all",
    "permuted-alike",
    "swapped-norms",
    "swapped-then-trained",
    "noise-30",
    "scaled-100",
    "offset-one",
    "cast-BF16",
    "not-finite",
    "block-missing",
    "biases-zeroed",
  ])("of which one was made from the other (%s) are related", async (name) => {
    const comparison = await compareMade(folder, pairNamed(await tensorsOf(SMALL_PRE), 2, name));
    expect(relationOf(comparison).verdict).toBe("related");
    expect(said(comparison)).toMatch(/^Yes, they have one origin/);
  });

  it("are related where all gains and biases are the negatives", async () => {
    const pre = await tensorsOf(SMALL_PRE);
    const post = new Map([...pre].map(([name, values]) => [name, values.map((value) => -value)]));
    expect((await compareMade(folder, { pre, post, dtype: "F32" })).lineage.verdict).toBe("related");
  });

  it("barely trained and stored in BF16 hold the same values by chance, and are unrelated", async () => {
    const [pre, post] = [1, 2].map((seed) => nearlyOne(seed, 64));
    const comparison = await compareMade(folder, {
      pre: pre as Tensors,
      post: post as Tensors,
      dtype: "F32",
    });
    expect(comparison.lineage.sharedValues).toBeGreaterThan(0.5);
    expect(comparison.lineage.verdict).toBe("unrelated");
  });

  it("are named the other tensor that one is nearer to", async () => {
    const comparison = await compareMade(folder, pairNamed(await tensorsOf(SMALL_PRE), 2, "swapped-norms"));
    expect(said(comparison)).toMatch(
      /h\d+ ln_[12]( bias)? is nearer to what h\d+ ln_[12]( bias)? was \(1\.00\) than to itself/,
    );
  });
});

describe("the title of the figure", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "two-seeds",
      /^Unrelated: tensors are no more like themselves than chance makes them, rank correlation -0\.\d\d to 0\.\d\d$/,
    ],
    [
      "swapped-norms",
      /^One lineage, but 48 of 50 tensors are nearer to another: h\d+ ln_[12]( bias)? to what h\d+ ln_[12]( bias)? was$/,
    ],
    ["permuted-alike", /^One lineage, but renumbered: tensors hold the same values on other dimensions$/],
    ["scaled-1.0494", /^One lineage: 50 of 50 tensors are nearest to themselves, rank correlation 1\.00$/],
  ];
  it.each(cases)("of %s says so", async (name, title) => {
    const comparison = await compareMade(folder, pairNamed(await tensorsOf(SMALL_PRE), 2, name));
    expect(lineageTitle(relationOf(comparison), comparison.pre.architecture)).toMatch(title);
  });

  it("of a single tensor counts none", () => {
    const pre = [1, 2, 3, 4, 5, 6, 7, 8];
    const comparison = madeUp([{ pre, post: pre }]);
    const title = lineageTitle(relationOf(comparison), comparison.pre.architecture);
    expect(title).not.toMatch(/1 of 1/);
  });
});

function pairNamed(base: Tensors, seed: number, name: string) {
  const pair = knownPairs(base, seed).find((candidate) => candidate.name === name);
  if (pair === undefined) throw new Error(`no known pair is called ${name}`);
  return pair;
}

/** Gains of 1 or the number below it, most of them 1: what is left of a short training in a coarse type. */
function nearlyOne(seed: number, width: number): Tensors {
  const next = mulberry32(seed);
  const gains = () => Float64Array.from({ length: width }, () => (next() / 2 ** 32 < 0.85 ? 1 : 0.99609375));
  const names = Array.from({ length: 12 }, (_, block) => [
    `h.${block}.ln_1.weight`,
    `h.${block}.ln_2.weight`,
  ]).flat();
  return new Map([...names, "ln_f.weight"].map((name) => [name, gains()]));
}

const STEPS = ["0040", "0080", "0400", "1200"].map((step) =>
  sharedPath(`training/ln/pre-step-${step}.safetensors`),
);

describe.skipIf(STEPS.some((path) => path === null))("a training run", () => {
  const [step40, step80, step400, step1200] = STEPS as [string, string, string, string];

  it.each([
    [step80, step1200],
    [step400, step1200],
    [step40, step80],
  ])("is one lineage: %s and %s", async (pre, post) => {
    const comparison = await compare(pre, post);
    expect(comparison.lineage.verdict).toBe("related");
    expect(headline(comparison).join(" ")).not.toMatch(/unrelated|nothing connects/i);
  });

  it("from its first steps to its last is not decided, and not called unrelated", async () => {
    const comparison = await compare(step40, step1200);
    expect(comparison.lineage.verdict).toBe("undecided");
    expect(said(comparison)).toMatch(
      /^Not decided by these weights \(50 tensors, 5\.1 standard deviations of chance\)\./,
    );
    const sentences = headline(comparison).join(" ");
    expect(sentences).not.toMatch(/unrelated|nothing connects/i);
    expect(sentences).toMatch(/Lineage: not decided/);
  });
});
