import { planeDots } from "../figure/panel/plane.js";
import { paletteOf, themeConfig } from "../figure/panel/theme.js";
import type { TensorComparison } from "../model/comparison.js";
import type { ThemeName, VegaLiteSpec } from "../model/figure.js";
import { tensorLabel } from "../words/tensorNames.js";
import { make } from "./elements.js";
import { type Mounted, mount } from "./figures.js";
import type { Highlight } from "./highlight.js";

/** A panel a tensor, a dot a dimension: what is brushed in one is highlighted in all. */

const PANEL = { width: 250, height: 170 };
/** More panels than this no screen shows, and drawing them takes seconds. */
const MOST_PANELS = 16;

export async function drawExplorer(
  host: HTMLElement,
  tensors: readonly TensorComparison[],
  theme: ThemeName,
  highlight: Highlight,
): Promise<Mounted[]> {
  const shown = tensors.filter(({ change }) => !change.identical).slice(0, MOST_PANELS);
  const mounted: Mounted[] = [];
  const note = make("p", { className: "quiet", textContent: noteOf(shown.length, tensors.length) });
  host.append(note);
  for (const tensor of shown) {
    const label = tensorLabel(tensor.id);
    const panel = make("div", {
      className: "panel",
      role: "group",
      ariaLabel: `${label}: change against value`,
    });
    host.append(panel);
    const drawn = await mount(panel, panelSpec(tensor, theme), highlight, `${label}: change against value`);
    drawn.view.addSignalListener("brush", (_, brush: Partial<Brush>) =>
      highlight.set(brushed(tensor, brush)),
    );
    mounted.push(drawn);
  }
  return mounted;
}

function noteOf(shown: number, all: number): string {
  const rest = all - shown;
  const left = rest > 0 ? ` ${rest} that are identical, or beyond ${MOST_PANELS} panels, are not drawn.` : "";
  return `Change of each dimension against its value in pre, ${shown} tensors. Drag over dots to highlight their dimensions in every figure; Escape clears.${left}`;
}

/** Intervals of values, by field. */
interface Brush {
  readonly pre: readonly [from: number, to: number];
  readonly change: readonly [from: number, to: number];
}

function brushed(tensor: TensorComparison, { pre, change }: Partial<Brush>): number[] {
  if (pre === undefined || change === undefined) return [];
  const within = (value: number, ends: readonly [number, number]) =>
    value >= Math.min(...ends) && value <= Math.max(...ends);
  return planeDots(tensor)
    .filter((dot) => within(dot.pre, pre) && within(dot.change, change))
    .map(({ dim }) => dim);
}

function panelSpec(tensor: TensorComparison, theme: ThemeName): VegaLiteSpec {
  const palette = paletteOf(theme);
  const config = themeConfig(palette);
  const label = tensorLabel(tensor.id);
  const isChosen = "indexof(dims, datum.dimension) >= 0";
  const axis = (title: string) => ({
    title,
    titleFontWeight: 400,
    titleFontSize: 11,
    titleColor: palette.ink,
    tickCount: 4,
  });
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    config: { ...config, axis: { ...(config.axis as object), labelFontSize: 11 } },
    ...PANEL,
    title: { text: label, fontSize: 13, offset: 4 },
    data: {
      values: planeDots(tensor).map(({ dim, pre, post, change }) => ({
        tensor: label,
        dimension: dim,
        pre,
        post,
        change,
      })),
    },
    params: [
      { name: "dims", value: [] },
      { name: "brush", select: { type: "interval", encodings: ["x", "y"] } },
    ],
    mark: { type: "point", filled: true, cursor: "crosshair" },
    encoding: {
      x: { field: "pre", type: "quantitative", scale: { zero: false }, axis: axis("pre") },
      y: { field: "change", type: "quantitative", axis: axis("post − pre") },
      size: { condition: { test: isChosen, value: 45 }, value: 12 },
      color: { condition: { test: isChosen, value: palette.post }, value: palette.dust },
      opacity: { condition: { test: `length(dims) === 0 || ${isChosen}`, value: 1 }, value: 0.35 },
      order: { condition: { test: isChosen, value: 1 }, value: 0 },
      tooltip: [
        { field: "tensor", type: "nominal" },
        { field: "dimension", type: "quantitative" },
        { field: "pre", type: "quantitative", format: ".6~g" },
        { field: "post", type: "quantitative", format: ".6~g" },
        { field: "change", type: "quantitative", format: "+.4~g" },
      ],
    },
  };
}
