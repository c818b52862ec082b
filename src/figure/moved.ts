import type { Comparison, FigureOptions, TensorComparison, VegaLiteSpec } from "../model.js";
import { mostMovedTitle, plural, tensorLabel } from "../report/words.js";
import { dotLayer, dustLayer } from "./curves.js";
import { type Frame, type FrameGrid, framed, MARGIN_PX, messagePanel, roomForPanels } from "./frame.js";
import { AXIS_PX, LINE_PX } from "./grid.js";
import { placeLabels } from "./labels.js";
import { type Axes, boxLayer, type Layer, type Note, noteLayer } from "./layers.js";
import { type MovedDot, makePlane, type Plane, planeDots } from "./plane.js";
import { rowLabel } from "./rows.js";
import { typeset } from "./text.js";
import { type Palette, paletteOf, SEMI_BOLD, TEXT } from "./theme.js";

const NARROW_PX = 480;
const MOST_PANELS = 6;
/** How many dims of a panel stand out and are named. */
const NAMED = 6;
const Y_LABELS_PX = 36;
const GAP_PX = 14;
const HEIGHT_PX = 130;
const DOT_AREA = 16;

/** How far each dimension moved against where it was, a dot a dimension, in the tensors of which one moved farthest. */
export function movedFigure(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const changed = comparison.tensors.filter(({ change }) => change.topMoved.length > 0);
  const shown = farthestMoved(changed);
  const words = {
    title: typeset(mostMovedTitle(comparison.findings)),
    caption: caption(comparison, shown.length, changed.length),
    options,
  };
  const grid = layOut(Math.max(1, shown.length), words);
  const panels =
    shown.length === 0
      ? [emptyPanel(comparison, grid, palette)]
      : shown.map((tensor) => panelOf(tensor, grid, palette, options.interactive));
  return framed({ ...words, palette, panels, grid });
}

/** The tensors whose farthest move is largest, in interquartile ranges of pre; in their order. */
function farthestMoved(tensors: readonly TensorComparison[]): readonly TensorComparison[] {
  const reach = ({ pre, change }: TensorComparison) => {
    const unit = pre.summary.iqr || pre.summary.std || 1;
    return (change.maxAbsDelta ?? 0) / unit;
  };
  const chosen = new Set(tensors.toSorted((a, b) => reach(b) - reach(a)).slice(0, MOST_PANELS));
  return tensors.filter((tensor) => chosen.has(tensor));
}

function caption({ tensors }: Comparison, shown: number, changed: number): string {
  const width = tensors[0]?.pre.values.length ?? 0;
  return [
    `Change of each of ${plural(width, "dimension")} against its value in pre; the most moved are named. Line: no change.`,
    ...(shown < changed
      ? [
          `Shown: the ${shown} of ${changed} changed tensors in which one moved farthest, in interquartile ranges.`,
        ]
      : []),
  ].join(" ");
}

interface MovedGrid extends FrameGrid {
  readonly panelPx: number;
  readonly heightPx: number;
}

function layOut(count: number, words: Pick<Frame, "title" | "caption" | "options">): MovedGrid {
  const { width } = words.options;
  const most = width < NARROW_PX ? 2 : 3;
  const columns = count === 4 && most === 3 ? 2 : Math.min(most, count);
  const rows = Math.ceil(count / columns);
  const leftPx = MARGIN_PX + Y_LABELS_PX;
  const columnGapPx = Y_LABELS_PX + GAP_PX;
  const rowGapPx = Math.round(AXIS_PX + LINE_PX * 2 + 14);
  const room = roomForPanels(words);
  const high = room === null ? HEIGHT_PX : (room - rows * rowGapPx) / rows;
  return {
    columns,
    leftPx,
    rowGapPx,
    columnGapPx,
    panelPx: Math.floor((width - leftPx - MARGIN_PX - GAP_PX - (columns - 1) * columnGapPx) / columns),
    heightPx: Math.max(50, Math.floor(high)),
  };
}

function emptyPanel({ tensors }: Comparison, { panelPx }: MovedGrid, palette: Palette): Layer {
  const areIdentical = tensors.every(({ change }) => change.identical);
  const text = areIdentical ? "No dimension moved: pre and post are identical." : "No change is finite.";
  return messagePanel(text, panelPx, palette);
}

function panelOf(tensor: TensorComparison, grid: MovedGrid, palette: Palette, isInteractive: boolean): Layer {
  const size = { width: grid.panelPx, height: grid.heightPx };
  const heading: Note = {
    x: 0,
    y: -8,
    text: rowLabel(tensor),
    fill: palette.ink,
    weight: SEMI_BOLD,
    size: TEXT.headSize,
  };
  const plane = makePlane(tensor, size);
  if (plane === null) {
    const text = "too wide for an axis in float64";
    return { ...size, layer: [noteLayer([heading, { x: 4, y: 20, text, fill: palette.quietInk }])] };
  }
  const { named, others } = split(planeDots(tensor), tensor);
  const painted = (dots: readonly MovedDot[], fill: string) =>
    dots.map((dot) => ({ ...dot, tensor: tensorLabel(tensor.id), fill }));
  return {
    ...size,
    layer: [
      boxLayer([zeroLine(plane, palette)]),
      isInteractive
        ? dotLayer(painted(others, palette.dust), plane.axes, DOT_AREA / 2)
        : dustLayer(others, plane.axes, palette.dust),
      dotLayer(painted(named, palette.post), plane.axes, DOT_AREA),
      noteLayer([
        heading,
        ...placeLabels(named, others, plane, palette),
        ...meanings(tensor, plane.axes, size, palette),
      ]),
    ],
  };
}

function split(dots: readonly MovedDot[], { change }: TensorComparison) {
  const names = new Set(change.topMoved.slice(0, NAMED).map(({ dim }) => dim));
  return {
    named: dots.filter(({ dim }) => names.has(dim)),
    others: dots.filter(({ dim }) => !names.has(dim)),
  };
}

function zeroLine({ width, yPx }: Plane, palette: Palette) {
  const y = yPx(0);
  return { x: 0, x2: width, y: y - 0.3, y2: y + 0.3, fill: palette.axis };
}

function meanings(
  { id }: TensorComparison,
  { xConstant }: Axes,
  { width, height }: { readonly width: number; readonly height: number },
  palette: Palette,
): Note[] {
  const symbol = id.parameter === "bias" ? "bias β" : "gain γ";
  const text = `${symbol}, pre${xConstant === undefined ? "" : width < 150 ? " (log)" : " (log beyond the bulk)"}`;
  return [
    { x: width / 2, y: height + AXIS_PX + 3, align: "center", baseline: "top", text, fill: palette.ink },
    { x: width, y: -8, align: "right", text: "change", fill: palette.quietInk },
  ];
}
