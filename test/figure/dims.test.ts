import { describe, expect, it } from "vitest";
import { byMeanMove, dimChanges, farthestMoves } from "../../src/analysis/dimChanges.js";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { dimGroups } from "../../src/figure/panel/dimGrid.js";
import { stepColour, stepOf } from "../../src/figure/panel/dimScale.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { paletteOf } from "../../src/figure/panel/theme.js";
import { figure } from "../../src/index.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { dimsCaption, dimsTitle, meanWords, namedHeading, rowWords } from "../../src/words/figures/dims.js";
import { bell, madeUp, smallPair } from "../support/comparisons.js";
import { eventful, manyBlocks, odd } from "../support/drawable.js";

const ALL = { blocks: "all", norms: "all" } as const;

interface Row {
  readonly text?: string;
  readonly dim?: number;
  readonly value?: number;
  readonly tensor?: string;
  readonly fill: string;
  readonly x: number;
  readonly y: number;
  readonly y2: number;
}

function rowsOf(spec: VegaLiteSpec, panel: number): Row[] {
  const panels = spec.concat as readonly {
    readonly layer: readonly { readonly data: { readonly values: Row[] } }[];
  }[];
  return panels[panel]?.layer.flatMap(({ data }) => data.values) ?? [];
}

describe("changes of dimensions", () => {
  it("are in interquartile ranges of pre", () => {
    const [tensor] = madeUp([{ pre: [1, 2, 3, 4, 5], post: [1, 2, 3, 5, 1] }]).tensors;
    if (tensor === undefined) throw new Error("no tensor");
    expect([...(dimChanges(tensor).iqrs ?? [])]).toEqual([0, 0, 0, 0.5, -2]);
  });

  it("are in those of post where pre is one number, and undefined where neither has one or nothing is finite", () => {
    const { tensors } = madeUp([
      { pre: [1, 1, 1, 1, 1], post: [1, 2, 3, 4, 5] },
      { pre: [1, 1, 1], post: [2, 2, 2] },
      { pre: [1, 2, 3], post: [Number.NaN, Number.NaN, Number.NaN] },
      { pre: [1, 2, Number.NaN, 4], post: [1, Number.POSITIVE_INFINITY, 3, 5] },
    ]);
    const iqrs = tensors.map((tensor) => dimChanges(tensor).iqrs);
    expect([...(iqrs[0] ?? [])]).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(iqrs.slice(1, 3)).toEqual([null, null]);
    expect([...(iqrs[3] ?? [])].map(Number.isFinite)).toEqual([true, false, false, true]);
    expect(dimsCaption({ shown: tensors, others: [], dimsACell: 1 })).toContain("in those of post");
  });

  it("name each dim once, where it moved farthest, the farthest first, and none that stayed", () => {
    const pre = [1, 2, 3, 4, 5];
    const changes = madeUp([
      { pre, post: [1, 2, 3, 4, 9], block: 0 },
      { pre, post: [1, 2, 2, 4, 1], block: 1 },
      { pre, post: pre, block: 2 },
    ]).tensors.map(dimChanges);
    const moves = farthestMoves(changes, 5).map(({ dim, iqrs, tensor }) => [dim, iqrs, tensor.id.block]);
    expect(moves).toEqual([
      [4, 2, 0],
      [2, -0.5, 1],
    ]);
    expect(farthestMoves(changes, 1)).toHaveLength(1);
  });

  it("are sorted by their mean over what changed", () => {
    const pre = [1, 2, 3, 4, 5];
    const changes = madeUp([
      { pre, post: [3, 2, 1, 4, 5], block: 0 },
      { pre, post: pre, block: 1 },
    ]).tensors.map(dimChanges);
    expect(byMeanMove(changes, 5).map(({ dim, mean }) => [dim, mean])).toEqual([
      [2, -1],
      [1, 0],
      [3, 0],
      [4, 0],
      [0, 1],
    ]);
  });
});

describe("the rows of dims", () => {
  it("are norm by norm, identical neighbours together, the final norm by its name", async () => {
    const { tensors, pre } = await smallPair({ ...ALL, bias: true });
    const groups = dimGroups(tensors, pre.architecture);
    expect(groups.map(({ name }) => name)).toEqual(["ln_1", "ln_2", "", "ln_1 β", "ln_2 β", ""]);
    expect(groups[0]?.rows.map(({ label }) => label).join(" ")).toBe("h0-5 h6 h7 h8 h9 h10 h11");
    expect(groups[2]?.rows.map(({ label }) => label)).toEqual(["ln_f"]);
    expect(groups[5]?.rows.map(({ label }) => label)).toEqual(["ln_f β"]);
    expect(dimGroups([], GPT2.architecture)).toEqual([]);
  });
});

