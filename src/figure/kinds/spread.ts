import { blockRanges } from "../../analysis/blockRanges.js";
import { comparedBlocks, frozenBlocks } from "../../analysis/blocks.js";
import { converged } from "../../analysis/convergence.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Side } from "../../model/numbers.js";
import { sublayerSites } from "../../model/sites.js";
import { spreadTitle } from "../../words/answers/spreadTitle.js";
import { noFiniteValues } from "../../words/figures/noFiniteValues.js";
import { normNoun } from "../../words/sites.js";
import type { FigureKind } from "../kind.js";
import { type Axes, yLabelsPx, yTicks, ZERO_AS_0 } from "../panel/axis.js";
import { normColours } from "../panel/colours.js";
import { curveLayer, type Dot, dotLayer } from "../panel/curves.js";
import { AXIS_PX, framed, LINE_PX, NARROW_PX, type Words } from "../panel/frame.js";
import { type Box, boxLayer, type Layer, noteLayer } from "../panel/layers.js";
import { notePanel, type Panel } from "../panel/panel.js";
import { axisMeaning, layOutPanels, type PanelGrid, panelHeading } from "../panel/panels.js";
import {
  type Colours,
  LEAST_NAMES_PX,
  nameNotes,
  namesPx,
  offScaleNotes,
  withRoomForNotes,
} from "../panel/spreadNotes.js";
import { type Plot, type Point, plotsOf, pointsOf, topOf } from "../panel/spreadPoints.js";
import { typeset } from "../panel/text.js";
import { type Palette, paletteOf } from "../panel/theme.js";
import { blockTicks } from "../panel/ticks.js";

/** Room for the labels of a y axis. */
const Y_LABELS_PX = 30;
const GAP_PX = 10;
const HEIGHT_PX = 120;
const DOT_AREA = 14;
const LEAST_DOT_AREA = 4;
/** Of a block's norms, in the order of the forward pass. */
const SHAPES = ["circle", "square", "triangle-up", "diamond"] as const;

/** How wide the norms of each block are, pre and post, by each measure: whether one is "more converged". */
export const spread = {
  name: "spread",
  shows: "how wide the norms of each block are, by four measures",
  heading: headingOf,
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

/** The two norms that it is about, where a block has them. */
function headingOf({ pre }: Comparison): string {
  const before = sublayerSites(pre.architecture);
  return before === null ? "How wide the norms are" : `${before.attention.name} against ${before.mlp.name}`;
}

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const tensors = comparison.tensors.filter(({ id }) => id.block !== null);
  const words = {
    title: typeset(spreadTitle(converged(tensors).byMeasure, comparison.pre.architecture)),
    caption: caption(comparison, tensors),
    options,
  };
  const plots = plotsOf(tensors);
  const grid = layOut(plots, words, namesPx(tensors));
  const colours = normColours(comparison.pre.architecture, palette);
  const panels = plots.map((plot) => panelOf(plot, grid, palette, colours));
  return framed({ ...words, palette, panels, grid });
}

function caption({ pre }: Comparison, tensors: readonly TensorComparison[]): string {
  const frozen = frozenBlocks(tensors);
  return [
    `How much the weights of a block's ${normNoun(pre.architecture)} differ from each other. Dashed, hollow: pre; solid: post.`,
    ...(frozen.length > 0
      ? [
          `Grey: ${frozen.length === 1 ? "block" : "blocks"} ${typeset(blockRanges(frozen))}, identical in both.`,
        ]
      : []),
    ...noFiniteValues(tensors),
    "Spread over dimensions is not convergence over time.",
  ].join(" ");
}

function layOut(plots: readonly Plot[], words: Words, rightPx: number): PanelGrid {
  const isNarrow = words.options.width < NARROW_PX;
  // Long names leave no room for as many panels beside each other.
  const hasLongNames = rightPx > LEAST_NAMES_PX;
  const most = hasLongNames ? 2 : plots.length === 6 ? 3 : 4;
  return layOutPanels(plots.length, words, {
    columns: isNarrow ? (hasLongNames ? 1 : 2) : most,
    leftPx: Math.max(Y_LABELS_PX, ...plots.map((plot) => yLabelsPx(0, topOf(pointsOf(plot)) ?? 0))),
    rightPx,
    gapPx: GAP_PX,
    rowGapPx: Math.round(AXIS_PX + 3 * LINE_PX + 8),
    heightPx: HEIGHT_PX,
  });
}

