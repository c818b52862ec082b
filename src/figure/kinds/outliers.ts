import { recurringOutliers } from "../../analysis/recurring.js";
import { inOneSpace } from "../../analysis/spaces.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { recurringTitle } from "../../words/recurringTitle.js";
import type { FigureKind } from "../kind.js";
import {
  AXIS_PX,
  framed,
  LINE_PX,
  MARGIN_PX,
  messagePanel,
  NARROW_PX,
  roomForPanels,
  type Words,
} from "../panel/frame.js";
import { sideHeads } from "../panel/grid.js";
import { type Cell, cellOf, type Heat, legendBoxes, legendNotes } from "../panel/heat.js";
import { columnNotes, countNotes, dimNotes, type HeatGrid, type Sheet } from "../panel/heatNotes.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { mostRoom } from "../panel/page.js";
import type { Panel } from "../panel/panel.js";
import { dimOf } from "../panel/rows.js";
import { type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";

const ROW_PX = { usual: 12, least: 8 };
const MOST_ROWS = 24;
const MOST_CELL_PX = 26;
const GAP_PX = 24;
/** Room for the counts, right of the last panel. */
const COUNTS_PX = 34;
/** Room below a panel for the scale of colours and its words. */
const LEGEND_ROOM_PX = 44;

/** The dimensions that are outliers again and again: how far from the rest, tensor by tensor, and how each changed. */
export const outliers = {
  name: "outliers",
  shows: "the dimensions that are outliers again and again, and how they changed",
  heading: "Outlier dimensions",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const everyGain = comparison.tensors.filter(({ id }) => id.parameter === "gain");
  // A row is one dimension, which norms over other dimensions do not have.
  const gains = inOneSpace(everyGain);
  const all = recurringOutliers(gains);
  const words = (count: number) => ({
    title: recurringTitle(all, gains.length),
    caption: caption(count, all.length, everyGain, gains),
    options,
  });
  const most = rowsIn(words(MOST_ROWS));
  const dims = all.slice(0, most);
  const grid = layOut(gains, dims.length, words(dims.length));
  const headings: readonly Heading[] = [
    { text: sideHeads(comparison, grid.panelPx)[0], fill: palette.pre },
    { text: "post − pre", fill: palette.ink },
  ];
  const panels =
    dims.length === 0
      ? [emptyPanel(grid, palette)]
      : HEATS.map((heat, i) => panelOf(heat, headings[i] as Heading, i, { gains, dims, grid, palette }));
  return framed({ ...words(dims.length), palette, panels, grid });
}

function caption(
  shown: number,
  all: number,
  everyGain: readonly TensorComparison[],
  gains: readonly TensorComparison[],
): string {
  const others = new Set(everyGain.filter((gain) => !gains.includes(gain)).map(({ id }) => id.norm));
  if (all === 0) return "Outlier: abs(modified z) > 3.5, each side by its own median and MAD.";
  const isPartial = gains.some(
    ({ pre, post }) => pre.summary.nonFinite + post.summary.nonFinite > 0 || pre.summary.median === 0,
  );
  return [
    "Right of the cells: in how many tensors a dimension is an outlier, pre→post.",
    ...(shown < all ? [`Shown: the ${shown} of ${all} that are outliers most often.`] : []),
    "Dot: below the median, or decreased, by more than a third of the scale.",
    ...(gains.some(({ change }) => change.identical)
      ? ["Grey, with a line: the tensor is identical in both."]
      : []),
    ...(isPartial ? ["Cross: not finite, or of a tensor whose median is 0."] : []),
    ...(others.size > 0 ? [`Not shown, since it has other dimensions: ${[...others].join(", ")}.`] : []),
  ].join(" ");
}

function rowsIn(words: Words): number {
  const room = mostRoom(words);
  return room === null ? MOST_ROWS : Math.min(MOST_ROWS, Math.floor((room - aroundPanels()) / ROW_PX.least));
}

/** What a heading above, an axis and a legend below need. */
function aroundPanels(): number {
  return LINE_PX + 10 + AXIS_PX + LEGEND_ROOM_PX;
}

function layOut(gains: readonly TensorComparison[], rows: number, words: Words): HeatGrid {
  const { width } = words.options;
  // Below each other where there is no room for both.
  const columns = width < NARROW_PX ? 1 : 2;
  const leftPx = MARGIN_PX + 30;
  const free = (width - leftPx - COUNTS_PX - MARGIN_PX - (columns - 1) * GAP_PX) / columns;
  const cellPx = Math.min(MOST_CELL_PX, free / Math.max(1, gains.length));
  const room = roomForPanels(words);
  const rowPx =
    room === null ? ROW_PX.usual : Math.min(ROW_PX.usual, (room - aroundPanels()) / Math.max(1, rows));
  return {
    columns,
    leftPx,
    rowGapPx: Math.round(aroundPanels() + 6),
    columnGapPx: GAP_PX,
    cellPx,
    rowPx,
    panelPx: Math.floor(free),
    cellsPx: cellPx * gains.length,
    heightPx: Math.round(Math.max(1, rows) * rowPx),
  };
}

function emptyPanel({ panelPx }: HeatGrid, palette: Palette): Panel {
  return messagePanel(
    "None by modified z, which is undefined where more than half of a tensor's values are equal.",
    panelPx,
    palette,
  );
}

/** log2 of a gain divided by its tensor's median: 2 is four times the median, -2 a quarter. */
const LEVEL: Heat = {
  ofChange: false,
  meaning: "log₂(gain / median of its tensor), pre",
  limit: 4,
  measure: ({ pre }, dim) => {
    const [value, median] = [pre.values[dim] as number, pre.summary.median];
    if (median === null || median === 0) return null;
    // Zero, or a gain of the other sign, is farther below than any number says.
    return value / median > 0
      ? Math.log2(value / median)
      : Number.isFinite(value)
        ? Number.NEGATIVE_INFINITY
        : null;
  },
};

const CHANGE: Heat = {
  ofChange: true,
  meaning: "(post − pre) / median of its tensor",
  limit: 1,
  measure: ({ pre, post }, dim) => {
    const { median } = pre.summary;
    const change = (post.values[dim] as number) - (pre.values[dim] as number);
    return median === null || median === 0 || !Number.isFinite(change) ? null : change / Math.abs(median);
  },
};

const HEATS = [LEVEL, CHANGE];

type Heading = Pick<Note, "text" | "fill">;

function panelOf(heat: Heat, heading: Heading, place: number, sheet: Sheet): Panel {
  const { gains, dims, grid, palette } = sheet;
  const cells = dims.flatMap(({ dim }, row) =>
    gains.map((tensor, column) => ({
      cell: cellOf(heat, tensor, dim, palette),
      box: cellBox(row, column, grid),
      told: dimOf(tensor, dim),
    })),
  );
  const legendPx = grid.heightPx + AXIS_PX + 16;
  const isStacked = grid.columns === 1;
  return {
    label: heading.text,
    width: grid.panelPx,
    height: grid.heightPx,
    axes: null,
    layers: [
      boxLayer([
        ...cells.flatMap(({ cell, box, told }) => [
          { ...box, fill: cell.fill, ...told },
          ...dotOf(cell, box),
        ]),
        ...(heat.ofChange ? frozenLines(sheet) : []),
        ...legendBoxes(legendPx, palette),
      ]),
      noteLayer([
        { ...heading, x: 0, y: -8, weight: SEMI_BOLD, size: TEXT.headSize },
        ...(place === 0 || isStacked ? dimNotes(sheet) : []),
        ...(place === HEATS.length - 1 || isStacked ? countNotes(sheet, heading.text) : []),
        ...columnNotes(sheet),
        ...cells.flatMap(({ cell, box }) => (cell.isUndefined ? [crossOf(box, grid, palette)] : [])),
        ...legendNotes(heat, legendPx, palette),
      ]),
    ],
  };
}

type Place = Pick<Box, "x" | "x2" | "y" | "y2">;

function cellBox(row: number, column: number, { cellPx, rowPx }: HeatGrid): Place {
  const gap = cellPx < 8 ? 0.4 : 0.8;
  return {
    x: column * cellPx,
    x2: (column + 1) * cellPx - gap,
    y: row * rowPx,
    y2: (row + 1) * rowPx - 0.8,
  };
}

/** Down each column of a tensor that did not change: without colours, its grey is that of a small change. */
function frozenLines({ gains, grid, palette }: Sheet): Box[] {
  return gains.flatMap(({ change }, column) => {
    const { x, x2 } = cellBox(0, column, grid);
    const middle = (x + x2) / 2;
    const line = { x: middle - 0.3, x2: middle + 0.3, y: 0, y2: grid.heightPx, fill: palette.quietInk };
    return change.identical ? [line] : [];
  });
}

/** In a cell whose value is far below the middle. */
function dotOf({ dot }: Cell, box: Place): Box[] {
  const [x, y] = [(box.x + box.x2) / 2, (box.y + box.y2) / 2];
  return dot === null ? [] : [{ x: x - 1, x2: x + 1, y: y - 1, y2: y + 1, fill: dot }];
}

/** In a cell without a value. */
function crossOf(box: Place, { cellPx, rowPx }: HeatGrid, palette: Palette): Note {
  return {
    x: (box.x + box.x2) / 2,
    y: (box.y + box.y2) / 2,
    text: "×",
    align: "center",
    baseline: "middle",
    size: Math.min(TEXT.noteSize, 1.4 * cellPx, rowPx),
    fill: palette.quietInk,
  };
}
