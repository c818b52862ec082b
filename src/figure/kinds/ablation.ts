import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { AblatedDim, NormAblation, Probe, ProbedModel } from "../../model/probe.js";
import { ablationCaption, ablationTitle, NOT_ABLATED, ofModel } from "../../words/probe/figures.js";
import type { FigureKind } from "../kind.js";
import { hiddenAxis } from "../panel/axis.js";
import { type Dot, dotLayer } from "../panel/curves.js";
import { AXIS_PX, framed, LINE_PX, MARGIN_PX, messagePanel, NARROW_PX, type Words } from "../panel/frame.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { type LogStretch, logAxis, logPx } from "../panel/logAxis.js";
import { pageRoom } from "../panel/page.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { axisMeaning, layOutPanels, panelHeading } from "../panel/panels.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, NOTE_FONT, type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";

/** What single gains of each norm matter: far ones set to the median, beside random ones reset and changed as much. */
export const ablation = {
  name: "ablation",
  shows: "what changing single gains does to the prediction, far ones beside random ones",
  of: "probe",
  needs: "ablation",
  heading: "What single gains do",
  build,
} as const satisfies FigureKind<"probe">;

const ROW_PX = 22;
const LEAST_ROW_PX = 6;
const GAP_PX = 16;
const LABEL_GAP_PX = 6;
const DOT_AREA = 14;
/** Divergences below this part of the largest are at the axis's end: they are 0, or nothing. */
const LEAST_SHOWN = 1e-6;

interface Rows {
  readonly heading: string;
  readonly rows: readonly NormAblation[];
}

interface Look {
  readonly stretch: LogStretch;
  readonly rowPx: number;
  readonly size: PanelSize;
  readonly palette: Palette;
}

function build(probe: Probe, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const words = { title: typeset(ablationTitle(probe)), caption: typeset(ablationCaption(probe)), options };
  const models = [probe.pre, ...(probe.post === null ? [] : [probe.post])];
  const groups = models.flatMap((model) => groupsOf(model, probe));
  const values = groups.flatMap(({ rows }) => rows).flatMap(shownValues);
  const most = Math.max(0, ...values.filter(Number.isFinite));
  if (!(most > 0)) return empty(words, palette);
  const columns = options.width < NARROW_PX ? 1 : 2;
  const rows = Math.max(...groups.map((group) => group.rows.length));
  const labels = groups.flatMap((group) => group.rows.map(({ name }) => textWidth(name, LABEL_FONT)));
  const panelRows = Math.ceil(groups.length / columns);
  const room = pageRoom(words) / panelRows - AXIS_PX - 3.4 * LINE_PX;
  const rowPx = Math.max(LEAST_ROW_PX, Math.min(ROW_PX, Math.floor(room / rows)));
  const grid = layOutPanels(groups.length, words, {
    columns,
    leftPx: Math.ceil(Math.max(...labels)) + LABEL_GAP_PX,
    rightPx: 0,
    gapPx: GAP_PX,
    rowGapPx: Math.round(AXIS_PX + 3.4 * LINE_PX),
    heightPx: rows * rowPx,
  });
  const size = { width: grid.panelPx, height: grid.heightPx };
  const least = Math.min(...values.filter((value) => value >= most * LEAST_SHOWN));
  const stretch = { lo: least / 1.3, hi: most * 1.3, startPx: 0, endPx: size.width };
  const look = { stretch, rowPx: size.height / rows, size, palette };
  return framed({ ...words, palette, panels: groups.map((group, i) => panelOf(group, i === 0, look)), grid });
}

function empty(words: Words, palette: Palette): VegaLiteSpec {
  const grid = { columns: 1, leftPx: MARGIN_PX, rowGapPx: 0, columnGapPx: 0 };
  const width = words.options.width - 2 * MARGIN_PX;
  return framed({ ...words, palette, panels: [messagePanel(NOT_ABLATED, width, palette)], grid });
}

/** A panel for each norm of a block; norms that are in no block come after the first of these. */
function groupsOf(model: ProbedModel, probe: Probe): readonly Rows[] {
  const all = model.ablation ?? [];
  const inBlocks = [...new Set(all.flatMap(({ site, block }) => (block === null ? [] : [site.name])))];
  const alone = all.filter(({ block }) => block === null);
  return inBlocks.map((name, i) => ({
    heading: `${ofModel(model, probe)}${[name, ...(i === 0 ? alone.map(({ site }) => site.name) : [])].join(", and ")}`,
    rows: [
      ...all.filter(({ site, block }) => block !== null && site.name === name),
      ...(i === 0 ? alone : []),
    ],
  }));
}

