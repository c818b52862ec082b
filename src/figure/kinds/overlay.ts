import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { MovedDim } from "../../model/numbers.js";
import { histogram } from "../../stats/histogram.js";
import { median } from "../../stats/quantiles.js";
import { signed } from "../../words/numbers.js";
import type { FigureKind } from "../kind.js";
import { allDeltas, axisGroup, type DeltaAxis, deltaAxes, finiteDeltas } from "../panel/deltas.js";
import { captionStart, shownIn } from "../panel/frame.js";
import {
  changeHead,
  countHead,
  type Grid,
  groupWidth,
  head,
  type PairOfNotes,
  sideHeads,
} from "../panel/grid.js";
import { boxLayer, filledHistogram, type Note, noteLayer, outlinedHistogram } from "../panel/layers.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { dimOf, rowLabel, valuesMeaning } from "../panel/rows.js";
import { tensorRows } from "../panel/tensorRows.js";
import { textWidth, typeset } from "../panel/text.js";
import { NOTE_FONT, type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import {
  axesOf,
  emptyNote,
  gutterBoxes,
  gutterTicks,
  highestBin,
  makeWindow,
  outsideCounts,
  valueLine,
  type Window,
  windowOf,
} from "../panel/window.js";

/** Between the names of the two checkpoints. */
const HEAD_GAP_PX = 12;

/** Wide enough for "24→18". */
const LEAST_GUTTER_PX = 37;

/** Pre filled under the outline of post, on shared bins; beside it how each dimension moved, on the same axis in all blocks. */
export const overlay = {
  name: "overlay",
  shows: "post outlined over pre, and the change of each dimension",
  heading: "Change of each dimension",
  of: "comparison",
  hasTensorRows: true,
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  return tensorRows(comparison, options, {
    caption: caption(comparison),
    share: 0.58,
    heads: (grid, palette) => columnHeads(comparison, grid, palette),
    meanings: (tensors) => [valuesMeaning(tensors), "change"],
    panels: (tensors, grid, palette) => {
      const axes = deltaAxes(tensors);
      return (tensor, [left, right]) => [
        overlaidPanel(tensor, grid, palette, left),
        deltaPanel(tensor, axes.get(axisGroup(tensor)) ?? null, grid, palette, right),
      ];
    },
  });
}

function caption(comparison: Comparison): string {
  return [
    ...captionStart(
      shownIn(comparison),
      "Grey: values beyond the axis, compressed, and how many before and after.",
    ),
    ...(comparison.options.bins === "study"
      ? ["Each checkpoint has its own bins: heights cannot be compared."]
      : []),
    "Left: pre filled, post outlined. Right: how each dimension changed, the farthest named; coloured line: median change.",
  ].join(" ");
}

function columnHeads(comparison: Comparison, grid: Grid, palette: Palette): PairOfNotes {
  const changes = head(grid, "post − pre", palette.ink);
  const style = { size: TEXT.headSize, weight: SEMI_BOLD };
  // In a narrow picture the names reach over the second panel, so its heading is at the right.
  const room = grid.narrow
    ? (groupWidth(grid) - textWidth(changes.text, style) - HEAD_GAP_PX) / 2
    : grid.panelsPx[0] / 2;
  const [pre, post] = sideHeads(comparison, room - HEAD_GAP_PX);
  const after = textWidth(pre, style) + HEAD_GAP_PX;
  const placed: Note = grid.narrow ? { ...changes, x: grid.panelsPx[1], align: "right" } : changes;
  return [
    [...countHead(grid, palette), head(grid, pre, palette.pre), head(grid, post, palette.post, after)],
    [placed, ...changeHead(grid, palette)],
  ];
}

function overlaidPanel(
  tensor: TensorComparison,
  grid: Grid,
  palette: Palette,
  notes: readonly Note[],
): Panel {
  const size = { width: grid.panelsPx[0], height: grid.heightPx };
  const window = windowOf([tensor.pre, tensor.post], size, LEAST_GUTTER_PX);
  if (window === null) {
    const sides = [tensor.pre.summary, tensor.post.summary];
    return notePanel(size, [...notes, emptyNote(tensor.pre.summary, palette, sides)]);
  }
  const { pre, post } = tensor;
  const [preTicks, postTicks] = tickRows(size);
  const tell = (dim: number) => dimOf(tensor, dim);
  const axes = axesOf(window, highestBin([tensor.pre, tensor.post]), {
    yLabels: grid.groups === 1,
    roomBelowGutters: true,
  });
  return {
    ...size,
    label: rowLabel(tensor),
    axes,
    layers: [
      ...(pre.histogram === null ? [] : [filledHistogram(pre.histogram, axes, palette.preFill)]),
      ...(post.histogram === null ? [] : [outlinedHistogram(post.histogram, axes, palette.post)]),
      boxLayer([
        ...gutterBoxes(window, palette),
        ...gutterTicks(window, pre.values, preTicks, palette.pre, tell),
        ...gutterTicks(window, post.values, postTicks, palette.post, tell),
      ]),
      noteLayer([...notes, ...turnoverNotes(window, tensor, palette)]),
    ],
  };
}

/** The words above ticks take so much. */
const COUNTS_PX = 12;
const DIM_PX = 19;

/** The ticks of pre above those of post, as shares of the panel's height, both below the counts. */
function tickRows({ height }: PanelSize): readonly [pre: ShareOfHeight, post: ShareOfHeight] {
  const top = Math.max(0.4, COUNTS_PX / height);
  const each = (1 - top) / 2 - 0.02;
  return [
    [top, top + each],
    [1 - each, 1],
  ];
}

type ShareOfHeight = readonly [top: number, bottom: number];

/** "16→14" above each gutter: how many values are in it, pre and post. */
function turnoverNotes(window: Window, { pre, post }: TensorComparison, palette: Palette): Note[] {
  const before = outsideCounts(window, pre.values);
  const after = outsideCounts(window, post.values);
  return before.flatMap(({ count, centrePx }, i) => {
    const style = { y: TEXT.size + 1, size: TEXT.size, weight: SEMI_BOLD };
    const arrow = textWidth("→", style) / 2;
    return [
      { ...style, x: centrePx - arrow, text: String(count), align: "right" as const, fill: palette.pre },
      { ...style, x: centrePx, text: "→", align: "center" as const, weight: 400, fill: palette.quietInk },
      {
        ...style,
        x: centrePx + arrow,
        text: String(after[i]?.count ?? 0),
        align: "left" as const,
        fill: palette.post,
      },
    ];
  });
}

function deltaPanel(
  tensor: TensorComparison,
  axis: DeltaAxis | null,
  grid: Grid,
  palette: Palette,
  notes: readonly Note[],
): Panel {
  const size = { width: grid.panelsPx[1], height: grid.heightPx };
  const deltas = finiteDeltas(tensor);
  if (axis === null || deltas.every((delta) => delta === 0))
    return notePanel(size, [...notes, stillNote(tensor, size, palette)]);
  const { edges, min, max } = axis;
  const window = makeWindow({ lo: edges[0] as number, hi: edges.at(-1) as number, min, max }, size);
  const counted = histogram(deltas, edges);
  const style = { yLabels: false, signed: true, roomBelowGutters: true };
  const ticks = [isLow(size) ? COUNTS_PX / size.height : 0.65, 1] as const;
  const axes = axesOf(window, Math.max(...counted.counts), style);
  return {
    ...size,
    label: `${rowLabel(tensor)} change`,
    axes,
    layers: [
      filledHistogram(counted, axes, palette.change),
      boxLayer([
        ...gutterBoxes(window, palette),
        ...gutterTicks(window, allDeltas(tensor), ticks, palette.post, (dim) => dimOf(tensor, dim)),
        ...valueLine(window, 0, palette.ink, 0.6),
        // On a ground of its own, since in greyscale it is as dark as the histogram.
        ...valueLine(window, median(deltas), palette.background, 3),
        ...valueLine(window, median(deltas), palette.post, 1.2),
      ]),
      noteLayer([...notes, ...farthest(window, tensor, palette)]),
    ],
  };
}

/** Two lines of words would reach into the ticks below them. */
function isLow({ height }: PanelSize): boolean {
  return DIM_PX / height > 0.65;
}

/** Why there is no change to draw, in the middle of the panel. */
function stillNote({ change }: TensorComparison, { width, height }: PanelSize, palette: Palette): Note {
  const finite = change.maxAbsDelta === 0 ? "no finite value moved" : "no finite change";
  const text = change.identical ? "no dimension moved" : finite;
  return {
    x: width / 2,
    y: height / 2,
    text,
    fill: palette.quietInk,
    align: "center",
    baseline: "middle",
  };
}

/** Names the dimension that moved farthest to either side, if it is outside the window. */
function farthest({ lo, hi, width, height }: Window, { change }: TensorComparison, palette: Palette): Note[] {
  const down = change.topMoved.find(({ delta }) => delta < lo);
  const up = change.topMoved.find(({ delta }) => delta > hi);
  const textsOf = ({ delta, dim }: MovedDim) => {
    const words = [`dim ${dim}`];
    return isLow({ width, height }) ? words : [typeset(signed(delta)), ...words];
  };
  const lines = (moved: MovedDim, x: number, align: "left" | "right"): Note[] =>
    textsOf(moved).map((text, i) => ({
      x,
      y: NOTE_FONT.size + i * NOTE_FONT.size * 1.15,
      text,
      align,
      size: NOTE_FONT.size,
      fill: palette.ink,
    }));
  return [
    ...(down === undefined ? [] : lines(down, 1, "left")),
    ...(up === undefined ? [] : lines(up, width - 1, "right")),
  ];
}
