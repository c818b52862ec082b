import { describe, expect, it } from "vitest";
import { blockGroups, mostChangedBlocks } from "../../src/analysis/blockGroups.js";
import { blockGrid } from "../../src/figure/panel/blockGrid.js";
import { reachOf, shareHeight, shiftSpan, shiftsIn, unitFor } from "../../src/figure/panel/shiftScale.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { figure } from "../../src/index.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { noShiftWords, shiftCaption, shiftWords } from "../../src/words/figures/shift.js";
import { bell, everyFinding, type MadeUp, madeUp, smallPair } from "../support/comparisons.js";
import { eventful, manyBlocks, odd } from "../support/drawable.js";

const ALL = { blocks: "all", norms: "all" } as const;

/** What is written in a figure. */
function textsOf(spec: VegaLiteSpec): string[] {
  const panels = spec.concat as readonly {
    readonly layer: readonly { readonly data: { readonly values: object[] } }[];
  }[];
  return panels.flatMap(({ layer }) =>
    layer.flatMap(({ data }) => data.values.flatMap((row) => ("text" in row ? [String(row.text)] : []))),
  );
}

describe("the grid of blocks", () => {
  const labels = (rows: ReturnType<typeof blockGrid>["rows"]) =>
    rows.map(({ panels }) =>
      panels
        .map(({ label }) => label)
        .join(" ")
        .trimEnd(),
    );

  it("has a row a norm and a column a block, identical neighbours together, the final norm at the end", async () => {
    const { columns, rows } = blockGrid(await smallPair(ALL), 20);
    expect(columns).toBe(8);
    expect(rows.map(({ row }) => row.norm)).toEqual(["ln_1", "ln_2"]);
    expect(labels(rows)).toEqual(["h0-5 h6 h7 h8 h9 h10 h11", "h0-5 h6 h7 h8 h9 h10 h11 ln_f"]);
  });

  it("goes on below where the width ends, without rows that would be empty", async () => {
    const { columns, rows } = blockGrid(await smallPair(ALL), 7);
    expect(columns).toBe(4);
    expect(labels(rows)).toEqual(["h0-5 h6 h7 h8", "h0-5 h6 h7 h8", "h9 h10 h11", "h9 h10 h11 ln_f"]);
    expect(rows.map(({ isLowest }) => isLowest)).toEqual([false, true, false, true]);
    expect(labels(blockGrid(await smallPair({ norms: ["ln_f"] }), 7).rows)).toEqual(["ln_f"]);
    expect(labels(blockGrid(manyBlocks(2), 1).rows).at(-1)).toBe("ln_f");
    expect(blockGrid(manyBlocks(2), 1).rows).toHaveLength(5);
  });

  it("has rows of their own for biases, with the final norm's at the end of the last", async () => {
    const { rows } = blockGrid(await smallPair({ ...ALL, bias: true }), 20);
    expect(rows.map(({ row }) => `${row.norm} ${row.parameter}`)).toEqual([
      "ln_1 gain",
      "ln_2 gain",
      "ln_1 bias",
      "ln_2 bias",
    ]);
    expect(rows[3]?.panels.at(-1)?.tensor?.id).toEqual({ norm: "ln_f", block: null, parameter: "bias" });
  });

  it("takes for one column only neighbours of which every tensor is identical", () => {
    const made = (block: number, grows: number): MadeUp => {
      const pre = bell(32, 0.3, 0.01);
      return { pre, post: pre.map((value) => value * grows), block };
    };
    const tensors = [made(0, 1), made(1, 1), made(2, 1.1), made(3, 1), made(5, 1), made(6, 1.2)];
    expect(blockGroups(madeUp(tensors).tensors)).toEqual([[0, 1], [2], [3], [5], [6]]);
    expect([...mostChangedBlocks(madeUp(tensors).tensors, 2)].toSorted()).toEqual([2, 6]);
    expect([...mostChangedBlocks(madeUp(tensors).tensors, 3)]).toHaveLength(3);
  });
});

