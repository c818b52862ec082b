import { describe, expect, it } from "vitest";
import { bandOf, blockRows, trajectory, unitOfRow } from "../../src/analysis/trajectories.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { trajectoryScale, trajectoryTicks } from "../../src/figure/panel/trajectoryScale.js";
import { figure } from "../../src/index.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { quantile } from "../../src/stats/quantiles.js";
import { sampleOf } from "../../src/stats/sample.js";
import { largestSteps, nothingChosen } from "../../src/words/figures/trajectories.js";
import { bell, type MadeUp, madeUp, smallPair } from "../support/comparisons.js";
import { manyBlocks } from "../support/drawable.js";
import { thrownBy } from "../support/refusal.js";

interface Row {
  readonly text?: string;
  readonly dim?: number;
  readonly tensor?: string;
  readonly x: number;
  readonly y: number | null;
}

interface Layer {
  readonly mark: { readonly type: string; readonly shape?: string };
  readonly data: { readonly values: readonly Row[] };
}

const layersOf = (spec: VegaLiteSpec) =>
  (spec.concat as readonly { readonly layer: readonly Layer[] }[]).flatMap(({ layer }) => layer);
const textsOf = (spec: VegaLiteSpec) =>
  layersOf(spec).flatMap(({ data }) => data.values.flatMap(({ text }) => text ?? []));
const wordsOf = (spec: VegaLiteSpec) => {
  const { text, subtitle } = spec.title as { readonly text: string[]; readonly subtitle?: string[] };
  return [...text, ...(subtitle ?? [])].join(" ");
};

/** Blocks of which each has its own bulk, and a dim that moves alone. */
function steady(blocks: number, moved: (block: number, dim: number, value: number) => number) {
  return madeUp(
    Array.from({ length: blocks }, (_, block): MadeUp => {
      const pre = bell(60, 0.3 + block / 20, 0.01);
      return { pre, post: pre.map((value, dim) => moved(block, dim, value)), block };
    }),
  );
}

describe("a trajectory", () => {
  const comparison = steady(4, (_, dim, value) => (dim === 7 ? value * 1.5 : value));
  const [row] = blockRows(comparison.tensors, ["ln_1", "ln_2"]);
  if (row === undefined) throw new Error("no row");

  it("is in percent of the median of pre, block by block", () => {
    expect(unitOfRow(row, [7])).toBe("ratio");
    for (const { tensor, before, after, pre, post } of trajectory(row, 7, "ratio")) {
      const median = tensor.pre.summary.median as number;
      expect(before).toBeCloseTo((100 * pre) / median, 9);
      expect(after).toBeCloseTo((100 * post) / median, 9);
      expect(post / pre).toBeCloseTo(1.5, 9);
    }
  });

  it("lies over the band of 98 % of all dims in post, as numpy's quantiles have it", () => {
    const [band] = bandOf(row, "ratio");
    const [tensor] = row.tensors;
    const median = tensor?.pre.summary.median as number;
    const { ascending } = sampleOf(tensor?.post.values as Float64Array);
    expect(band?.low).toBeCloseTo((100 * quantile(ascending, 0.01)) / median, 9);
    expect(band?.high).toBeCloseTo((100 * quantile(ascending, 0.99)) / median, 9);
  });

  it("is in interquartile ranges about the median where the bulk is about zero, or too much has the other sign", () => {
    const about = bell(60, 0, 0.1);
    const [zero] = blockRows(madeUp([{ pre: about, post: about }]).tensors, ["ln_1"]);
    expect(zero === undefined ? null : unitOfRow(zero, [0])).toBe("distance");
    const [negated] = blockRows(steady(3, (_, __, value) => -value).tensors, ["ln_1"]);
    expect(negated === undefined ? null : unitOfRow(negated, [1])).toBe("distance");
    const [once] = blockRows(steady(6, (block, _, value) => (block === 2 ? -value : value)).tensors, [
      "ln_1",
    ]);
    expect(once === undefined ? null : unitOfRow(once, [1])).toBe("ratio");
  });

  it("has rows for each norm of the blocks, gains before biases, and none for the final norm", async () => {
    const { tensors } = await smallPair({ blocks: [5, 6], norms: "all", bias: true });
    const rows = blockRows(tensors, ["ln_1", "ln_2", "ln_f"]);
    expect(rows.map(({ norm, parameter }) => `${norm} ${parameter}`)).toEqual([
      "ln_1 gain",
      "ln_2 gain",
      "ln_1 bias",
      "ln_2 bias",
    ]);
  });
});

