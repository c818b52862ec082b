import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Side } from "../../model/numbers.js";
import { biasesLeftOut } from "../../words/figures/biasesLeftOut.js";
import { OWN_AXES, OWN_AXES_MARK } from "../../words/figures/ownAxes.js";
import type { FigureKind } from "../kind.js";
import { captionStart, GUTTERS } from "../panel/frame.js";
import { changeHead, countHead, type Grid, head, type PairOfNotes, sideHeads } from "../panel/grid.js";
import { boxLayer, filledHistogram, type Note, noteLayer } from "../panel/layers.js";
import { type Sides, sidesOf } from "../panel/ownBins.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { dimOf, rowLabel, valuesMeaning } from "../panel/rows.js";
import { tensorRows } from "../panel/tensorRows.js";
import type { Palette } from "../panel/theme.js";
import {
  axesOf,
  emptyNote,
  gutterBoxes,
  gutterNotes,
  gutterTicks,
  highestBin,
  valueLine,
  windowOf,
} from "../panel/window.js";

/** Side by side: a row a tensor, pre on the left, post on the right on the same axes, the change in words. */
export const pairs = {
  name: "pairs",
  shows: "pre and post side by side on the same axes, a row a tensor",
  heading: "Tensor by tensor",
  of: "comparison",
  hasTensorRows: true,
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const sides = (tensor: TensorComparison) => sidesOf(tensor, comparison.options.bins);
  return tensorRows(comparison, options, {
    caption: caption(comparison, comparison.tensors.map(sides)),
    share: 0.5,
    label: (tensor) => `${rowLabel(tensor)}${sides(tensor).areApart ? OWN_AXES_MARK : ""}`,
    heads: (grid, palette) => columnHeads(comparison, grid, palette),
    meanings: (tensors) => [valuesMeaning(tensors), valuesMeaning(tensors)],
    panels:
      (_, grid, palette) =>
      (tensor, [before, after]) => {
        const both = sides(tensor);
        return [
          sidePanel(tensor, both, "pre", before, grid, palette),
          sidePanel(tensor, both, "post", after, grid, palette),
        ];
      },
  });
}

function caption(comparison: Comparison, sides: readonly Sides[]): string {
  const shown = comparison.tensors.flatMap(({ id }, i) => {
    const { pre, post } = sides[i] as Sides;
    return [pre, post].map((distribution) => ({ id, distribution }));
  });
  return [
    ...captionStart(shown, GUTTERS),
    ...biasesLeftOut(comparison),
    sides.every(({ areApart }) => areApart) ? "Line: median." : "Line: median; faint line: median of pre.",
    ...(sides.some(({ areApart }) => areApart) ? [OWN_AXES] : []),
  ].join(" ");
}

function columnHeads(comparison: Comparison, grid: Grid, palette: Palette): PairOfNotes {
  const [pre, post] = sideHeads(comparison, grid.panelsPx[0]);
  return [
    [...countHead(grid, palette), head(grid, pre, palette.pre)],
    [head(grid, post, palette.post), ...changeHead(grid, palette)],
  ];
}

/** Where ticks begin, as a share of the panel's height: below how many there are. */
function ticksTop({ height }: PanelSize): number {
  return Math.max(0.58, 12.5 / height);
}

function sidePanel(
  tensor: TensorComparison,
  sides: Sides,
  side: Side,
  notes: readonly Note[],
  grid: Grid,
  palette: Palette,
): Panel {
  const { values, histogram, summary } = sides[side];
  const size = { width: grid.panelsPx[side === "pre" ? 0 : 1], height: grid.heightPx };
  const window = windowOf(sides.areApart ? [sides[side]] : [sides.pre, sides.post], size);
  if (window === null || histogram === null) {
    const sides = [tensor.pre.summary, tensor.post.summary];
    return notePanel(size, [...notes, emptyNote(summary, palette, sides)]);
  }
  const axes = axesOf(window, highestBin([sides.pre, sides.post]), {
    yLabels: side === "pre" && grid.groups === 1,
  });
  const boxes = [
    ...gutterBoxes(window, palette),
    ...gutterTicks(window, values, [ticksTop(size), 1], palette[side], (dim) => dimOf(tensor, dim)),
    ...(side === "post" && !sides.areApart
      ? valueLine(window, tensor.pre.summary.median, palette.quietInk, 0.4)
      : []),
    ...valueLine(window, summary.median, palette.ink),
  ];
  return {
    ...size,
    label: `${rowLabel(tensor)} ${side}`,
    axes,
    layers: [
      filledHistogram(histogram, axes, palette[side]),
      boxLayer(boxes),
      noteLayer([...notes, ...gutterNotes(window, values, palette)]),
    ],
  };
}
