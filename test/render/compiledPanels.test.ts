import { beforeEach, describe, expect, it, vi } from "vitest";
import { THEMES } from "../../src/figure/panel/theme.js";
import { figure } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { FigureOptions } from "../../src/model/figure.js";
import * as compiler from "../../src/render/compile.js";
import { COMPILED_PANELS } from "../../src/render/compiledPanels.js";
import { drawNested } from "../../src/render/nested.js";
import { compilePanels, keyOf } from "../../src/render/prepared.js";
import { type FlushConcat, kindsOf } from "../../src/render/structure.js";
import { smallPair } from "../support/comparisons.js";
import { eventful } from "../support/drawable.js";

vi.mock("../../src/render/compile.js", { spy: true });

beforeEach(() => vi.clearAllMocks());

/** What a figure's panels depend on, and what Vega-Lite makes of them now. */
async function compiledNow(comparison: Comparison, options: Partial<FigureOptions>) {
  const spec = figure(comparison, "pairs", options) as FlushConcat;
  const kinds = kindsOf(spec.concat);
  return { key: keyOf(spec, kinds), json: JSON.stringify(await compilePanels(spec, kinds)) };
}

describe("the panels that are compiled beforehand", () => {
  it.each(THEMES)("are the default figure's as Vega-Lite makes them, %s", async (theme) => {
    const { key, json } = await compiledNow(await smallPair(), { theme });
    // Where they have changed on purpose: npm run build && npm run compiled-panels
    expect(COMPILED_PANELS.get(key) === json).toBe(true);
  });

  it("are no others", () => {
    expect(COMPILED_PANELS.size).toBe(THEMES.length);
  });

  it("do not depend on what is drawn, nor on its size", async () => {
    const [some, others] = [
      await compiledNow(await smallPair(), {}),
      await compiledNow(eventful(), { width: 900, title: "Another" }),
    ];
    expect(others.key === some.key).toBe(true);
    expect(others.json === some.json).toBe(true);
  });

  it("need no Vega-Lite", async () => {
    await drawNested(figure(await smallPair(), "pairs"));
    expect(compiler.compileSpec).not.toHaveBeenCalled();
    await drawNested(figure(await smallPair(), "overlay"));
    expect(compiler.compileSpec).toHaveBeenCalledOnce();
  });
});
