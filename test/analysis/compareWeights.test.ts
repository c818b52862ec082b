import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compareWeights, DEFAULT_WEIGHT_OPTIONS } from "../../src/analysis/weights/weights.js";
import { withCheckpoint } from "../../src/index.js";
import type { WeightOptions, WeightsComparison } from "../../src/model/weights.js";
import { marginalDistances } from "../../src/stats/distances.js";
import { equalEdges, histogram } from "../../src/stats/histogram.js";
import { sampleOf } from "../../src/stats/sample.js";
import { bell, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { refusalOf } from "../support/refusal.js";
import type { TensorSpec } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";
import { OTHERS, weightsFile } from "../support/weightsFile.js";

const temp = useTempDir();

function compared(
  pre: string,
  post: string,
  options: Partial<WeightOptions> = {},
  threads = 2,
): Promise<WeightsComparison> {
  return withCheckpoint(pre, (before) =>
    withCheckpoint(post, (after) =>
      compareWeights(
        before,
        after,
        { ...DEFAULT_WEIGHT_OPTIONS, ...options },
        { threads, onProgress: () => {} },
      ),
    ),
  );
}

function comparedTensors(
  pre: readonly TensorSpec[],
  post: readonly TensorSpec[],
  options: Partial<WeightOptions> = {},
): Promise<WeightsComparison> {
  const write = (name: string, tensors: readonly TensorSpec[]) => temp.write(name, weightsFile(tensors));
  const files = [write("pre.safetensors", pre), write("post.safetensors", post)] as const;
  return compared(...files, { tensors: OTHERS, ...options });
}

/** As float32 has them. */
const values = (count: number, centre: number, width: number) => [
  ...Float32Array.from(bell(count, centre, width)),
];

describe("all weights of two checkpoints", () => {
  const before = values(3000, 0, 0.1);
  const after = values(2000, 0.02, 0.12);

  it("have no histogram, and say so, where only both together reach farther than float64 can say", async () => {
    const tensor = (value: number): TensorSpec => {
      const bytes = new Uint8Array(Float64Array.of(value, value / 2).buffer);
      return { name: "w", dtype: "F64", shape: [2], values: bytes };
    };
    const { groups, notices } = await comparedTensors([tensor(-1.7e308)], [tensor(1.7e308)]);
    expect(groups[0]?.pre.histogram).toBeNull();
    expect(notices).toEqual(["1 without a histogram: their values reach farther apart than float64 can say"]);
  });

  it("are counted in the same bins, over the range of both", async () => {
    const { groups } = await comparedTensors(
      [{ name: "w", values: before }],
      [{ name: "w", values: after }],
      { bins: 50 },
    );
    const [{ pre, post } = { pre: null, post: null }] = groups;
    const both = sampleOf(Float64Array.from([...before, ...after])).ascending;
    const edges = equalEdges(both[0] as number, both.at(-1) as number, 50) as Float64Array;
    for (const [side, own] of [
      [pre, before],
      [post, after],
    ] as const) {
      expect(side?.histogram?.edges).toEqual(edges);
      expect([...(side?.histogram?.counts ?? [])]).toEqual([
        ...histogram(Float64Array.from(own).sort(), edges).counts,
      ]);
    }
  });

  it("have their change read off these bins, to within the width of one", async () => {
    const { groups } = await comparedTensors(
      [{ name: "w", values: before }],
      [{ name: "w", values: after }],
      { bins: 2000 },
    );
    const [group] = groups;
    const width = group?.pre.summary.quantileError as number;
    const [a, b] = [before, after].map((own) => Float64Array.from(own).sort());
    const exact = marginalDistances(a as Float64Array, b as Float64Array);
    expect(group?.change.ks).toBeLessThanOrEqual(exact.ksStatistic as number);
    expect(group?.change.ks).toBeCloseTo(exact.ksStatistic as number, 2);
    expect(Math.abs((group?.change.wasserstein as number) - (exact.wasserstein1 as number))).toBeLessThan(
      width,
    );
    const { pre, post, change } = group as (typeof groups)[number];
    expect(change.meanDelta).toBe((post.summary.mean as number) - (pre.summary.mean as number));
    expect(change.stdRatio).toBe((post.summary.std as number) / (pre.summary.std as number));
  });

  it("have no distance where some lie outside of the bins, and no ratio to a deviation of 0", async () => {
    const { groups } = await comparedTensors(
      [{ name: "w", values: [1, 1] }],
      [{ name: "w", values: [1, 5] }],
      {
        bins: 4,
        range: [0, 2],
      },
    );
    expect(groups[0]?.change).toEqual({ meanDelta: 2, stdRatio: null, ks: 0.5, wasserstein: null });
  });

  it("have no change where one side has no finite value", async () => {
    const { groups } = await comparedTensors(
      [{ name: "w", values: [Number.NaN] }],
      [{ name: "w", values: [1] }],
    );
    expect(groups[0]?.change).toEqual({ meanDelta: null, stdRatio: null, ks: null, wasserstein: null });
  });

  it("name what only one side has, and leave it out", async () => {
    const { groups, skipped } = await comparedTensors(
      [
        { name: "w", values: [1, 2] },
        { name: "wOld", values: [9] },
      ],
      [
        { name: "w", values: [1, 2] },
        { name: "wNew", values: [9] },
      ],
    );
    expect(groups[0]?.pre.summary.n).toBe(2);
    expect(skipped).toContainEqual({ name: "wOld", reason: "only in pre" });
    expect(skipped).toContainEqual({ name: "wNew", reason: "only in post" });
  });

  it("count the tensors that have the same bytes, in the order of the groups asked for", async () => {
    const { groups } = await compared(SMALL_PRE, SMALL_POST, { groupBy: "block", bins: 20 });
    const told = groups.map(({ name, identical, paired }) => [name, identical, paired]);
    expect(told.slice(5, 7)).toEqual([
      ["block 5", 4, 4],
      ["block 6", 0, 4],
    ]);
    expect(told.at(-1)).toEqual(["outside the blocks", 0, 2]);
  });

  it("tell tensors apart that differ in dtype, in shape or in their last byte", async () => {
    const long = values(100_000, 0, 1);
    const one = (name: string, own: readonly number[]): TensorSpec => ({ name, values: own });
    const { groups } = await comparedTensors(
      [one("wSame", long), one("wLast", long), one("wLonger", [1, 1])],
      [one("wSame", long), one("wLast", [...long.slice(0, -1), 7]), one("wLonger", [1, 1, 1])],
      { groupBy: "tensor", bins: 8 },
    );
    expect(groups.map(({ name, identical }) => [name, identical])).toEqual([
      ["wSame", 1],
      ["wLast", 0],
      ["wLonger", 0],
    ]);
  });

  it("are the same whatever the number of threads", async () => {
    const [one, many] = [
      await compared(SMALL_PRE, SMALL_POST, { groupBy: "kind" }, 1),
      await compared(SMALL_PRE, SMALL_POST, { groupBy: "kind" }, 4),
    ];
    expect(one).toEqual(many);
  });
});

const SHARED = fileURLToPath(new URL("../../../shared/formats/", import.meta.url));

describe.skipIf(!existsSync(SHARED))(
  "all weights of one model by different libraries (skipped where ../shared/formats is not: too large to commit)",
  () => {
    it.each(["pt-hub", "hf-sharded", "pt-sharded", "st-hub-f32", "pt-legacy.pth", "npz-stored.npz"])(
      "are byte for byte those of the safetensors: %s",
      async (other) => {
        const { groups } = await compared(`${SHARED}hf-dir`, `${SHARED}${other}`, { bins: 100 });
        const [{ identical, paired, change } = { identical: 0, paired: 0, change: null }] = groups;
        expect(paired).toBeGreaterThan(20);
        expect(identical).toBe(paired);
        expect(change).toEqual({ meanDelta: 0, stdRatio: 1, ks: 0, wasserstein: 0 });
      },
    );

    it("are compared by kind where no two names are alike", async () => {
      const { groups, notices } = await compared(`${SHARED}hf-dir`, `${SHARED}flax`, {
        groupBy: "kind",
        bins: 100,
      });
      expect(notices[0]).toContain("call no tensor the same");
      const attention = groups.find(({ name }) => name === "attention");
      expect(attention?.paired).toBe(0);
      expect(attention?.pre.histogram?.counts).toEqual(attention?.post.histogram?.counts);
    });

    it("cannot be compared by tensor then", async () => {
      const refusal = await refusalOf(compared(`${SHARED}hf-dir`, `${SHARED}flax`, { groupBy: "tensor" }));
      expect(refusal).toMatchObject({ code: "NOT_IN_MODEL" });
      expect(refusal.fix).toContain("--group-by model");
    });
  },
);
