import { describe, expect, it } from "vitest";
import { beyondNotes } from "../../src/figure/overview/beyondNotes.js";
import { nameNotes } from "../../src/figure/overview/curveNames.js";
import { endOfWords } from "../../src/figure/overview/panelWords.js";
import { overlaps } from "../../src/figure/overview/placing.js";
import { changeLines } from "../../src/figure/panel/rows.js";
import { paletteOf } from "../../src/figure/panel/theme.js";
import { figure } from "../../src/index.js";
import { factorWords } from "../../src/words/amounts.js";
import { biasesLeftOut } from "../../src/words/figures/biasesLeftOut.js";
import { overviewTitle } from "../../src/words/findings/title.js";
import { bell, type MadeUp, madeUp } from "../support/comparisons.js";

/** Where the words of an overview are, and that they are true of its opposite too. */

const BULK = bell(200, 0.3, 0.01);
const SIZE = { width: 140, height: 110 };
const palette = paletteOf("light");

const look = (name: string, fill: string) => ({ name, fill, shape: "circle" });
const curve = (name: string, values: readonly number[]) => ({
  look: look(name, name === "ln_1" ? "#111111" : "#222222"),
  points: values.map((value, block) => ({
    tensor: `h${block} ${name}`,
    x: block + 0.5,
    y: Math.max(-1, Math.min(1, value)),
    value,
    fill: "#111111",
    shape: "circle" as const,
    size: 20,
  })),
  path: values.map((value, block) => ({ x: block + 0.5, y: Math.max(-1, Math.min(1, value)) })),
});
type Curves = Parameters<typeof beyondNotes>[0];

describe("in the strip", () => {
  const toPx = ({ x, y }: { x: number; y: number }) => ({ x: 10 * x, y: 55 - 55 * y });
  const curves = [curve("ln_1", [9, 0, 0.4]), curve("ln_2", [8, 0.2, 0.1])] as unknown as Curves;
  const beyond = beyondNotes(curves, { lo: -1, hi: 1 }, toPx, SIZE, (value) => `+${100 * value} %`);

  it("the numbers of what is beyond the axis lie on none of each other, and within the panel", () => {
    expect(beyond.map(({ note }) => note.text)).toEqual(["+900 %", "+800 %"]);
    const [a, b] = beyond.map(({ rect }) => rect);
    expect(a !== undefined && b !== undefined && overlaps(a, b)).toBe(false);
    for (const { rect } of beyond) expect(rect.x >= 0 && rect.x2 <= SIZE.width).toBe(true);
  });

  it("names of curves lie on none of them, nor on the labels of the axis", () => {
    const written = beyond.map(({ rect }) => rect);
    const names = nameNotes(curves, toPx, SIZE, palette, written);
    expect(names.map(({ text }) => text)).toEqual(["ln_1", "ln_2"]);
    for (const { x, y } of names) {
      const rect = { x: x - 10, x2: x + 10, y: y - 4, y2: y + 4 };
      expect(rect.x).toBeGreaterThanOrEqual(0);
      expect(written.some((other) => overlaps(rect, other))).toBe(false);
    }
  });
});

describe("marks of two norms at one place", () => {
  it("differ in size, so that the one below shows around the other", () => {
    const post = BULK.map((value) => value * 1.2);
    const both = (block: number) => ["ln_1", "ln_2"].map((norm) => ({ pre: BULK, post, block, norm }));
    const spec = JSON.stringify(figure(madeUp([...both(0), ...both(1)]), "overview"));
    const sizes = [...spec.matchAll(/"shape":"(circle|square)","size":([\d.]+)/g)].map(
      ([, shape, size]) => `${shape} ${size}`,
    );
    expect(sizes).toContain("circle 48");
    expect(sizes).not.toContain("circle 20");
    expect(sizes).toContain("square 20");
  });
});

describe("a line under words of a panel", () => {
  const words = [{ x: 100, y: 8, text: "dim 9: +1", align: "right" as const, fill: "#000000" }];
  const stage = { width: 120, height: 60, startPx: 0, endPx: 100, lo: 0, hi: 100 };

  it("begins below those that it would strike out, else at the top", () => {
    const top = (value: number | null) =>
      endOfWords(words, stage as unknown as Parameters<typeof endOfWords>[1], value);
    expect(top(95)).toBe(11);
    expect(top(20)).toBe(0);
    expect(top(null)).toBe(0);
  });
});

describe("a long word in a panel", () => {
  /** Renumbered: the histograms are the same, and the word is "order 0.02". */
  const order = (spec: unknown) => {
    const texts = JSON.stringify(spec).matchAll(/"y":([\d.]+),"text":"(order [^"]+|[\d.]+)"/g);
    return [...texts].map(([, y, text]) => ({ y: Number(y), text }));
  };

  it("is above the median's number, where less of a histogram reaches", () => {
    const shuffled = BULK.map((_, i) => BULK[(i * 37) % BULK.length] as number);
    const spec = figure(madeUp([{ pre: BULK, post: shuffled, block: 0 }]), "overview");
    const shown = order(spec);
    const word = shown.find(({ text = "" }) => text.startsWith("order"));
    const medians = shown.filter(({ text }) => text === "0.300").map(({ y }) => y);
    // Of pre on the first line, of post on the second, below the word.
    expect(medians[0]).toBe(word?.y);
    expect(medians[1]).toBeGreaterThan(word?.y ?? Number.NaN);
  });
});

