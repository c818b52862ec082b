import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { figureTitle } from "../../words/findings/title.js";
import { blockLabel } from "../../words/tensorNames.js";
import type { FigureKind } from "../kind.js";
import { hiddenAxis, linearAxis } from "../panel/axis.js";
import { areaLayer, type CurvePoint, curveLayer } from "../panel/curves.js";
import { AXIS_PX, type FrameGrid, framed, LINE_PX, MARGIN_PX, type Words } from "../panel/frame.js";
import { sideHeads } from "../panel/grid.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { mostRoom } from "../panel/page.js";
import type { PanelSize } from "../panel/panel.js";
import { notePanel, type Panel } from "../panel/panel.js";
import { axisMeaning } from "../panel/panels.js";
import { ridge } from "../panel/ridge.js";
import { arrowNotes } from "../panel/ridgeArrows.js";
import { emptyWords, medianMove } from "../panel/rows.js";
import { caption, columnsOf, type Stack, stacksOf } from "../panel/stacks.js";
import { textWidth, typeset } from "../panel/text.js";
import { NOTE_FONT, type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";

/** The highest ridge covers this many rows. */
const PEAK_ROWS = 1.7;
const STEPS_PX = { most: 26, usual: 20, dense: 13, least: 3 };

/** Rows closer than a line of text have no words beside them. */
const WORDS_STEP_PX = 10;
/** Between a panel and these words. */
const WORDS_GAP_PX = 4;
const COLUMN_GAP_PX = 30;
/** Room for the axis below a panel, and for the name of the next one. */
const ROW_GAP_PX = Math.round(AXIS_PX + 2 * LINE_PX + 12);

/** Room for the word "(filled)" and the blank between the names. */
const FILLED_PX = 60;

/** Every block at once: a panel for each norm, with the densities of its blocks above each other, post over pre. */
export const ridgeline = {
  name: "ridgeline",
  shows: "every block at once, each of its norms beside the other",
  heading: "Where it moved",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const stacks = stacksOf(comparison.tensors);
  const words = {
    title: typeset(figureTitle(comparison)),
    caption: caption(comparison.tensors, stacks),
    options,
  };
  const grid = layOut(stacks, words, comparison.tensors);
  const panels = stacks.map((stack, i) => {
    const heads = i === 0 ? sideNotes(comparison, grid, palette) : [];
    return stack === null ? blankPanel(grid) : stackPanel(stack, grid, palette, heads);
  });
  return framed({ ...words, palette, panels, grid });
}

interface RidgeGrid extends FrameGrid {
  readonly panelPx: number;
  readonly stepPx: number;
  readonly wordsPx: number;
}

function layOut(
  stacks: readonly (Stack | null)[],
  words: Words,
  tensors: readonly TensorComparison[],
): RidgeGrid {
  const columns = columnsOf(tensors);
  const { width } = words.options;
  const stepPx = stepFor(stacks, columns, words);
  const shown = stacks.flatMap((stack) => stack?.tensors ?? []);
  const wordsPx = stepPx < WORDS_STEP_PX ? 0 : widestWord(shown.map(changeWord)) + 2 * WORDS_GAP_PX;
  const leftPx = MARGIN_PX + 24;
  const columnGapPx = COLUMN_GAP_PX + wordsPx;
  const free = width - leftPx - MARGIN_PX - wordsPx - (columns - 1) * columnGapPx;
  return {
    columns,
    leftPx,
    rowGapPx: ROW_GAP_PX,
    columnGapPx,
    panelPx: Math.floor(free / columns),
    stepPx,
    wordsPx,
  };
}

/** Pixels from row to row. */
function stepFor(stacks: readonly (Stack | null)[], columns: number, words: Words): number {
  const rows: number[] = [];
  for (let i = 0; i < stacks.length; i += columns) {
    rows.push(Math.max(...stacks.slice(i, i + columns).map((stack) => stack?.tensors.length ?? 0)));
  }
  const most = Math.max(...rows);
  const usual = most <= 8 ? STEPS_PX.most : most <= 16 ? STEPS_PX.usual : STEPS_PX.dense;
  const wanted = words.options.height === null ? usual : STEPS_PX.most;
  const room = mostRoom(words);
  if (room === null) return wanted;
  const around = rows.length * ROW_GAP_PX + 2 * LINE_PX;
  const steps = rows.reduce((sum, count) => sum + count - 1 + PEAK_ROWS, 0);
  return Math.max(STEPS_PX.least, Math.min(wanted, (room - around) / steps));
}

function panelHeight({ tensors }: Stack, { stepPx }: RidgeGrid): number {
  return Math.round((tensors.length - 1 + PEAK_ROWS) * stepPx);
}

/** Pixels from the bottom of the panel to a row's baseline. */
function baselineOf({ tensors }: Stack, row: number, { stepPx }: RidgeGrid): number {
  return (tensors.length - 1 - row) * stepPx;
}

function blankPanel(grid: RidgeGrid): Panel {
  return notePanel({ width: grid.panelPx, height: Math.round(grid.stepPx) }, []);
}

function stackPanel(stack: Stack, grid: RidgeGrid, palette: Palette, heads: readonly Note[]): Panel {
  const size = { width: grid.panelPx, height: panelHeight(stack, grid) };
  const { lo, hi } = stack.span;
  const rows = stack.tensors.map((tensor, i) =>
    ridge(tensor, stack.span, {
      basePx: baselineOf(stack, i, grid),
      peakPx: PEAK_ROWS * grid.stepPx,
    }),
  );
  const [pre, post] = [rows.flatMap((row) => row.pre), rows.flatMap((row) => row.post)];
  return {
    ...size,
    label: stack.name,
    axes: { x: linearAxis({ lo, hi, startPx: 0, endPx: grid.panelPx }), y: hiddenAxis([0, size.height]) },
    layers: [
      boxLayer(baselines(stack, size, grid, palette)),
      areaLayer(pre, palette.preFill),
      curveLayer(pre, { stroke: palette.pre, strokeWidth: 0.6 }),
      curveLayer(post, { stroke: palette.post, strokeWidth: 1.1 }),
      noteLayer([...heads, ...stackNotes(stack, size, [...pre, ...post], grid, palette)]),
    ],
  };
}

function baselines(stack: Stack, size: PanelSize, grid: RidgeGrid, palette: Palette): Box[] {
  return stack.tensors.map((_, i) => {
    const y = size.height - baselineOf(stack, i, grid);
    return { x: 0, x2: size.width, y: y - 0.3, y2: y + 0.3, fill: palette.axis };
  });
}

/** Above the first panel: which side is which. */
function sideNotes(comparison: Comparison, grid: RidgeGrid, palette: Palette): Note[] {
  const style = { size: TEXT.headSize, weight: SEMI_BOLD };
  const [pre, post] = sideHeads(
    comparison,
    ((grid.panelPx + grid.columnGapPx) * grid.columns) / 2 - FILLED_PX,
  );
  const y = -LINE_PX - 9;
  return [
    { ...style, x: 0, y, text: `${pre} (filled)`, fill: palette.pre },
    { ...style, x: textWidth(`${pre} (filled)`, style) + 12, y, text: `${post} (line)`, fill: palette.post },
  ];
}

function stackNotes(
  stack: Stack,
  size: PanelSize,
  curves: readonly CurvePoint[],
  grid: RidgeGrid,
  palette: Palette,
): Note[] {
  const every = Math.ceil((TEXT.size * 1.1) / grid.stepPx);
  const rows = stack.tensors.flatMap((tensor, i): Note[] => {
    const y = size.height - baselineOf(stack, i, grid);
    const label = tensor.id.block === null ? "" : blockLabel(tensor.id.block);
    return [
      ...(i % every === 0
        ? [
            {
              x: -4,
              y,
              text: label,
              fill: palette.quietInk,
              align: "right" as const,
              baseline: "middle" as const,
            },
          ]
        : []),
      ...(grid.wordsPx > 0
        ? [
            {
              x: size.width + WORDS_GAP_PX,
              y,
              text: changeWord(tensor),
              fill: tensor.change.identical ? palette.quietInk : palette.ink,
              size: TEXT.noteSize,
              baseline: "middle" as const,
            },
          ]
        : []),
      ...arrowNotes(tensor, { size, span: stack.span, basePx: baselineOf(stack, i, grid), curves }, palette),
    ];
  });
  return [
    { x: 0, y: -6, text: stack.name, fill: palette.ink, weight: SEMI_BOLD },
    ...rows,
    axisMeaning(size, stack.tensors[0]?.id.parameter === "bias" ? "bias β" : "gain γ", palette),
  ];
}

function widestWord(words: readonly string[]): number {
  return Math.ceil(Math.max(0, ...words.map((word) => textWidth(word, NOTE_FONT))));
}

function changeWord(tensor: TensorComparison): string {
  const empty = emptyWords(tensor);
  if (empty !== null) return empty;
  return tensor.change.identical ? "identical" : typeset(medianMove(tensor));
}
