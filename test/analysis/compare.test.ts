import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareModels, DEFAULT_COMPARE_OPTIONS } from "../../src/analysis/compare.js";
import { compare, openCheckpoint } from "../../src/index.js";
import type { TensorId } from "../../src/model/architecture.js";
import type { Comparison, TensorComparison } from "../../src/model/comparison.js";
import type { Finding, FindingKind } from "../../src/model/findings.js";
import type { GptModel } from "../../src/model/norms.js";
import { binPair } from "../../src/stats/binning.js";
import { headline } from "../../src/words/findings/headline.js";
import { tensorLabel } from "../../src/words/tensorNames.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { differences, GOLDEN_TOP_MOVED, readGoldens, STUDY_GAINS } from "../support/goldens.js";
import { gpt2Site } from "../support/gpt2Sites.js";

function named({ tensors }: Comparison, name: string): TensorComparison {
  const tensor = tensors.find((candidate) => candidate.name === name);
  if (tensor === undefined) throw new Error(`${name} was not compared`);
  return tensor;
}

function names({ tensors }: Comparison): string[] {
  return tensors.map(({ name }) => name);
}

describe("comparing the small checkpoints", () => {
  it("takes the study's 15 gains in order of the forward pass, unless told otherwise", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_POST);
    expect(names(comparison)).toEqual(STUDY_GAINS);
    expect(comparison.options).toEqual({ ...DEFAULT_COMPARE_OPTIONS, norms: ["ln_1", "ln_2", "ln_f"] });
    expect(comparison).toMatchObject({
      skipped: [],
      notices: [],
    });
    expect(comparison.pre).toMatchObject({ path: SMALL_PRE, blocks: 12, width: 256 });
    expect(comparison.post).toMatchObject({ path: SMALL_POST, blocks: 12, width: 256 });
  });

  it("says of every gain and bias what numpy and scipy say, by name and side", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_POST, { bias: true, topMoved: GOLDEN_TOP_MOVED });
    const goldens = readGoldens("small-gpt2");
    expect(names(comparison)).toEqual(goldens.map(({ name }) => name));
    for (const golden of goldens) {
      const { pre, post, change } = named(comparison, golden.name);
      expect(differences(pre.summary, golden.pre), golden.name).toEqual([]);
      expect(differences(post.summary, golden.post), golden.name).toEqual([]);
      expect(differences(change, golden.change), golden.name).toEqual([]);
    }
  });

  it("carries the values themselves, by side", async () => {
    const { pre, post } = named(await compare(SMALL_PRE, SMALL_POST), "h.7.ln_2.weight");
    const opened = await Promise.all([SMALL_PRE, SMALL_POST].map((path) => openCheckpoint(path)));
    const read = await Promise.all(opened.map((model) => model.read("h.7.ln_2.weight")));
    await Promise.all(opened.map((model) => model.close()));
    expect([pre.values, post.values]).toEqual(read);
  });

  it("bins both sides on shared edges, but by the study's rule", async () => {
    const shared = named(await compare(SMALL_PRE, SMALL_POST, { bins: 12 }), "h.7.ln_2.weight");
    expect(shared.pre.histogram?.edges).toHaveLength(13);
    expect(shared.pre.histogram?.edges).toEqual(shared.post.histogram?.edges);

    const study = await compare(SMALL_PRE, SMALL_POST, { bins: "study" });
    const bins = ["h.7.ln_1.weight", "h.7.ln_2.weight", "ln_f.weight"].map(
      (name) => named(study, name).post.histogram?.counts.length,
    );
    expect(bins).toEqual([80, 400, 240]);
    const own = named(study, "h.7.ln_2.weight");
    expect(own.pre.histogram?.edges).not.toEqual(own.post.histogram?.edges);
  });

  it("finds a checkpoint identical to itself", async () => {
    const comparison = await compare(SMALL_PRE, SMALL_PRE);
    expect(comparison.findings).toEqual([
      { kind: "identical", weight: "same", tensors: comparison.judged, isFrozen: false },
    ]);
    for (const { change } of comparison.tensors) {
      expect(change).toMatchObject({ identical: true, maxAbsDelta: 0, topMoved: [], ksStatistic: 0 });
    }
  });
});

