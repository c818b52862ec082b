import { escapeControls } from "../../escape.js";
import type { Comparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Correlations } from "../../model/lineage.js";
import { lineageTitle } from "../../words/answers/related.js";
import { labelOf } from "../../words/modelLabel.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { FigureKind } from "../kind.js";
import { normColours } from "../panel/colours.js";
import { framed, messagePanel } from "../panel/frame.js";
import { dotsPanel, type KinSheet } from "../panel/kinDots.js";
import {
  type KinGrid,
  LEAST_GAP_CELL_PX,
  layOutKin,
  lineAbove,
  orderOf,
  type Place,
  placesOf,
} from "../panel/kinGrid.js";
import { kinNotes } from "../panel/kinNames.js";
import { kinColour, kinLegend } from "../panel/kinScale.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import { fitText, typeset } from "../panel/text.js";
import { type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";

/** From this correlation down a cell has a dot: colours alone would not say below from above in greyscale. */
const MARKED = -1 / 3;

/** Whether two checkpoints are related: every tensor of post against every tensor of pre, whatever is shown elsewhere. */
export const lineage = {
  name: "lineage",
  shows: "how each tensor of post correlates with every tensor of pre: whether the two are related",
  heading: "Lineage",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const shown = comparison.correlations.filter(
    ({ parameter }) => parameter === "gain" || comparison.options.bias,
  );
  const words = { title: titleOf(comparison), caption: caption(comparison, shown), options };
  const sheets = shown.map((correlations) => ({ correlations, groups: orderOf(correlations, comparison) }));
  if (sheets.length === 0) {
    const grid = { columns: 1, leftPx: 4, rowGapPx: 0, columnGapPx: 0 };
    const panels = [messagePanel("The two have no tensor in common.", options.width - 8, palette)];
    return framed({ ...words, palette, panels, grid });
  }
  const norms = comparison.pre.architecture.sites.map(({ name }) => name);
  const counts = sheets.map(({ correlations: { tensors }, groups }) => ({
    tensors: tensors.length,
    groups: groups.length,
  }));
  const grid = layOutKin(counts, norms, words);
  const panels = sheets.flatMap(({ correlations, groups }) => {
    const sheet = { correlations, places: placesOf(groups, grid.cellPx), comparison, grid, palette };
    return [heatPanel(sheet), dotsPanel(sheet)];
  });
  return framed({ ...words, palette, panels, grid });
}

function titleOf({ answers, pre }: Comparison): string {
  const answer = answers.find(({ question }) => question === "related");
  return answer?.question === "related" ? typeset(lineageTitle(answer, pre.architecture)) : "Lineage";
}

function caption({ lineage: { chance }, correlations }: Comparison, shown: readonly Correlations[]): string {
  const isWhole = correlations.length === shown.length;
  const isPartial = shown.some(({ spearman }) => spearman.some((row) => row.includes(null)));
  return [
    "Each row: a tensor of post against every tensor of pre, over their dimensions and about their means. Right: filled dots, with itself (grey: identical); rings, with the most alike of the others.",
    ...(chance === null ? [] : ["Band: chance, 95 %."]),
    `Dot in a cell: below ${typeset("-0.33")}.`,
    ...(isPartial
      ? ["Empty cell: one of the two is one number or has none that is finite, or they are not of one width."]
      : []),
    isWhole
      ? "All tensors of the model, whichever are selected."
      : "All gains of the model, whichever are selected; the title is about its biases, too.",
  ].join(" ");
}

function heatPanel({ correlations, places, comparison, grid, palette }: KinSheet): Panel {
  const { parameter, spearman } = correlations;
  const style = { size: TEXT.size, weight: SEMI_BOLD };
  const head = (what: string, side: "pre" | "post", line: number): Note => ({
    ...style,
    x: 0,
    y: lineAbove(line),
    text: fitText(`${what}: ${escapeControls(labelOf(comparison[side]))}`, style, grid.heatPx),
    fill: palette[side],
  });
  const noun: Note = {
    ...style,
    x: 0,
    y: lineAbove(2),
    text: parameter === "gain" ? "gains" : "biases",
    fill: palette.ink,
  };
  const cells = places.flatMap((post) =>
    places.flatMap((pre) => cellBoxes(spearman[pre.index]?.[post.index] ?? null, post, pre, grid, palette)),
  );
  return {
    label: `${parameter === "gain" ? "gains" : "biases"}: post against pre`,
    width: grid.heatPx,
    height: grid.heightPx,
    axes: null,
    layers: [
      boxLayer(cells),
      noteLayer([
        ...(comparison.options.bias ? [noun] : []),
        head("rows", "post", 1),
        head("columns", "pre", 0),
        ...kinNotes(places, grid, normColours(comparison.pre.architecture, palette), palette),
      ]),
      ...kinLegend(grid.heightPx + 34, palette),
    ],
  };
}

function cellBoxes(
  value: number | null,
  post: Place,
  pre: Place,
  { cellPx }: KinGrid,
  palette: Palette,
): Box[] {
  const size = cellPx >= LEAST_GAP_CELL_PX ? cellPx - 0.6 : cellPx;
  const box = { x: pre.startPx, x2: pre.startPx + size, y: post.startPx, y2: post.startPx + size };
  if (value === null) return [];
  const cell = {
    ...box,
    fill: kinColour(value, palette),
    value: Number(value.toFixed(4)),
    tensor: tensorLabel(post.id),
    other: tensorLabel(pre.id),
  };
  if (value > MARKED || cellPx < LEAST_GAP_CELL_PX) return [cell];
  const [x, y] = [(box.x + box.x2) / 2, (box.y + box.y2) / 2];
  return [cell, { x: x - 0.8, x2: x + 0.8, y: y - 0.8, y2: y + 0.8, fill: palette.background }];
}