describe("the axis of trajectories", () => {
  it("has round percentages whose labels are apart, at powers of ten and between them", () => {
    const scale = (lo: number, hi: number, heightPx: number) => ({
      unit: "ratio" as const,
      lo,
      hi,
      heightPx,
    });
    expect(trajectoryTicks(scale(4, 600, 120)).values).toEqual([5, 10, 20, 50, 100, 200, 500]);
    expect(trajectoryTicks(scale(4, 600, 70)).values).toEqual([10, 30, 100, 300]);
    expect(trajectoryTicks(scale(60, 160, 100)).values.length).toBeGreaterThan(1);
    expect(trajectoryTicks(scale(4, 1e9, 60)).values.length).toBeLessThan(6);
  });

  it("never begins below its edge", () => {
    const scale = trajectoryScale("ratio", [], [{ block: 0, low: -3, high: 250 }], 100);
    expect(scale.lo).toBe(4);
    expect(scale.hi).toBeGreaterThan(250);
  });
});

describe("the figure of trajectories", () => {
  const comparison = steady(6, (block, dim, value) => {
    if (block < 2) return value;
    return dim === 7 ? value * 1.5 : dim === 3 ? -0.01 : value * 1.001;
  });

  it("is of the dims that moved most, and says where and which way", () => {
    const spec = figure(comparison, "trajectories");
    expect(textsOf(spec).filter((text) => text.startsWith("dim "))).toContain("dim 3");
    expect(wordsOf(spec)).toMatch(/^Dim 3 fell in ln_1 of blocks 2–5, most in h5 \(0\.\d+ → −0\.01\)/);
    expect(wordsOf(spec)).toContain("Grey ground: identical blocks.");
  });

  it("is of the dims that were chosen, in that order, and names those that there are not", () => {
    const spec = figure(comparison, "trajectories", { dims: [20, 7, 20, 99, 100] });
    expect(textsOf(spec).filter((text) => text.startsWith("dim "))).toEqual(["dim 20", "dim 7"]);
    expect(wordsOf(spec)).toContain("No dims 99, 100: there are 60, from 0 on.");
    const { what, fix } = thrownBy(() => figure(comparison, "trajectories", { dims: [-1] }));
    expect([what, fix]).toEqual([
      "its dims is a list of something else",
      "give a list of dimensions, integers from 0 on",
    ]);
  });

  it("marks by a triangle what is at its edge or below, and says so only then", () => {
    const triangles = (spec: VegaLiteSpec) =>
      layersOf(spec).flatMap(({ mark, data }) => (mark.shape === "triangle-down" ? data.values : []));
    const spec = figure(comparison, "trajectories", { dims: [3, 7] });
    expect(triangles(spec).map(({ dim, x }) => [dim, x])).toEqual([2, 3, 4, 5].map((block) => [3, block]));
    expect(triangles(spec).every(({ y }) => y === 4)).toBe(true);
    expect(wordsOf(spec)).toContain("Triangles: 4 % and less, also negative.");
    const without = figure(comparison, "trajectories", { dims: [7] });
    expect(triangles(without)).toEqual([]);
    expect(wordsOf(without)).not.toContain("Triangles");
  });

  it("breaks its curves where a block was not compared", () => {
    const tensors = comparison.tensors.filter(({ id }) => id.block !== 3);
    const spec = figure({ ...comparison, tensors }, "trajectories", { dims: [7] });
    const [pre] = layersOf(spec).filter(({ mark }) => mark.type === "line");
    expect(pre?.data.values.filter(({ y }) => y === null).map(({ x }) => x)).toEqual([3.5]);
  });

  it("never rounds a change away where room is short", () => {
    const { tensors } = steady(2, (_, dim, value) => (dim === 7 ? value * 1.001 : value));
    const [row] = blockRows(tensors, ["ln_1"]);
    const steps = row === undefined ? [] : largestSteps(trajectory(row, 7, "ratio"));
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.slice(1).every((text) => new Set(text.split(/: | -> /)).size === 3)).toBe(true);
  });

  it("says why it is empty, without claiming more than is known", () => {
    const same = bell(20, 0.3, 0.01);
    const { tensors: still } = madeUp([{ pre: same, post: same }]);
    const broken = madeUp([{ pre: same, post: same.map(() => Number.NaN) }]);
    expect(nothingChosen(still)).toMatch(
      /^No dimension moved in these blocks: pre and post are identical there\./,
    );
    expect(nothingChosen(broken.tensors)).toMatch(/^No dimension moved by a finite amount\./);
    expect(wordsOf(figure(broken, "trajectories")).trim()).toBe(
      "Post holds 20 values that are NaN or infinite",
    );
  });

  it.each(["single", "double", "slide"] as const)(
    "has room on a page with gains and biases, %s",
    async (size) => {
      const drawn = await smallPair({ blocks: "all", bias: true });
      for (const one of [drawn, manyBlocks(48)]) {
        const svg = await renderSvg(figure(one, "trajectories", SIZES[size]));
        const height = Number(/^<svg [^>]*height="(\d+)"/.exec(svg)?.[1]);
        expect(height).toBeLessThanOrEqual(size === "slide" ? 720 : 864);
      }
    },
  );
});
