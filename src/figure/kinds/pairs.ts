import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Side } from "../../model/numbers.js";
import { figureTitle } from "../../words/findings/title.js";
import type { FigureKind } from "../kind.js";
import { captionStart, framed, shownIn } from "../panel/frame.js";
import {
  axisMeanings,
  changeHead,
  type Grid,
  head,
  layOutGrid,
  notesByRow,
  type PairOfNotes,
  panelsOf,
  rowsThatFit,
  sideHeads,
} from "../panel/grid.js";
import { boxLayer, filledHistogram, type Note, noteLayer } from "../panel/layers.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { dimOf, valuesMeaning } from "../panel/rows.js";
import { typeset } from "../panel/text.js";
import { type Palette, paletteOf } from "../panel/theme.js";
import {
  axesOf,
  emptyNote,
  gutterBoxes,
  gutterNotes,
  gutterTicks,
  highestBin,
  valueLine,
  type Window,
  windowOf,
} from "../panel/window.js";

/** Side by side: a row a tensor, pre on the left, post on the right on the same axes, the change in words. */
export const pairs = {
  name: "pairs",
  shows: "pre and post side by side on the same axes, a row a tensor",
  of: "comparison",
  heading: () => "Tensor by tensor",
  hasTensorRows: true,
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const { tensors, words } = rowsThatFit(comparison.tensors, {
    title: typeset(figureTitle(comparison)),
    caption: caption(comparison),
    options,
  });
  const grid = layOutGrid({ tensors, words }, 0.5);
  const heads = columnHeads(comparison, grid, palette);
  const meaning = valuesMeaning(tensors);
  const feet = axisMeanings(grid, [meaning, meaning], palette);
  const around = notesByRow(tensors, grid, palette, heads, feet);
  const rows = tensors.map((tensor, row) => rowPanels(tensor, grid, palette, around[row] as PairOfNotes));
  return framed({ ...words, palette, panels: panelsOf(rows, grid), grid });
}

function caption(comparison: Comparison): string {
  return [
    ...captionStart(
      comparison.options.bins,
      shownIn(comparison),
      "Grey gutters: values outside it (how many, and the most extreme) on a compressed scale.",
    ),
    "Line: median; faint line: median of pre.",
  ].join(" ");
}

function columnHeads(comparison: Comparison, grid: Grid, palette: Palette): PairOfNotes {
  const [pre, post] = sideHeads(comparison, grid.panelsPx[0]);
  return [[head(grid, pre, palette.pre)], [head(grid, post, palette.post), ...changeHead(grid, palette)]];
}

function rowPanels(
  tensor: TensorComparison,
  grid: Grid,
  palette: Palette,
  around: PairOfNotes,
): readonly Panel[] {
  const sides: readonly Side[] = ["pre", "post"];
  return sides.map((side, column) => {
    const size = { width: grid.panelsPx[column] as number, height: grid.heightPx };
    const window = windowOf([tensor.pre, tensor.post], size);
    return sidePanel(tensor, side, window, size, grid, palette, around[column] as readonly Note[]);
  });
}

function sidePanel(
  tensor: TensorComparison,
  side: Side,
  window: Window | null,
  size: PanelSize,
  grid: Grid,
  palette: Palette,
  notes: readonly Note[],
): Panel {
  const { values, histogram, summary } = tensor[side];
  if (window === null || histogram === null) {
    const sides = [tensor.pre.summary, tensor.post.summary];
    return notePanel(size, [...notes, emptyNote(summary, palette, sides)]);
  }
  const axes = axesOf(window, highestBin([tensor.pre, tensor.post]), {
    yLabels: side === "pre" && grid.groups === 1,
  });
  const boxes = [
    ...gutterBoxes(window, palette),
    ...gutterTicks(window, values, [0.58, 1], palette[side], (dim) => dimOf(tensor, dim)),
    ...(side === "post" ? valueLine(window, tensor.pre.summary.median, palette.quietInk, 0.4) : []),
    ...valueLine(window, summary.median, palette.ink),
  ];
  return {
    ...size,
    axes,
    layers: [
      filledHistogram(histogram, axes, palette[side]),
      boxLayer(boxes),
      noteLayer([...notes, ...gutterNotes(window, values, palette)]),
    ],
  };
}
