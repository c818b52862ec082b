import type { Comparison, Distribution, FigureOptions, Side, TensorComparison, VegaLiteSpec } from "../model.js";
import { WINDOW_MADS } from "../stats/binning.js";
import { framed, MARGIN_PX, widthBox } from "./frame.js";
import { type Box, boxLayer, filledHistogram, type Layer, type Note, noteLayer } from "./layers.js";
import { changeLines, isNarrow, rowLabel, sideLabels, widest, widestLabel } from "./rows.js";
import { fitText } from "./text.js";
import { type Palette, paletteOf, SEMI_BOLD, TEXT } from "./theme.js";
import { axesOf, gutterBoxes, gutterNotes, gutterTicks, makeWindow, valueLine, type Window } from "./window.js";

/** Side by side: a row a tensor, pre on the left, post on the right on the same axes, the change in words. */

const PANEL_HEIGHT_PX = 36;
/** Room below a panel for its axis labels. */
const AXIS_PX = 15;
/** Room for the labels of the y axis. */
const Y_LABELS_PX = 24;
const COLUMN_GAP_PX = 12;
const LINE_PX = TEXT.size * 1.3;

/** Where everything stands, in pixels; derived from the width asked for. */
interface Layout {
  readonly narrow: boolean;
  readonly leftPx: number;
  readonly panelPx: number;
  readonly rowGapPx: number;
}

export function pairsFigure(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const layout = layOut(comparison.tensors, options.width);
  const rows = comparison.tensors.map((tensor, row) => rowPanels(tensor, layout, palette, row === 0 ? heads(comparison, layout, palette) : null));
  const [first, ...others] = rows.flat();
  return framed({
    comparison,
    options,
    palette,
    caption: caption(comparison),
    panels: first === undefined ? others : [withWidth(first, layout, options.width), ...others],
    columns: 2,
    leftPx: layout.leftPx,
    rowGapPx: layout.rowGapPx,
    columnGapPx: COLUMN_GAP_PX,
  });
}

function layOut(tensors: readonly TensorComparison[], width: number): Layout {
  const narrow = isNarrow(width);
  const leftPx = MARGIN_PX + Y_LABELS_PX + (narrow ? 0 : Math.ceil(widestLabel(tensors)) + 4);
  const changePx = narrow ? 0 : widest(tensors.flatMap(changeLines)) + 10;
  return {
    narrow,
    leftPx,
    panelPx: Math.floor((width - leftPx - COLUMN_GAP_PX - changePx - MARGIN_PX) / 2),
    rowGapPx: AXIS_PX + (narrow ? LINE_PX + 4 : 5),
  };
}

function caption({ options, tensors }: Comparison): string {
  const n = tensors[0]?.pre.values.length ?? 0;
  const bins = options.bins === "auto" ? `Centre: median ± ${WINDOW_MADS} MAD on shared bins. Grey gutters: values outside it (how many, and the most extreme) on a compressed scale. ` : "";
  return `${n} dimensions a panel. ${bins}Line: median; faint line: median of pre.`;
}

/** Names of the columns. */
function heads(comparison: Comparison, { panelPx, narrow }: Layout, palette: Palette): readonly [Note[], Note[]] {
  const y = narrow ? -LINE_PX - 6 : -8;
  const [pre, post] = sideLabels(comparison).map((text) => fitText(text, { size: TEXT.headSize, weight: SEMI_BOLD }, panelPx));
  const head = (text: string | undefined, fill: string): Note => ({ x: 0, y, text: text ?? "", fill, size: TEXT.headSize, weight: SEMI_BOLD });
  const change: Note = { ...head("change", palette.ink), x: panelPx + 10 };
  return [[head(pre, palette.pre)], [head(post, palette.post), ...(narrow ? [] : [change])]];
}