describe("what is said of", () => {
  const pair = (...tensors: MadeUp[]) => madeUp(tensors);
  const grown = BULK.map((value) => value * 1.2);
  const bias = bell(200, 0, 0.01);

  it("biases that changed, where gains alone are drawn: that they did", () => {
    const both = pair(
      { pre: BULK, post: grown, block: 0 },
      { pre: bias, post: bias.map((value) => value + 0.5), block: 0, parameter: "bias" },
    );
    const gains = { ...both, tensors: both.tensors.filter(({ id }) => id.parameter === "gain") };
    expect(biasesLeftOut(gains)).toEqual(["Biases changed too, not drawn."]);
    expect(biasesLeftOut(both)).toEqual([]);
    const captions = (["overview", "shift", "dims", "trajectories", "pairs"] as const).map((name) =>
      (figure(gains, name).title as { subtitle: readonly string[] }).subtitle.join(" "),
    );
    for (const caption of captions) expect(caption).toContain("Biases changed too, not drawn.");
  });

  it("biases that are what they were: nothing", () => {
    const gains = pair(
      { pre: BULK, post: grown, block: 0 },
      { pre: bias, post: bias, block: 0, parameter: "bias" },
    );
    const shown = { ...gains, tensors: gains.tensors.filter(({ id }) => id.parameter === "gain") };
    expect(biasesLeftOut(shown)).toEqual([]);
  });

  it("the checkpoints: their names, in every caption that has them nowhere else", () => {
    const comparison = pair({ pre: BULK, post: grown, block: 0 }, { pre: BULK, post: BULK, block: 1 });
    for (const name of ["shift", "dims", "trajectories"] as const) {
      const { subtitle } = figure(comparison, name).title as { subtitle: readonly string[] };
      expect(subtitle.join(" ")).toMatch(/^before → after\. /);
    }
  });

  it("a value that is not finite: not that nothing else changed, where its tensor did", () => {
    const broken = grown.map((value, dim) => (dim === 7 ? Number.NaN : value));
    const title = overviewTitle(
      pair(
        { pre: BULK, post: broken, block: 0 },
        { pre: BULK, post: BULK, block: 1 },
        { pre: BULK, post: BULK, norm: "ln_f" },
      ),
    );
    expect(title).toContain("all other tensors are bit-identical");
  });

  it("a single dim that jumped: its step, and its name in the panel", () => {
    const post = BULK.map((value, dim) => (dim === 199 ? 8 : value));
    const comparison = pair({ pre: BULK, post, block: 0 });
    expect(overviewTitle(comparison)).toMatch(/dim 199 moved far from the others \(.* -> 8\)/);
    expect(JSON.stringify(figure(comparison, "overview"))).toMatch(/"text":"dim 199: \+/);
  });

  it("all dims at once, scaled or negated: no dim by name", () => {
    const named = (of: (value: number) => number) => {
      const values = BULK.map((value, dim) => (dim === 5 ? 4 : value));
      const post = values.map(of);
      const spec = figure(
        pair({ pre: values, post, block: 0 }, { pre: values, post, norm: "ln_f" }),
        "overview",
      );
      return JSON.stringify(spec).match(/farthest named by dim|"text":"dim \d+|"text":"5"/g) ?? [];
    };
    expect(named((value) => value * 1.1)).toEqual([]);
    expect(named((value) => -value)).toEqual([]);
    expect(named((value) => (value === 4 ? 6 : value)).length).toBeGreaterThan(2);
  });

  it("blocks that were not asked for: that those drawn are not all", () => {
    const all = pair(...[0, 1, 2].map((block) => ({ pre: BULK, post: grown, block })));
    const some = { ...all, tensors: all.tensors.filter(({ id }) => id.block !== 0) };
    const caption = (comparison: typeof all) =>
      (figure(comparison, "overview").title as { subtitle: readonly string[] }).subtitle.join(" ");
    expect(caption(some)).toContain("Histograms: blocks 1–2 only.");
    expect(caption(all)).not.toContain("Histograms:");
  });

  it("few dims that moved far: slight only where they are slight", () => {
    const partly = (factor: number) => BULK.map((value, dim) => (dim % 7 === 0 ? value * factor : value));
    const said = (factor: number) => overviewTitle(pair({ pre: BULK, post: partly(factor), block: 0 }));
    expect(said(3)).not.toContain("slightly");
    expect(said(1.02)).toContain("slightly");
  });

  it("a median that is a hundred times what it was: the factor", () => {
    const lines = (factor: number) =>
      pair({ pre: BULK, post: BULK.map((value) => value * factor), block: 0 }).tensors.flatMap(
        changeLines,
      )[0];
    expect(lines(100)).toBe("median ×100");
    expect(lines(0.2)).toBe("median ×0.20");
    expect(lines(1.2)).toBe("median +20.0%");
    expect(factorWords(0)).toBe("x0");
  });
});