describe("comparing two open models", () => {
  let pre: GptModel;
  let post: GptModel;

  beforeAll(async () => {
    pre = await openCheckpoint(SMALL_PRE);
    post = await openCheckpoint(SMALL_POST);
  });
  afterAll(async () => {
    await pre.close();
    await post.close();
  });

  it("reads every norm, whichever are asked for, and nothing else, each once a side", async () => {
    const reads: string[] = [];
    const watched = (model: GptModel, side: string): GptModel => ({
      ...model,
      readEffective: (name) => {
        reads.push(`${side} ${name}`);
        return model.readEffective(name);
      },
    });
    const options = { ...DEFAULT_COMPARE_OPTIONS, blocks: [3], norms: ["ln_2", "ln_f"] };
    await compareModels(watched(pre, "pre"), watched(post, "post"), options);
    const all = [...pre.layerNorms.keys()];
    expect(reads.sort()).toEqual(
      ["post", "pre"].flatMap((side) => all.map((name) => `${side} ${name}`)).sort(),
    );
  });

  it("passes on what was skipped, what either model lacks first, and once, in pre's words, what both have", async () => {
    const without = (model: GptModel, lacking: string, reason: string, odd: readonly string[]): GptModel => ({
      ...model,
      layerNorms: new Map([...model.layerNorms].filter(([name]) => name !== lacking)),
      skipped: odd.map((name) => ({ name, reason })),
    });
    const { skipped } = await compareModels(
      without(pre, "ln_f.weight", "odd in pre", ["both", "pre only"]),
      without(post, "h.5.ln_1.weight", "odd in post", ["both", "post only"]),
      DEFAULT_COMPARE_OPTIONS,
    );
    expect(skipped).toEqual([
      { name: "h.5.ln_1.weight", reason: `not in ${SMALL_POST}` },
      { name: "ln_f.weight", reason: `not in ${SMALL_PRE}` },
      { name: "both", reason: "odd in pre" },
      { name: "pre only", reason: "odd in pre" },
      { name: "post only", reason: "odd in post" },
    ]);
  });

  it("does not fail on values that are not finite: it counts them and tells of them first", async () => {
    const broken: GptModel = {
      ...post,
      readEffective: async (name) => {
        const values = await post.readEffective(name);
        return name === "ln_f.weight"
          ? values.map((value, dim) =>
              dim === 7 ? Number.NaN : dim === 9 ? Number.NEGATIVE_INFINITY : value,
            )
          : values;
      },
    };
    const comparison = await compareModels(pre, broken, DEFAULT_COMPARE_OPTIONS);
    expect(comparison.findings[0]).toEqual({
      kind: "not-finite",
      weight: "broken",
      side: "post",
      total: 2,
      tensors: [{ norm: "ln_f", block: null, parameter: "gain" }],
      dims: [[7, 9]],
      wasSo: false,
    });
    const { summary, histogram } = named(comparison, "ln_f.weight").post;
    expect(summary).toMatchObject({ n: 254, nonFinite: 2, nonFiniteDims: [7, 9] });
    const counted = histogram?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
    expect(counted + (histogram?.below ?? 0) + (histogram?.above ?? 0)).toBe(254);
  });
});

// --- the real pair ---------------------------------------------------------------------------------

const REAL_DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const REAL_PRE = `${REAL_DATA}gpt2-124m-ln-pre.safetensors`;
const REAL_POST = `${REAL_DATA}gpt2-124m-ln-post.safetensors`;

/** One side of study-statistics-scipy.json, and its change: names of their own for some fields. */
interface StudySide extends Record<string, unknown> {
  readonly l2: number;
  readonly tukeyCount: number;
}
interface StudyChange extends Record<string, unknown> {
  readonly jensenShannonDistance80: number;
  readonly sharedCountsPre80: readonly number[];
  readonly sharedCountsPost80: readonly number[];
}
type StudyStatistics = Record<string, { pre: StudySide; post: StudySide; change: StudyChange }>;

interface StudyHistogram {
  readonly bins: number;
  readonly counts: readonly number[];
  readonly first_edge: number;
  readonly last_edge: number;
  readonly max_count: number;
}
type StudyHistograms = Record<"pre" | "post", Record<string, StudyHistogram>>;

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(`${REAL_DATA}${name}`, "utf8")) as T;
}

function only<K extends FindingKind>(
  { findings }: Comparison,
  kind: K,
): readonly Extract<Finding, { kind: K }>[] {
  return findings.filter((finding): finding is Extract<Finding, { kind: K }> => finding.kind === kind);
}

const labels = (tensors: readonly TensorId[]) => tensors.map(tensorLabel);

