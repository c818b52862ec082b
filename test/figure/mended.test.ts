import { describe, expect, it } from "vitest";
import { changeLines } from "../../src/figure/panel/rows.js";
import { centresSpan } from "../../src/figure/panel/span.js";
import { stacksOf } from "../../src/figure/panel/stacks.js";
import { textWidth } from "../../src/figure/panel/text.js";
import { NOTE_FONT, paletteOf } from "../../src/figure/panel/theme.js";
import { labelOf } from "../../src/figure/panel/ticks.js";
import { axesOf, gutterNotes, toPx, windowOf } from "../../src/figure/panel/window.js";
import { figure } from "../../src/index.js";
import type { TensorComparison } from "../../src/model/comparison.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { bell, madeUp } from "../support/comparisons.js";
import { eventful, manyBlocks } from "../support/drawable.js";

/** What the words of a figure's panels say. */
function wordsOf(spec: VegaLiteSpec): string[] {
  const panels = spec.concat as readonly {
    layer: readonly { data: { values: readonly { text?: string }[] } }[];
  }[];
  return panels.flatMap(({ layer }) =>
    layer.flatMap(({ data }) => data.values.flatMap(({ text }) => (text === undefined ? [] : [text]))),
  );
}

/** Two groups, far apart. */
function twoGroups(share: number): number[] {
  return bell(200, 1, 0.05).map((value, dim) => (dim % 100 < share * 100 ? value / 8 : value));
}

describe("a tensor with two groups of values", () => {
  it("has no gutter for the second one", () => {
    const { tensors } = madeUp([{ pre: twoGroups(0.3), post: twoGroups(0.3).map((value) => value * 1.1) }]);
    for (const { pre, post } of tensors) {
      for (const { histogram, summary } of [pre, post])
        expect((histogram?.below ?? 0) + (histogram?.above ?? 0)).toBeLessThanOrEqual(0.05 * summary.n);
    }
  });

  it("far from the other rows of a ridgeline is drawn again, on an axis of its own", () => {
    const near = Array.from({ length: 6 }, (_, block) => {
      const pre = bell(200, 0.3 + block / 100, 0.01);
      return { pre, post: pre.map((value) => value * 1.05), block, norm: "ln_1" as const };
    });
    const far = { pre: twoGroups(0.3), post: twoGroups(0.3), block: 6, norm: "ln_1" as const };
    const again = stacksOf(madeUp([...near, far]).tensors).at(-1);
    expect(again?.name).toBe("h6 ln_1 again");
    expect(again?.span.hi).toBeGreaterThan(1);
    expect(stacksOf(madeUp(near).tensors).map((stack) => stack?.name)).toEqual(["ln_1, before attention"]);
  });
});

describe("the axis of ridges", () => {
  it("reaches as far as the tails of the densities", () => {
    const { tensors } = madeUp([{ pre: [1, 2, 3, 4], post: [1, 2, 3, 4] }]);
    const { lo, hi } = centresSpan(tensors);
    expect(lo).toBeLessThan(0);
    expect(hi).toBeGreaterThan(5);
  });

  it("has the curves from its beginning to its end", () => {
    const { concat } = figure(manyBlocks(3), "ridgeline") as {
      readonly concat: readonly {
        readonly layer: readonly {
          readonly mark: { readonly type: string };
          readonly data: { readonly values: readonly { readonly x: number; readonly series: string }[] };
          readonly encoding: { readonly x?: { readonly scale: { readonly domain: readonly number[] } } };
        }[];
      }[];
    };
    for (const { mark, data, encoding } of concat.flatMap(({ layer }) => layer)) {
      if (mark.type !== "line") continue;
      for (const series of new Set(data.values.map((point) => point.series))) {
        const xs = data.values.filter((point) => point.series === series).map(({ x }) => x);
        expect([Math.min(...xs), Math.max(...xs)]).toEqual(encoding.x?.scale.domain);
      }
    }
  });
});

