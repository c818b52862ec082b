import { describe, expect, it } from "vitest";
import { originOf } from "../../../src/figure/panel/drawing.js";
import { paletteOf } from "../../../src/figure/panel/theme.js";
import { readTip } from "../../../src/figure/told/tip.js";
import { labelledMarks, told } from "../../../src/figure/told/told.js";
import { figure } from "../../../src/index.js";
import { renderSvg } from "../../../src/render/svg.js";
import { smallPair } from "../../support/comparisons.js";

async function tipsOf(kind: "pairs" | "overlay" | "ridgeline" | "moved") {
  const spec = figure(await smallPair(), kind);
  const svg = labelledMarks(await renderSvg(told(spec, paletteOf("light")), true), "live-");
  const tips = [...svg.matchAll(/ data-tip="([^"]*)"/g)].map(([, tip]) => new Map(readTip(tip ?? "")));
  return { spec, svg, tips };
}

describe("marks that tell what they show", () => {
  it("count in the bins of a histogram what is in them, pre and post together on shared bins", async () => {
    const { tips } = await tipsOf("overlay");
    const { tensors } = await smallPair();
    const bins = tips.filter((tip) => tip.has("in pre"));
    expect(bins.every((tip) => tip.has("in post") && tip.has("from") && tip.has("to"))).toBe(true);
    const sum = bins.reduce((all, tip) => all + Number(tip.get("in pre")), 0);
    const inside = tensors.map(({ pre: { histogram } }) =>
      [...(histogram?.counts ?? [])].reduce((all, count) => all + count, 0),
    );
    expect(sum).toBe(inside.reduce((all, count) => all + count, 0));
  });

  it("are all dimensions of a panel of dots, each with its number", async () => {
    const { svg, tips } = await tipsOf("moved");
    const { tensors } = await smallPair();
    const dots = tips.filter((tip) => tip.has("dim"));
    expect(dots.length).toBe(6 * (tensors[0]?.pre.values.length ?? 0));
    expect(dots.every((tip) => ["tensor", "pre", "post", "change"].every((name) => tip.has(name)))).toBe(
      true,
    );
    expect(svg.match(/ data-dim="/g)).toHaveLength(dots.length);
  });

  it("name the tensor of a ridge", async () => {
    const { tips } = await tipsOf("ridgeline");
    expect(tips.some((tip) => tip.get("series") === "h8 ln_2")).toBe(true);
  });

  it("look as before, and leave a specification that is no figure's alone", async () => {
    const { spec, svg } = await tipsOf("pairs");
    const words = (text: string) => [...text.matchAll(/<text[^>]*>([^<]*)</g)].map(([, word]) => word);
    expect(words(svg)).toEqual(words(await renderSvg(spec)));
    expect(originOf(told(spec, paletteOf("light")))).not.toBeNull();
    const other = { ...spec };
    expect(told(other, paletteOf("light"))).toBe(other);
  });
});