function rowPanels(
  tensor: TensorComparison,
  layout: Layout,
  palette: Palette,
  headNotes: readonly [Note[], Note[]] | null,
): readonly Layer[] {
  const size = { width: layout.panelPx, height: PANEL_HEIGHT_PX };
  const window = windowOf(tensor, size);
  const words = rowWords(tensor, layout, palette);
  const panel = (side: Side, notes: readonly Note[]) => {
    const { boxes, notes: inner, histogram } = sidePanel(tensor, side, window, palette);
    return { ...size, layer: [...histogram, boxLayer(boxes), noteLayer([...inner, ...notes])] };
  };
  return [
    panel("pre", [...(headNotes?.[0] ?? []), ...words.left]),
    panel("post", [...(headNotes?.[1] ?? []), ...words.right]),
  ];
}

/** The axis both panels of a row share; null where neither has a histogram. */
function windowOf({ pre, post }: TensorComparison, size: { width: number; height: number }): Window | null {
  const ends = [pre, post].flatMap(({ histogram, summary: { min, max } }) => {
    const [lo, hi] = [histogram?.edges[0], histogram?.edges.at(-1)];
    return lo === undefined || hi === undefined || min === null || max === null ? [] : [{ lo, hi, min, max }];
  });
  if (ends.length === 0) return null;
  return makeWindow(
    {
      lo: Math.min(...ends.map(({ lo }) => lo)),
      hi: Math.max(...ends.map(({ hi }) => hi)),
      min: Math.min(...ends.map(({ min }) => min)),
      max: Math.max(...ends.map(({ max }) => max)),
    },
    size,
  );
}

interface SidePanel {
  readonly histogram: readonly Layer[];
  readonly boxes: readonly Box[];
  readonly notes: readonly Note[];
}

function sidePanel(tensor: TensorComparison, side: Side, window: Window | null, palette: Palette): SidePanel {
  const { values, histogram, summary } = tensor[side];
  if (window === null || histogram === null) return { histogram: [], boxes: [], notes: [emptyNote(tensor[side], palette)] };
  const axes = axesOf(window, highestBin(tensor), side === "pre");
  return {
    histogram: [filledHistogram(histogram, axes, palette[side])],
    boxes: [
      ...gutterBoxes(window, palette),
      ...gutterTicks(window, values, window.height * 0.58, window.height, palette[side]),
      ...(side === "post" ? valueLine(window, tensor.pre.summary.median, palette.quietInk, 0.4) : []),
      ...valueLine(window, summary.median, palette.ink),
    ],
    notes: gutterNotes(window, values, palette),
  };
}

function highestBin({ pre, post }: TensorComparison): number {
  return Math.max(...[pre, post].flatMap(({ histogram }) => [...(histogram?.counts ?? [])]));
}

function emptyNote({ summary }: Distribution, palette: Palette): Note {
  const text = summary.n === 0 ? "no finite values" : "range beyond float64";
  return { x: 4, y: PANEL_HEIGHT_PX / 2, text, fill: palette.quietInk, baseline: "middle" };
}

/** The tensor's name and its change: beside the panels, or above them where the picture is narrow. */
function rowWords(
  tensor: TensorComparison,
  { narrow, panelPx, leftPx }: Layout,
  palette: Palette,
): { readonly left: readonly Note[]; readonly right: readonly Note[] } {
  const lines = changeLines(tensor);
  const fill = tensor.change.identical ? palette.quietInk : palette.ink;
  const label = { text: rowLabel(tensor), fill: palette.ink, weight: SEMI_BOLD };
  if (narrow) {
    return {
      left: [{ ...label, x: MARGIN_PX - leftPx, y: -4 }],
      right: [{ x: panelPx, y: -4, align: "right", text: lines.join(", "), fill }],
    };
  }
  const top = PANEL_HEIGHT_PX / 2 - ((lines.length - 1) * LINE_PX) / 2;
  return {
    left: [{ ...label, x: -Y_LABELS_PX - 2, y: PANEL_HEIGHT_PX / 2, align: "right", baseline: "middle" }],
    right: lines.map((text, i) => ({ x: panelPx + 10, y: top + i * LINE_PX, text, fill, baseline: "middle" })),
  };
}

function withWidth(panel: Layer, { leftPx }: Layout, width: number): Layer {
  return { ...panel, layer: [...(panel.layer as readonly Layer[]), boxLayer([widthBox(leftPx, width)])] };
}