describe("the numbers below gutters", () => {
  it.each([100, 140, 200, 320])("touch no label of the axis in a panel of %i pixels", (width) => {
    const palette = paletteOf("light");
    for (const factor of [1, 1000, 1e-4, -1, -1e5]) {
      const { tensors } = madeUp([
        {
          pre: [...bell(200, 0.3, 0.01), 0.000123, -0.0444, 17.4187].map((value) => value * factor),
          post: [...bell(200, 0.34, 0.01), 0.001, -0.5, 14.9].map((value) => value * factor),
        },
      ]);
      const { pre, post } = tensors[0] as TensorComparison;
      const window = windowOf([pre, post], { width, height: 36 });
      if (window === null) throw new Error("no window");
      const { values = [], format = "" } = axesOf(window, 10, { yLabels: false }).x.ticks;
      const labels = values.map((value) => {
        const half = textWidth(labelOf(value, format), NOTE_FONT) / 2;
        return { from: toPx(window, value) - half, to: toPx(window, value) + half };
      });
      for (const side of [pre, post]) {
        for (const { x, y, text, align } of gutterNotes(window, side.values, palette)) {
          if (y < window.height) continue;
          const from = align === "right" ? x - textWidth(text, NOTE_FONT) : x;
          const to = from + textWidth(text, NOTE_FONT);
          expect([0, width]).toContain(x);
          for (const label of labels) expect(label.to < from || label.from > to, text).toBe(true);
        }
      }
    }
  });
});

describe("values that are not finite", () => {
  const ones = bell(20, 1, 0.1);
  const partly = ones.map((value, dim) => (dim < 2 ? Number.NaN : value));
  const none = ones.map(() => Number.NaN);
  const linesOf = (pre: number[], post: number[]) =>
    changeLines(madeUp([{ pre, post }]).tensors[0] as TensorComparison);

  it("are counted beside a row, and a side without others is named", () => {
    expect(linesOf(ones, partly)).toContain("not finite: 0→2");
    expect(linesOf(ones, none)).toEqual(["post not finite"]);
    expect(linesOf(none, none)).toEqual(["not finite"]);
    expect(linesOf(ones, ones)).toEqual(["identical"]);
  });

  it("are crosses among the cells of outliers, and the caption says so", () => {
    const pre = [...bell(60, 1, 0.02), 5];
    const post = pre.map((value, dim) => (dim === 60 ? Number.NaN : value));
    const spec = figure(madeUp([{ pre, post }]), "outliers");
    expect(wordsOf(spec)).toContain("×");
    expect(JSON.stringify(spec.title)).toContain("Cross: not finite");
    const whole = figure(madeUp([{ pre, post: pre.map((value) => value * 1.1) }]), "outliers");
    expect(wordsOf(whole)).not.toContain("×");
  });

  it("are the reason why no dimension moved", () => {
    const titleOf = (spec: VegaLiteSpec) => (spec.title as { text: string[] }).text.join(" ");
    expect(titleOf(figure(madeUp([{ pre: ones, post: none }]), "moved"))).toBe("No change is finite");
    expect(titleOf(figure(madeUp([{ pre: ones, post: partly }]), "moved"))).toBe("No finite value moved");
    expect(wordsOf(figure(madeUp([{ pre: ones, post: partly }]), "overlay"))).toContain(
      "no finite value moved",
    );
    expect(titleOf(figure(madeUp([{ pre: ones, post: ones }]), "moved"))).toBe("No dimension moved");
  });
});

describe("axes of counts", () => {
  it.each(["pairs", "overlay"] as const)("of %s say what they count", (kind) => {
    for (const width of [336, 672])
      expect(wordsOf(figure(eventful(), kind, { width })).filter((text) => text === "count")).toHaveLength(1);
  });
});

describe("a figure with more rows than a page has room for", () => {
  it("shows those that changed most, and says so", () => {
    const spec = figure(manyBlocks(48), "pairs");
    const { subtitle } = spec.title as { readonly subtitle: readonly string[] };
    expect(subtitle.join(" ")).toMatch(/Shown: the 1\d of 97 tensors that changed most/);
  });

  it("shows all of them where it is wider than a page, as tall as it needs to be", async () => {
    const svg = await renderSvg(figure(manyBlocks(48), "pairs", { width: 1000 }));
    expect(Number(/height="(\d+)"/.exec(svg)?.[1])).toBeGreaterThan(3000);
  });
});
