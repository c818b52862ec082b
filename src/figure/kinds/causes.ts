import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { Probe, ProbedChange } from "../../model/probe.js";
import { percentWords } from "../../words/probe/amounts.js";
import { causesCaption, causesTitle, nothingChanged, ownShares } from "../../words/probe/figures.js";
import type { FigureKind } from "../kind.js";
import { hiddenAxis, linearAxis } from "../panel/axis.js";
import {
  type BarRows,
  bar,
  type Cause,
  causeTold,
  colourOf,
  LABEL_GAP_PX,
  labelled,
  nameNote,
  rowNote,
  sharesDomain,
  stacked,
} from "../panel/causeBars.js";
import { AXIS_PX, framed, LINE_PX, MARGIN_PX, messagePanel, NARROW_PX, type Words } from "../panel/frame.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { pageRoom } from "../panel/page.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { layOutPanels, panelHeading } from "../panel/panels.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, NOTE_FONT, type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";

/** Where the change of each norm's output comes from: its size on the left, and on the right the share of its own weights. */
export const causes = {
  name: "causes",
  shows: "how much each norm's output changed, and how much of that its own gain and bias did",
  of: "probe",
  needs: "pair",
  heading: "Where the change comes from",
  build,
} as const satisfies FigureKind<"probe">;

const ROW_PX = 15;
const LEAST_ROW_PX = 5;
const GAP_PX = 16;
/** Right of the longest bar, for its number. */
const NUMBER_PX = 36;

interface Look extends BarRows {
  readonly rows: readonly ProbedChange[];
  readonly size: PanelSize;
}

function build(probe: Probe, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const words = { title: typeset(causesTitle(probe)), caption: typeset(causesCaption(probe)), options };
  const rows = (probe.pair?.changes ?? []).filter(({ split }) => split !== null);
  if (rows.length === 0) return empty(words, nothingChanged(probe), palette);
  const isNarrow = options.width < NARROW_PX;
  const labelPx = Math.ceil(Math.max(...rows.map(({ name }) => textWidth(name, LABEL_FONT)))) + LABEL_GAP_PX;
  const rowPx = rowHeight(rows.length, words, isNarrow ? 2 : 1);
  const grid = layOutPanels(2, words, {
    columns: isNarrow ? 1 : 2,
    leftPx: labelPx,
    rightPx: 0,
    gapPx: GAP_PX,
    rowGapPx: Math.round(AXIS_PX + 2.4 * LINE_PX),
    heightPx: rows.length * rowPx,
  });
  const size = { width: grid.panelPx, height: grid.heightPx };
  const look = { rows, rowPx: size.height / rows.length, size, palette };
  return framed({ ...words, palette, panels: [sizesPanel(look), sharesPanel(look)], grid });
}

function empty(words: Words, text: string, palette: Palette): VegaLiteSpec {
  const grid = { columns: 1, leftPx: MARGIN_PX, rowGapPx: 0, columnGapPx: 0 };
  const width = words.options.width - 2 * MARGIN_PX;
  return framed({ ...words, palette, panels: [messagePanel(text, width, palette)], grid });
}

/** As high as is easy to read, or as a page has room for. */
function rowHeight(rows: number, words: Words, panels: number): number {
  const room = pageRoom(words) / panels - AXIS_PX - 3 * LINE_PX;
  return Math.max(LEAST_ROW_PX, Math.min(ROW_PX, Math.floor(room / rows)));
}

/** Bars as long as the change, cut into shares; what works against the change is left of zero on the right. */
function sizesPanel(look: Look): Panel {
  const { rows, size, palette } = look;
  const most = Math.max(...rows.map(({ outputChange }) => outputChange)) * 100;
  const end = size.width - NUMBER_PX;
  const toPx = (percent: number) => (percent / most) * end;
  const boxes = rows.flatMap((change, row) => {
    const { outputChange, split } = change;
    const positive = (part: Cause) => Math.max(0, split?.[part] ?? 0);
    const whole = positive("input") + positive("gain") + positive("bias");
    return stacked(
      ["input", "gain", "bias"],
      (part) => toPx((100 * outputChange * positive(part)) / whole),
      row,
      look,
      change,
    );
  });
  const numbers = rows.map(({ outputChange }, row) => ({
    ...rowNote(row, look),
    x: toPx(100 * outputChange) + 4,
    text: typeset(percentWords(outputChange)),
    fill: palette.ink,
  }));
  return {
    ...size,
    axes: { x: linearAxis({ lo: 0, hi: most, startPx: 0, endPx: end }), y: hiddenAxis([0, 1]) },
    layers: [
      boxLayer(boxes),
      anchorLayer(),
      noteLayer([
        panelHeading("change of the output, %", palette),
        ...labelled(numbers, look),
        ...labelled(
          rows.map(({ name }, row) => nameNote(name, row, look)),
          look,
        ),
      ]),
    ],
  };
}