describe.skipIf(!existsSync(REAL_DATA))(
  "comparing the real GPT-2 124M pair (skipped where ../shared/data is absent)",
  () => {
    let comparison: Comparison;
    let everything: Comparison;
    let statistics: StudyStatistics;

    beforeAll(async () => {
      comparison = await compare(REAL_PRE, REAL_POST, { bins: "study" });
      everything = await compare(REAL_PRE, REAL_POST, { blocks: "all", bias: true });
      statistics = readJson("study-statistics-scipy.json");
    });

    it("takes the tensors of the study", () => {
      expect(names(comparison)).toEqual(STUDY_GAINS);
      expect(Object.keys(statistics).sort()).toEqual([...STUDY_GAINS].sort());
    });

    it.each(STUDY_GAINS)("says of %s what scipy says, in every field", (name) => {
      const { pre, post, change } = named(comparison, name);
      const study = statistics[name] as StudyStatistics[string];
      for (const [summary, side] of [
        [pre.summary, study.pre],
        [post.summary, study.post],
      ] as const) {
        const { l2, tukeyCount, ...others } = side;
        const expected = { ...others, l2Norm: l2, tukeyOutlierCount: tukeyCount };
        expect(Object.keys(summary)).toEqual(expect.arrayContaining(Object.keys(expected)));
        expect(differences(summary, expected)).toEqual([]);
      }
      const { jensenShannonDistance80, sharedCountsPre80, sharedCountsPost80, ...others } = study.change;
      const expected = { ...others, jensenShannonDistance: jensenShannonDistance80 };
      expect(Object.keys(change)).toEqual(expect.arrayContaining(Object.keys(expected)));
      expect(differences(change, expected)).toEqual([]);
      const shared = binPair(pre.values, post.values, 80, gpt2Site("ln_1"));
      expect(shared.map((histogram) => [...(histogram?.counts ?? [])])).toEqual([
        sharedCountsPre80,
        sharedCountsPost80,
      ]);
    });

    it.each(STUDY_GAINS)("bins %s as the study did, count for count", (name) => {
      const study = readJson<StudyHistograms>("study-histograms-numpy.json");
      for (const side of ["pre", "post"] as const) {
        const { edges, counts } = named(comparison, name)[side].histogram ?? { edges: [], counts: [] };
        const { bins, counts: expected, first_edge, last_edge } = study[side][name] as StudyHistogram;
        expect([...counts]).toEqual(expected);
        expect([edges.length, edges[0], edges.at(-1)]).toEqual([bins + 1, first_edge, last_edge]);
      }
    });

    it("finds blocks 0-5 frozen, gains and biases, whatever blocks are asked for", () => {
      expect(everything.tensors).toHaveLength(50);
      for (const asked of [comparison, everything]) {
        const [identical, ...others] = only(asked, "identical");
        expect(others).toEqual([]);
        expect(identical?.isFrozen).toBe(true);
        expect(identical?.tensors).toHaveLength(24);
        expect(identical?.tensors.every(({ block }) => block !== null && block <= 5)).toBe(true);
        expect(asked.findings).toEqual(comparison.findings);
      }
    });

    it("finds ln_2 grown by 13.6 to 14.9 % in blocks 6-10, nearly every dim of it, and no other gain by 5 %", () => {
      const [moved, ...others] = only(comparison, "moved").filter(
        ({ tensors }) => tensors[0]?.parameter === "gain",
      );
      expect(others).toEqual([]);
      expect(labels(moved?.tensors ?? [])).toEqual([6, 7, 8, 9, 10].map((block) => `h${block} ln_2`));
      expect([moved?.growth?.min, moved?.growth?.max].map((value) => value?.toFixed(4))).toEqual([
        "0.1355",
        "0.1494",
      ]);
      expect([moved?.shareUp.min, moved?.shareUp.max].map((value) => value?.toFixed(3))).toEqual([
        "0.992",
        "0.996",
      ]);
      expect([moved?.shift.min, moved?.shift.max].map((value) => value?.toFixed(3))).toEqual([
        "0.036",
        "0.040",
      ]);
      const percent = (name: string) => {
        const { pre, post } = named(comparison, name);
        return 100 * ((post.summary.median as number) / (pre.summary.median as number) - 1);
      };
      const inBlocks = (norm: string) =>
        [6, 7, 8, 9, 10].map((block) => percent(`h.${block}.${norm}.weight`));
      expect(inBlocks("ln_2").map((value) => value.toFixed(1))).toEqual([
        "14.9",
        "13.6",
        "14.3",
        "14.9",
        "14.5",
      ]);
      for (const value of inBlocks("ln_1")) expect(Math.abs(value)).toBeLessThan(2.45);
      expect(percent("h.11.ln_2.weight").toFixed(1)).toBe("0.4");
    });

    it("finds every bulk of blocks 6-10 and ln_f widened, x1.15 to x1.45", () => {
      expect(only(comparison, "narrowed")).toEqual([]);
      const [wider] = only(comparison, "widened");
      expect(labels(wider?.tensors ?? [])).toEqual([
        ...[6, 7, 8, 9, 10].flatMap((block) => [`h${block} ln_1`, `h${block} ln_2`]),
        "ln_f",
      ]);
      expect(wider?.ratio.min).toBeCloseTo(1.152, 3);
      expect(wider?.ratio.max).toBeCloseTo(1.447, 3);
    });

    it("finds the sign flips: seven dims of ln_f, all of them near zero before", () => {
      const [flips, ...others] = only(comparison, "sign");
      expect(others).toEqual([]);
      expect([flips?.areNearZero, flips?.isWhole]).toEqual([true, false]);
      expect(flips?.dims.map(({ dim }) => dim).toSorted((a, b) => a - b)).toEqual([
        64, 87, 266, 373, 447, 480, 481,
      ]);
      expect(labels(flips?.tensors ?? [])).toEqual(["ln_f"]);
    });

    it("finds the six largest gains of ln_f shrunk by 10 to 15 %, and dim 64 in the ln_1 of blocks 6-10 moved", () => {
      const largest = only(comparison, "few-dims").find(
        ({ areLargest, tensors }) => areLargest && tensors[0]?.norm === "ln_f",
      );
      expect(largest?.dims.map(({ dim }) => dim)).toEqual([496, 430, 314, 36, 374, 442]);
      expect([largest?.fraction?.min, largest?.fraction?.max].map((value) => value?.toFixed(2))).toEqual([
        "-0.15",
        "-0.10",
      ]);
      const others = only(comparison, "few-dims").find(
        ({ areLargest, tensors }) => !areLargest && tensors[0]?.parameter === "gain",
      );
      const dim64 = others?.dims.filter(({ dim, tensor }) => dim === 64 && tensor.norm === "ln_1");
      expect(dim64?.map(({ tensor }) => tensor.block).toSorted()).toEqual([10, 6, 7, 8, 9]);
    });

    it("says what a careful reader would sign, in six lines of at most 100 characters", () => {
      expect(headline(comparison)).toEqual([
        "ln_2 of blocks 6-10 grew by 13.6 to 14.9 %: 99.2 to 99.6 % of the dims rose, by +0.036 to +0.04.",
        "The 6 largest gains of ln_f shrank by 10 to 15 %: dim 496 (17.4 -> 14.9), 430, 314, 36, 374, 442.",
        "Dim 64 of ln_1 of blocks 6-10 moved far from the others (-0.18 to -0.24), as did 13 other dims.",
        "The bulk is wider in gains of blocks 6-10 and ln_f: interquartile range x1.15 to x1.45.",
        "Biases of blocks 6-11 and ln_f moved each by itself, by 0.36 to 1.7 MAD. Lineage: certain.",
        "7 gains near zero changed sign in ln_f. Gains and biases of blocks 0-5 are bit-identical (frozen).",
      ]);
    });

    it("counts the outliers of h9 ln_1 as 28, then 17 by its own mad and 34 by the baseline's", () => {
      const { pre, post, change } = named(comparison, "h.9.ln_1.weight");
      const own = [pre, post].map(({ summary }) => summary.outlierDims?.length ?? 0);
      const [before = 0] = own;
      expect(own).toEqual([28, 17]);
      expect(before - (change.lostOutlierDims?.length ?? 0) + (change.newOutlierDims?.length ?? 0)).toBe(34);
    });

    it("has 64, 266, 373, 447, 481 and 496 as outliers in all 15 tensors before", () => {
      const shared = comparison.tensors
        .map(({ pre }) => pre.summary.outlierDims ?? [])
        .reduce((common, dims) => common.filter((dim) => dims.includes(dim)));
      expect(shared).toEqual([64, 266, 373, 447, 481, 496]);
    });

    it("has the six largest gains in ln_f, which shrank by 10 to 15 %", () => {
      const { pre, post } = named(comparison, "ln_f.weight");
      const largest = [...pre.values.keys()]
        .sort((i, j) => (pre.values[j] as number) - (pre.values[i] as number))
        .slice(0, 6);
      expect(largest).toEqual([496, 430, 314, 36, 374, 442]);
      for (const dim of largest) {
        const shrunk = 1 - (post.values[dim] as number) / (pre.values[dim] as number);
        expect(shrunk).toBeGreaterThan(0.095);
        expect(shrunk).toBeLessThan(0.15);
      }
    });
  },
);