describe("the colours of dims", () => {
  it("have as many steps up to 1 as from 1 to 3 and from there to 10, and one beyond", () => {
    expect([0, 1, 3, 10, 99].map(stepOf)).toEqual([0, 4, 8, 12, 12]);
    expect([-1, -3, -10, -99].map(stepOf)).toEqual([-4, -8, -12, -12]);
    expect([0.05, 0.5, 2, 6.5].map(stepOf)).toEqual([0, 2, 6, 10]);
  });

  it.each(["light", "dark"] as const)("are different for every step, %s", (theme) => {
    const colours = Array.from({ length: 25 }, (_, i) => stepColour(i - 12, paletteOf(theme)));
    expect(new Set(colours).size).toBe(25);
    expect(colours[12]).toBe(paletteOf(theme).level);
  });
});

describe("the figure of dims", () => {
  it("has a cell for each of the dims that moved most, with its values, and the number of IQRs from 5 on", () => {
    const rows = rowsOf(figure(eventful(), "dims"), 0);
    const cell = rows.find(({ dim, tensor }) => dim === 204 && tensor === "ln_f");
    expect(cell).toMatchObject({ pre: 5.6, post: expect.closeTo(10.752, 6), value: expect.closeTo(57, 0) });
    expect(rows.map(({ text }) => text)).toContain("57");
    expect(rows.map(({ text }) => text)).toContain("identical");
  });

  it("draws what fell lower than what rose, so that greyscale tells them apart", () => {
    const pre = bell(40, 0.3, 0.02);
    const comparison = madeUp([
      { pre, post: pre.map((value, dim) => value + (dim < 20 ? -0.1 : 0.1)), block: 3 },
    ]);
    const cells = rowsOf(figure(comparison, "dims"), 1).filter(
      ({ fill, y2 }) => fill !== undefined && y2 < 14,
    );
    const heights = cells.slice(1).map(({ y, y2 }) => y2 - y);
    expect(Math.min(...heights) / Math.max(...heights)).toBeCloseTo(0.55, 2);
  });

  it("has rows of words for what has no numbers", () => {
    const texts = rowsOf(figure(odd(), "dims"), 0).flatMap(({ text }) => text ?? []);
    for (const words of ["no finite values", "identical", "no IQR to measure by"])
      expect(texts).toContain(words);
  });

  it.each(["single", "double", "slide"] as const)("of 48 blocks has room on a page, %s", async (size) => {
    const svg = await renderSvg(figure(manyBlocks(48), "dims", SIZES[size]));
    const height = Number(/^<svg [^>]*height="(\d+)"/.exec(svg)?.[1]);
    expect(height).toBeLessThanOrEqual(size === "slide" ? 720 : 864);
  });
});

describe("the words of dims", () => {
  it("say what happened in general, and which dim moved farthest where", () => {
    const moves = farthestMoves(eventful().tensors.map(dimChanges), 1);
    expect(dimsTitle(eventful(), moves)).toBe("h6 ln_2 grew by 14 %; dim 204 rose by 57 IQRs in ln_f");
  });

  it("do not say the same of a dim twice", () => {
    const pre = bell(200, 0.3, 0.01);
    const spike = madeUp([{ pre, post: pre.map((value, dim) => (dim === 7 ? value - 1 : value)), block: 4 }]);
    expect(dimsTitle(spike, farthestMoves(spike.tensors.map(dimChanges), 1))).toMatch(
      /^Dim 7 fell by \d+ IQRs in h4 ln_1$/,
    );
  });

  it("never say that nothing moved where changes cannot be measured", () => {
    const same = bell(20, 0.3, 0.01);
    const { tensors: still } = madeUp([{ pre: same, post: same }]);
    const { tensors: broken } = madeUp([{ pre: same, post: same.map(() => Number.NaN) }]);
    expect(namedHeading(0, still)).toBe("No gain moved");
    expect(namedHeading(0, broken)).toBe("No change can be measured");
    expect(still.map(rowWords)).toEqual(["identical"]);
    expect(broken.map(rowWords)).toEqual(["no finite values"]);
  });

  it("give a mean its sign, and zero none", () => {
    expect([-2.54, 0, 3].map(meanWords)).toEqual(["-2.5 IQR", "0 IQR", "+3 IQR"]);
  });
});