/** The shares of gain and bias; one that is far above the others is cut, and said in words. */
function sharesPanel(look: Look): Panel {
  const { rows, size, palette } = look;
  const [lo, hi] = sharesDomain(rows);
  const { width } = size;
  const toPx = (percent: number) => ((Math.min(hi, Math.max(lo, percent)) - lo) / (hi - lo)) * width;
  const notes: Note[] = [];
  const boxes = rows.flatMap((change, row) => {
    const { split } = change;
    const [gain, bias] = [100 * (split?.gain ?? 0), 100 * (split?.bias ?? 0)];
    if (Math.max(0, gain) + Math.max(0, bias) > hi * (1 + 1e-9)) {
      const x = width - 4;
      notes.push({
        ...rowNote(row, look),
        x,
        text: `${typeset(ownShares(change))} →`,
        fill: palette.background,
        align: "right",
        weight: SEMI_BOLD,
        size: TEXT.noteSize,
      });
    }
    const side = (isPositive: boolean) => {
      const own = (part: Cause) => {
        const value = part === "gain" ? gain : bias;
        return isPositive ? Math.max(0, value) : Math.min(0, value);
      };
      return sideBoxes(own, { row, change }, toPx, look);
    };
    return [...side(true), ...side(false)];
  });
  const zero = toPx(0);
  return {
    ...size,
    axes: { x: linearAxis({ lo, hi, startPx: 0, endPx: width }), y: hiddenAxis([0, 1]) },
    layers: [
      boxLayer([
        ...boxes,
        ...legend(look).map(({ box }) => box),
        { x: zero - 0.3, x2: zero + 0.3, y: 0, y2: size.height, fill: palette.axis },
      ]),
      anchorLayer(),
      noteLayer([
        panelHeading("by its own gain and bias, %", palette),
        ...labelled(notes, look),
        ...labelled(
          rows.map(({ name }, row) => nameNote(name, row, look)),
          look,
        ),
        ...legend(look).map(({ note }) => note),
      ]),
    ],
  };
}

function sideBoxes(
  own: (part: Cause) => number,
  { row, change }: { readonly row: number; readonly change: ProbedChange },
  toPx: (percent: number) => number,
  look: Look,
): Box[] {
  let at = 0;
  return (["gain", "bias"] as const).flatMap((part) => {
    const from = at;
    at += own(part);
    const [start, end] = [toPx(Math.min(from, at)), toPx(Math.max(from, at))];
    if (at === from) return [];
    return [{ ...bar(start, end, row, colourOf(part, look.palette), look), ...causeTold(part, change) }];
  });
}

const LEGEND_Y = -20;
const SQUARE_PX = 7;

/** What the colours mean, above the heading, from the right. */
function legend({ size, palette }: Look): readonly { readonly note: Note; readonly box: Box }[] {
  let end = size.width;
  return (["bias", "gain", "input"] as const).map((part) => {
    const start = end - textWidth(part, NOTE_FONT);
    const box = {
      x: start - SQUARE_PX - 3,
      x2: start - 3,
      y: LEGEND_Y - SQUARE_PX,
      y2: LEGEND_Y,
      fill: colourOf(part, palette),
    };
    const note = { x: start, y: LEGEND_Y, text: part, fill: palette.ink, size: TEXT.noteSize };
    end = box.x - 8;
    return { note, box };
  });
}

/** Something on the axes, without which they would not be drawn. */
function anchorLayer() {
  return {
    mark: { type: "point", opacity: 0, size: 0 },
    y: "y",
    values: [{ x: 0, y: 0 }],
  };
}