function panelOf(plot: Plot, grid: PanelGrid, palette: Palette, colours: Colours): Panel {
  const size = { width: grid.panelPx, height: grid.heightPx };
  const heading = panelHeading(plot.name, palette, -Y_LABELS_PX + 4);
  const points = pointsOf(plot);
  const blocks = comparedBlocks(plot.tensors);
  const least = topOf(points);
  if (least === null) {
    const text = blocks.length === 0 ? "no block was compared" : "undefined for these weights";
    return notePanel(size, [heading, { x: 0, y: 20, text, fill: palette.quietInk }]);
  }
  const top = withRoomForNotes(points, least, grid.heightPx);
  const axes = axesOf(plot, top, grid);
  const curves = (["pre", "post"] as const).flatMap((side) =>
    [...colours].map(([norm, colour]) => curveOf(points, side, norm, top, colour)),
  );
  return {
    ...size,
    label: plot.name,
    axes,
    layers: [
      boxLayer(frozenBoxes(plot.tensors, axes, grid, palette)),
      ...curves,
      dotLayer(dotsOf(points, top, palette, colours), dotArea(blocks, grid)),
      noteLayer([
        heading,
        ...nameNotes(points, top, grid, colours),
        ...offScaleNotes(points, top, palette),
        axisMeaning(size, "block", palette),
      ]),
    ],
  };
}

function axesOf({ tensors }: Plot, top: number, { panelPx, heightPx }: PanelGrid): Axes {
  const [blocks, frozen] = [comparedBlocks(tensors), frozenBlocks(tensors)];
  const [first, last] = [blocks[0] as number, blocks.at(-1) as number];
  const y = yTicks(0, top, heightPx);
  return {
    x: {
      scale: { domain: [first - 0.5, last + 0.5], range: [0, panelPx] },
      ticks: { values: blockTicks(blocks, frozen, panelPx / (last - first + 1)), format: "d" },
      kind: { type: "linear", look: {} },
    },
    y: {
      scale: { domain: [0, top] },
      ticks: { values: y.values, format: y.format },
      kind: { type: "linear", look: ZERO_AS_0 },
    },
  };
}

function curveOf(points: readonly Point[], side: Side, norm: string, top: number, colour: string): Layer {
  const own = points.filter((point) => point.side === side && point.norm === norm);
  return curveLayer(
    own.map(({ block, value }) => ({
      series: norm,
      x: block,
      y: value !== null && value <= top ? value : null,
    })),
    {
      stroke: colour,
      ...(side === "pre" ? { strokeWidth: 0.9, dash: [3, 2] } : { strokeWidth: 1.4 }),
    },
  );
}

/** Dots of neighbouring blocks may touch, not more. */
function dotArea(blocks: readonly number[], { panelPx }: PanelGrid): number {
  const [first, last] = [blocks[0] as number, blocks.at(-1) as number];
  return Math.min(DOT_AREA, Math.max(LEAST_DOT_AREA, (panelPx / (last - first + 1)) ** 2));
}

/** Norms differ by their shapes, too, so that greyscale keeps them apart. */
function dotsOf(points: readonly Point[], top: number, palette: Palette, colours: Colours): Dot[] {
  return points.flatMap(({ tensor, norm, side, block, value, identical }) => {
    if (value === null || value > top || (side === "pre" && identical)) return [];
    const colour = colours.get(norm) ?? palette.ink;
    const shape = SHAPES[[...colours.keys()].indexOf(norm) % SHAPES.length] ?? "circle";
    const look = side === "pre" ? { fill: palette.background, stroke: colour } : { fill: colour };
    return [{ tensor, side, x: block, y: value, shape, ...look }];
  });
}

function frozenBoxes(
  tensors: readonly TensorComparison[],
  { x: { scale } }: Axes,
  { panelPx, heightPx }: PanelGrid,
  palette: Palette,
): Box[] {
  const [first, last] = scale.domain;
  const perBlock = panelPx / (last - first);
  return frozenBlocks(tensors).map((block) => {
    const x = (block - 0.5 - first) * perBlock;
    return { x, x2: x + perBlock, y: 0, y2: heightPx, fill: palette.gutter };
  });
}
