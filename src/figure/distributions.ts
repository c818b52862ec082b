import { escapeControls } from "../escape.js";
import type {
  BinRule,
  CheckpointSummary,
  FigureOptions,
  Norm,
  TensorSummary,
  VegaLiteSpec,
} from "../model.js";
import { modelLabel } from "../report/modelLabel.js";
import { significant } from "../report/numbers.js";
import { plural, tensorLabel } from "../report/words.js";
import { captionStart, framed, MARGIN_PX } from "./frame.js";
import { type Grid, layOutGrid, panelsOf } from "./grid.js";
import { boxLayer, filledHistogram, type Layer, type Note, noteLayer } from "./layers.js";
import { textWidth, typeset } from "./text.js";
import { type Palette, paletteOf, REGULAR, SEMI_BOLD, TEXT } from "./theme.js";
import {
  axesOf,
  emptyNote,
  gutterBoxes,
  gutterNotes,
  gutterTicks,
  highestBin,
  valueLine,
  windowOf,
} from "./window.js";

/** One checkpoint by itself: a panel a tensor, ln_1 on the left and ln_2 on the right, each on its own axes. */
export function distributionsFigure(
  checkpoint: CheckpointSummary,
  bins: BinRule,
  options: FigureOptions,
): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const panels = inReadingOrder(checkpoint.tensors);
  const grid = gridOf(checkpoint.tensors.length, options.width);
  const rows = panels.map((tensor, i) => [panelOf(tensor, grid, i % 2, palette)]);
  return framed({
    title: titleOf(checkpoint),
    options,
    palette,
    caption: caption(checkpoint.tensors, bins),
    panels: panelsOf(rows, grid),
    grid,
  });
}

/** A grid whose words all stand above the panels. */
function gridOf(count: number, width: number): Grid {
  const grid = layOutGrid([], width, 0.5);
  const leftPx = MARGIN_PX + 24;
  const gapPx = 36;
  const free = width - leftPx - MARGIN_PX;
  // One panel alone takes the whole width.
  const panelPx = count === 1 ? free : Math.floor((free - gapPx) / 2);
  return {
    ...grid,
    leftPx,
    panelsPx: [panelPx, panelPx],
    columnGapPx: gapPx,
    heightPx: count > 4 ? 40 : 90,
    rowGapPx: 33,
  };
}

/** Pairs of ln_1 and ln_2 side by side; where a partner lacks, an empty place keeps the columns. */
function inReadingOrder(tensors: readonly TensorSummary[]): readonly (TensorSummary | null)[] {
  const norms = new Set<Norm>(tensors.map(({ id }) => id.norm));
  if (!norms.has("ln_1") || !norms.has("ln_2")) return tensors;
  const places = new Map<string, [TensorSummary | null, TensorSummary | null]>();
  for (const tensor of tensors) {
    const key = `${tensor.id.block} ${tensor.id.parameter}`;
    const pair = places.get(key) ?? [null, null];
    pair[tensor.id.norm === "ln_2" ? 1 : 0] = tensor;
    places.set(key, pair);
  }
  return [...places.values()].flat();
}

function titleOf({ tensors, model }: CheckpointSummary): string {
  const label = escapeControls(modelLabel(model.path));
  const mediansOf = (inBlocks: boolean) =>
    tensors.flatMap(({ id, distribution: { summary } }) =>
      id.parameter === "gain" && (id.block !== null) === inBlocks && summary.median !== null
        ? [summary.median]
        : [],
    );
  const [blocks, final] = [mediansOf(true), mediansOf(false)];
  const parts = [
    ...(blocks.length === 0 ? [] : [`${span(blocks)} in the blocks`]),
    ...(final.length === 0 ? [] : [`${span(final)} in ln_f`]),
  ];
  return parts.length === 0 ? `${label}: LayerNorm weights` : `${label}: median gains ${parts.join(", ")}`;
}

function span(medians: readonly number[]): string {
  const [least, most] = [Math.min(...medians), Math.max(...medians)].map((value) => significant(value, 3));
  return typeset(least === most ? `${least}` : `${least} to ${most}`);
}

function caption(tensors: readonly TensorSummary[], bins: BinRule): string {
  const gutters = "Grey gutters: values outside it (how many, and the most extreme) on a compressed scale.";
  return [
    ...captionStart(bins, tensors, gutters).map((part) =>
      part.replace(", of pre and post together, on shared bins", ""),
    ),
    "Line: median. Each panel has its own axes.",
  ].join(" ");
}

function panelOf(tensor: TensorSummary | null, grid: Grid, column: number, palette: Palette): Layer {
  const size = { width: grid.panelsPx[column] as number, height: grid.heightPx };
  if (tensor === null) return { ...size, layer: [noteLayer([])] };
  const { values, summary, histogram } = tensor.distribution;
  const window = windowOf([tensor.distribution], size);
  const words = wordsOf(tensor, size.width, palette);
  if (window === null || histogram === null)
    return { ...size, layer: [noteLayer([...words, emptyNote(summary, palette)])] };
  const axes = axesOf(window, highestBin([tensor.distribution]), { yLabels: true });
  return {
    ...size,
    layer: [
      filledHistogram(histogram, axes, palette.pre),
      boxLayer([
        ...gutterBoxes(window, palette),
        ...gutterTicks(window, values, [0.58, 1], palette.pre),
        ...valueLine(window, summary.median, palette.ink),
      ]),
      noteLayer([...words, ...gutterNotes(window, values, palette)]),
    ],
  };
}

/** Name and numbers above a panel, the numbers as far as they fit. */
function wordsOf({ id, distribution: { summary } }: TensorSummary, width: number, palette: Palette): Note[] {
  const label = tensorLabel(id).replace(/ bias$/, " β");
  const outliers = summary.outlierDims === null ? [] : [plural(summary.outlierDims.length, "outlier")];
  const parts = [
    `median ${significant(summary.median, 3)}`,
    `IQR ${significant(summary.iqr, 2)}`,
    ...outliers,
  ];
  const room = width - textWidth(label, { size: TEXT.size, weight: SEMI_BOLD }) - 8;
  const fits = (count: number) =>
    textWidth(parts.slice(0, count).join(", "), { size: TEXT.size, weight: REGULAR }) <= room;
  const count = [parts.length, 2, 1].find(fits) ?? 0;
  return [
    { x: 0, y: -5, text: label, fill: palette.ink, weight: SEMI_BOLD },
    {
      x: width,
      y: -5,
      text: typeset(parts.slice(0, count).join(", ")),
      fill: palette.quietInk,
      align: "right",
    },
  ];
}