function shownValues({ far, random, changedAsMuch }: NormAblation): number[] {
  return [...far, ...random, ...changedAsMuch].map(({ divergence }) => divergence.mean);
}

function panelOf({ heading, rows }: Rows, hasLegend: boolean, look: Look): Panel {
  const { size, palette, stretch, rowPx } = look;
  const boxes = rows.flatMap((norm, row) => [
    ...errorBoxes(norm.far, row, look),
    ...controlBoxes(norm, "changedAsMuch", row, look),
    ...controlBoxes(norm, "random", row, look),
  ]);
  const names = rows.map(
    ({ name }, row): Note => ({
      x: -LABEL_GAP_PX,
      y: (row + 0.5) * rowPx,
      text: name,
      fill: palette.quietInk,
      align: "right",
      baseline: "middle",
    }),
  );
  const every = Math.max(1, Math.ceil(TEXT.size / rowPx));
  return {
    ...size,
    axes: { x: logAxis(stretch, true), y: hiddenAxis([0, size.height]) },
    layers: [
      boxLayer(boxes),
      dotLayer(
        rows.flatMap((norm, row) => dotsOf(norm, row, look)),
        Math.min(DOT_AREA, rowPx),
      ),
      noteLayer([
        panelHeading(heading, palette),
        ...names.filter((_, i) => i % every === 0),
        axisMeaning(size, "KL divergence, nats a token (log)", palette),
        ...(hasLegend ? legend(look) : []),
      ]),
    ],
  };
}

/** Of a row, from its top, where the dots are. */
const DOTS_AT = 0.24;

function dotsOf({ far, name }: NormAblation, row: number, { palette, rowPx, size, stretch }: Look): Dot[] {
  return far.map(({ dim, divergence, factor }) => ({
    tensor: name,
    dim,
    "gain times": factor,
    divergence: divergence.mean,
    ...(divergence.error === null ? {} : { "standard error": divergence.error }),
    x: Math.min(stretch.hi, Math.max(stretch.lo, divergence.mean)),
    // The axis runs upwards.
    y: size.height - (row + DOTS_AT) * rowPx,
    fill: palette.post,
  }));
}

/** Twice the standard error to either side. */
function errorBoxes(far: readonly AblatedDim[], row: number, { palette, rowPx, stretch }: Look): Box[] {
  const y = (row + DOTS_AT) * rowPx;
  return far.flatMap(({ divergence: { mean, error } }) =>
    error === null
      ? []
      : [
          {
            x: logPx(stretch, mean - 2 * error),
            x2: logPx(stretch, mean + 2 * error),
            y: y - 0.5,
            y2: y + 0.5,
            fill: palette.post,
          },
        ],
  );
}

/** Where the bars of a control are in a row, and their colours. */
function controlLook(control: Control, { pre, preFill, change, frozen }: Palette) {
  return control === "random"
    ? { at: 0.76, fill: frozen, tick: change }
    : { at: 0.5, fill: preFill, tick: pre };
}

type Control = "random" | "changedAsMuch";

const CONTROL_NAMES: Readonly<Record<Control, string>> = {
  random: "random, reset",
  changedAsMuch: "random, changed as much",
};

function controlBoxes(norm: NormAblation, control: Control, row: number, look: Look): Box[] {
  const { rowPx, stretch, palette } = look;
  const dims = norm[control];
  if (dims.length === 0) return [];
  const values = dims.map(({ divergence }) => divergence.mean);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { at, fill, tick } = controlLook(control, palette);
  const y = (row + at) * rowPx;
  const half = Math.min(2.5, rowPx / 8);
  const meanPx = logPx(stretch, mean);
  const tells = {
    tensor: norm.name,
    facts: { gains: CONTROL_NAMES[control], least, "mean divergence": mean, most },
  };
  return [
    { x: logPx(stretch, least), x2: logPx(stretch, most), y: y - half, y2: y + half, fill, ...tells },
    { x: meanPx - 0.8, x2: meanPx + 0.8, y: y - half - 1, y2: y + half + 1, fill: tick, ...tells },
  ];
}

/** Right of the heading, from the right. */
function legend({ size, palette }: Look): Note[] {
  const named = [
    [CONTROL_NAMES.random, palette.quietInk],
    [CONTROL_NAMES.changedAsMuch, palette.pre],
    ["far, reset", palette.post],
  ] as const;
  let x = size.width;
  return named.map(([text, fill]) => {
    const note: Note = { x, y: -20, text, fill, align: "right", size: TEXT.noteSize, weight: SEMI_BOLD };
    x -= textWidth(text, { ...NOTE_FONT, weight: SEMI_BOLD }) + 8;
    return note;
  });
}