describe("the scale of shifts", () => {
  it("is in percent of the median, and in interquartile ranges where one lies about zero", () => {
    expect(unitFor(eventful().tensors)).toBe("percent");
    const about = bell(64, 0, 1);
    const { tensors } = madeUp([{ pre: about, post: about.map((value) => value + 0.5) }]);
    expect(unitFor(tensors)).toBe("iqr");
    const [shifted] = shiftsIn("iqr", tensors);
    const { iqr } = (tensors[0] as (typeof tensors)[0]).pre.summary;
    for (const { shift } of shifted?.points ?? []) expect(shift).toBeCloseTo(0.5 / (iqr as number), 10);
  });

  it("takes the median's magnitude, so that what rose is above zero, negative or not", () => {
    const pre = bell(64, -0.5, 0.01);
    const { tensors } = madeUp([{ pre, post: pre.map((value) => value + 0.05) }]);
    const [shifted] = shiftsIn(unitFor(tensors), tensors);
    for (const { shift } of shifted?.points ?? []) expect(shift).toBeCloseTo(10, 0);
    expect(shiftCaption({ gain: "percent" }, tensors)).toContain("% of the magnitude of the pre median.");
    expect(shiftCaption({ gain: "percent" }, eventful().tensors)).toContain("in % of the pre median.");
  });

  it("measures by post where pre is one number, and says so", () => {
    const post = bell(64, 0, 0.1);
    const { tensors } = madeUp([{ pre: post.map(() => 0), post, parameter: "bias" }]);
    expect(unitFor(tensors)).toBe("iqr");
    expect(shiftsIn("iqr", tensors)[0]?.points).not.toBeNull();
    expect(shiftCaption({ bias: "iqr" }, tensors)).toContain("Where pre is one number, in those of post.");
  });

  it("is not stretched by a tensor that moved far beyond all others, which says how far", () => {
    const made = Array.from({ length: 12 }, (_, block): MadeUp => {
      const pre = bell(64, 0.3, 0.01);
      return { pre, post: pre.map((value) => value * (block === 3 ? 9 : 1.1)), block };
    });
    const comparison = madeUp(made);
    const shifted = shiftsIn("percent", comparison.tensors);
    expect(reachOf(shifted)).toBeLessThan(15);
    expect(shiftSpan(shifted, reachOf(shifted)).hi).toBeLessThan(30);
    expect(textsOf(figure(comparison, "shift")).filter((text) => text.startsWith("↑"))).toHaveLength(1);
  });

  it("gives every row as many pixels a unit, and none less than it needs", () => {
    const rows = shareHeight(
      [
        { lo: 0, hi: 20 },
        { lo: -5, hi: 5 },
        { lo: 0, hi: 0.1 },
      ],
      300,
      30,
    );
    expect(rows.reduce((sum, { heightPx }) => sum + heightPx, 0)).toBeCloseTo(300, -1);
    expect(Math.min(...rows.map(({ heightPx }) => heightPx))).toBe(30);
    const unitPx = rows.map(({ heightPx, lo, hi }) => heightPx / (hi - lo));
    for (const px of unitPx) expect(px).toBeCloseTo(unitPx[0] as number, 1);
    expect(shareHeight([{ lo: 0, hi: 0 }], 300, 30)).toEqual([
      { heightPx: 30, lo: -1, hi: 1, hasUnit: false },
    ]);
  });
});

describe("the words of shift", () => {
  it("say of each tensor what was found of it, what percentiles show first", () => {
    const { findings, tensors } = everyFinding();
    const words = tensors.map(({ id }) => shiftWords(id, findings).join(", "));
    expect(words).toEqual(["identical", "scaled", "few dims", "not finite", "wider"]);
  });

  it("say why a tensor has no curve", () => {
    expect(odd().tensors.map(noShiftWords).slice(0, 4)).toEqual([
      "no finite values",
      "no finite values",
      "pre and post have no IQR to measure by",
      "pre and post have no IQR to measure by",
    ]);
    expect(textsOf(figure(odd(), "shift"))).toContain("no finite values");
  });

  it("name the units of both where gains and biases have different ones", () => {
    expect(shiftCaption({ gain: "percent", bias: "iqr" }, [])).toContain(
      "in % of the pre median (gains) or interquartile ranges (IQR) of pre (biases).",
    );
  });
});

describe("the figure of shifts", () => {
  it("has its zero line alone where nothing moved", async () => {
    const same = bell(64, 0.3, 0.02);
    const spec = figure(madeUp([{ pre: same, post: same, block: 4 }]), "shift");
    expect(textsOf(spec)).toContain("identical");
    const panels = spec.concat as readonly {
      readonly layer: readonly {
        readonly mark: { readonly type: string };
        readonly data: { readonly values: unknown[] };
      }[];
    }[];
    const curves = panels.flatMap(({ layer }) => layer.filter(({ mark }) => mark.type === "line"));
    expect(curves.every(({ data }) => data.values.length === 0)).toBe(true);
  });

  it.each(["single", "double", "slide"] as const)("of 48 blocks has room on a page, %s", async (size) => {
    const svg = await renderSvg(figure(manyBlocks(48), "shift", SIZES[size]));
    const height = Number(/^<svg [^>]*height="(\d+)"/.exec(svg)?.[1]);
    expect(height).toBeLessThanOrEqual(size === "slide" ? 720 : 864);
    const { subtitle } = figure(manyBlocks(48), "shift", SIZES[size]).title as {
      readonly subtitle: string[];
    };
    expect(/Shown: the \d+ of 48 blocks/.test(subtitle.join(" "))).toBe(size !== "double");
  });
});
