import { beforeEach, describe, expect, it, vi } from "vitest";
import { type FigureName, figuresOf } from "../../src/figure/index.js";
import { type Drawing, originOf } from "../../src/figure/panel/drawing.js";
import { THEMES } from "../../src/figure/panel/theme.js";
import { figure } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { FigureOptions } from "../../src/model/figure.js";
import { alikePanels } from "../../src/render/alike.js";
import { readBuiltPanels } from "../../src/render/builtPanels.js";
import * as compiler from "../../src/render/compile.js";
import { drawNested } from "../../src/render/nested.js";
import { keyOf, preparePanels } from "../../src/render/prepared.js";
import { smallPair } from "../support/comparisons.js";
import { eventful } from "../support/drawable.js";

vi.mock("../../src/render/compile.js", { spy: true });
vi.mock("../../src/render/builtPanels.js", { spy: true });

beforeEach(() => vi.clearAllMocks());

/** What a figure's panels depend on, and what Vega-Lite makes of them now. */
async function preparedNow(
  comparison: Comparison,
  kind: FigureName<"comparison">,
  options: Partial<FigureOptions>,
) {
  const { drawing } = originOf(figure(comparison, kind, options)) as { readonly drawing: Drawing };
  const groups = alikePanels(drawing.panels);
  return { key: keyOf(drawing, groups), json: JSON.stringify(await preparePanels(drawing, groups)) };
}

const CASES = figuresOf("comparison").flatMap(({ name }) => THEMES.map((theme) => ({ kind: name, theme })));

describe("the panels that the build prepares", () => {
  it.each(CASES)("are as Vega-Lite makes them now: $kind, $theme", async ({ kind, theme }) => {
    const { key, json } = await preparedNow(await smallPair(), kind, { theme });
    // Where they have changed on purpose: npm run build
    expect(JSON.stringify(readBuiltPanels(key)) === json).toBe(true);
  });

  it("do not depend on what is drawn, nor on its size", async () => {
    const [some, others] = [
      await preparedNow(await smallPair(), "pairs", {}),
      await preparedNow(eventful(), "pairs", { width: 900, title: "Another" }),
    ];
    expect(others.key === some.key).toBe(true);
    expect(others.json === some.json).toBe(true);
  });

  it("need no Vega-Lite", async () => {
    await drawNested(figure(await smallPair(), "pairs"));
    expect(compiler.compileSpec).not.toHaveBeenCalled();
  });

  it("are prepared when they are drawn where the build is missing, with the same bytes", async () => {
    const spec = figure(await smallPair(), "pairs");
    const built = await drawNested(spec);
    vi.mocked(readBuiltPanels).mockReturnValue(null);
    expect((await drawNested(spec)) === built).toBe(true);
    expect(compiler.compileSpec).toHaveBeenCalledOnce();
  });
});
