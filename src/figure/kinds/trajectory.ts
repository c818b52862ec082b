import { answersOf } from "../../analysis/track/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TensorAtStep, TrackedRun, TrackedTensor } from "../../model/run.js";
import { stepNoun } from "../../words/run/steps.js";
import { runTitle, trajectoryCaption } from "../../words/run/title.js";
import { blockLabel } from "../../words/tensorNames.js";
import type { FigureKind } from "../kind.js";
import { keptApart } from "../panel/apart.js";
import { type Axes, labelFormat, yLabelsPx, yTicks } from "../panel/axis.js";
import { blockColour } from "../panel/blockColours.js";
import { areaLayer, type CurvePoint, colouredCurveLayer } from "../panel/curves.js";
import { AXIS_PX, framed, LINE_PX, NARROW_PX } from "../panel/frame.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { axisMeaning, layOutPanels, type PanelGrid, panelHeading } from "../panel/panels.js";
import { stepAxis, stepPx } from "../panel/stepAxis.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, paletteOf, TEXT } from "../panel/theme.js";

/** The gains of every norm over the steps of a run: medians on the left, spreads on the right. */
export const trajectory = {
  name: "trajectory",
  shows: "the median and the spread of every norm's gains over the steps of a run",
  of: "run",
  build,
} as const satisfies FigureKind<"run">;

const HEIGHT_PX = 96;
const GAP_PX = 12;
/** Between the end of a line and its name. */
const NAME_GAP_PX = 4;
/** So many lines can each have a band. */
const MOST_BANDS = 1;
/** Blank above the highest and below the lowest value, of the range between them. */
const HEADROOM = 0.04;

/** The tensors of one norm, and the measure of them that a panel shows. */
interface Plot {
  readonly heading: string;
  readonly tensors: readonly TrackedTensor[];
  readonly measure: (at: TensorAtStep) => number | null;
  /** The middle half around it, where the measure has one. */
  readonly bandOf: ((at: TensorAtStep) => readonly [number, number] | null) | null;
  readonly domain: readonly [lo: number, hi: number] | null;
}

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const title = typeset(runTitle(run, answersOf(run)));
  const words = { title, caption: typeset(trajectoryCaption(run, isLogarithmic(run))), options };
  const plots = plotsOf(run);
  const labels = plots.flatMap(({ domain }) => (domain === null ? [] : [yLabelsPx(...domain)]));
  const names = run.tensors.flatMap(({ id }) => (id.block === null ? [] : [blockLabel(id.block)]));
  const grid = layOutPanels(plots.length, words, {
    columns: options.width < NARROW_PX ? 1 : 2,
    leftPx: Math.max(0, ...labels),
    rightPx: NAME_GAP_PX + Math.ceil(Math.max(0, ...names.map((name) => textWidth(name, LABEL_FONT)))),
    gapPx: GAP_PX,
    rowGapPx: Math.round(AXIS_PX + 2.4 * LINE_PX),
    heightPx: HEIGHT_PX,
  });
  const look = { run, grid, palette, theme: options.theme };
  const panels = plots.map((plot, i) => panelOf(plot, i >= plots.length - grid.columns, look));
  return framed({ ...words, palette, panels, grid });
}

function isLogarithmic({ points }: TrackedRun): boolean {
  const steps = points.map(({ step }) => step);
  return stepAxis(steps, 1).kind.type === "symlog";
}

/** What is the same for all panels. */
interface Look {
  readonly run: TrackedRun;
  readonly grid: PanelGrid;
  readonly palette: Palette;
  readonly theme: FigureOptions["theme"];
}

/** Two a norm. Norms of the blocks share an axis of medians, since they are alike; all spreads share one. */
function plotsOf(run: TrackedRun): readonly Plot[] {
  const gains = run.tensors.filter(({ id }) => id.parameter === "gain");
  const inBlocks = gains.filter(({ id }) => id.block !== null);
  const norms = [...new Set(gains.map(({ id }) => id.norm))];
  const spreads = domainOf(gains, spreadOf, 0);
  return norms.flatMap((norm): Plot[] => {
    const tensors = gains.filter(({ id }) => id.norm === norm);
    const alike = tensors.every(({ id }) => id.block === null) ? tensors : inBlocks;
    const withBand = tensors.length <= MOST_BANDS;
    const medians = domainOf(alike, medianOf, null, withBand ? tensors : []);
    return [
      {
        heading: `${norm}: median gain${withBand ? " and middle half" : ""}`,
        tensors,
        measure: medianOf,
        bandOf: quartilesOf,
        domain: medians,
      },
      {
        heading: `${norm}: spread, IQR in % of the median`,
        tensors,
        measure: spreadOf,
        bandOf: null,
        domain: spreads,
      },
    ];
  });
}

function medianOf({ summary }: TensorAtStep): number | null {
  return summary.median;
}

function quartilesOf({ summary: { q1, q3 } }: TensorAtStep): readonly [number, number] | null {
  return q1 === null || q3 === null ? null : [q1, q3];
}

function spreadOf({ summary: { iqr, median } }: TensorAtStep): number | null {
  if (iqr === null || median === null || median === 0) return null;
  const percent = (100 * iqr) / Math.abs(median);
  return Number.isFinite(percent) ? percent : null;
}

/** From the least to the greatest value, or from `from`, with some blank; null where there is none. `banded`: with their middle halves. */
function domainOf(
  tensors: readonly TrackedTensor[],
  measure: Plot["measure"],
  from: number | null,
  banded: readonly TrackedTensor[] = [],
): readonly [number, number] | null {
  const values = tensors.flatMap(({ steps }) => steps.map(measure)).filter((value) => value !== null);
  const bands = banded.flatMap(({ steps }) => steps.flatMap((at) => quartilesOf(at) ?? []));
  const all = [...values, ...bands];
  if (all.length === 0) return null;
  const [lo, hi] = [from ?? Math.min(...all), Math.max(...all)];
  // What does not change at all is in the middle.
  const blank = hi > lo ? HEADROOM * (hi - lo) : Math.max(Math.abs(hi) * 0.05, 1e-9);
  return [from ?? lo - blank, hi + blank];
}

function panelOf({ heading, tensors, measure, bandOf, domain }: Plot, isLowest: boolean, look: Look): Panel {
  const { run, grid, palette } = look;
  const size = { width: grid.panelPx, height: grid.heightPx };
  const head = panelHeading(heading, palette);
  if (domain === null) {
    return notePanel(size, [head, { x: 0, y: 20, text: "no finite values", fill: palette.quietInk }]);
  }
  const axes = axesOf(run, domain, size);
  const lines = tensors.map((tensor) => ({ tensor, colour: colourOf(tensor, look) }));
  const meaning = isLowest ? [axisMeaning(size, stepNoun(run), palette)] : [];
  return {
    ...size,
    axes,
    layers: [
      boxLayer(brokenBoxes(run, axes, size, palette)),
      areaLayer(
        banded(bandOf, tensors).flatMap((tensor) => bandPoints(tensor, bandOf ?? quartilesOf)),
        palette.frozen,
      ),
      colouredCurveLayer(lines.flatMap(({ tensor, colour }) => curveOf(tensor, measure, colour))),
      noteLayer([head, ...meaning, ...nameNotes(lines, measure, domain, size)]),
    ],
  };
}

/** Bands of several lines over each other would hide them. */
function banded(bandOf: Plot["bandOf"], tensors: readonly TrackedTensor[]): readonly TrackedTensor[] {
  return bandOf === null || tensors.length > MOST_BANDS ? [] : tensors;
}

function curveOf({ name, steps }: TrackedTensor, measure: Plot["measure"], stroke: string) {
  return steps.map((at) => ({ series: name, x: at.step, y: measure(at), stroke }));
}

function axesOf({ points }: TrackedRun, domain: readonly [number, number], size: PanelSize): Axes {
  const { values, format } = yTicks(...domain, size.height);
  const labels = labelFormat(format, false);
  return {
    x: stepAxis(
      points.map(({ step }) => step),
      size.width,
    ),
    y: {
      scale: { domain },
      ticks: { values, ...labels.format },
      kind: { type: "linear", look: labels.look },
    },
  };
}

function colourOf({ id }: TrackedTensor, { run, palette, theme }: Look): string {
  if (id.block === null) return palette.ink;
  return blockColour(id.block, run.model.blocks, theme);
}

function bandPoints(
  { name, steps }: TrackedTensor,
  bandOf: (at: TensorAtStep) => readonly [number, number] | null,
): CurvePoint[] {
  return steps.flatMap((at) => {
    const band = bandOf(at);
    return band === null ? [] : [{ series: name, x: at.step, y: band[1], base: band[0] }];
  });
}

function brokenBoxes({ findings }: TrackedRun, { x }: Axes, { height }: PanelSize, palette: Palette): Box[] {
  const places = new Map(findings.map(({ from, to }) => [from, to]));
  return [...places].map(([from, to]) => ({
    x: stepPx(x, from),
    x2: stepPx(x, to),
    y: 0,
    y2: height,
    fill: palette.gutter,
  }));
}

/** The blocks that end highest and lowest, beside the ends of their lines. */
function nameNotes(
  lines: readonly { readonly tensor: TrackedTensor; readonly colour: string }[],
  measure: Plot["measure"],
  [lo, hi]: readonly [number, number],
  { width, height }: PanelSize,
): Note[] {
  const ends = lines
    .flatMap(({ tensor, colour }) => {
      const value = tensor.steps.map(measure).at(-1) ?? null;
      const { block } = tensor.id;
      return value === null || block === null
        ? []
        : [{ block, colour, y: height * (1 - (value - lo) / (hi - lo)) }];
    })
    .sort((a, b) => a.y - b.y);
  const named = ends.length > 2 ? [ends[0], ends.at(-1)].filter((end) => end !== undefined) : ends;
  const apart = keptApart(
    named.map(({ y }) => y),
    TEXT.size,
  );
  return named.map(({ block, colour }, i) => ({
    x: width + NAME_GAP_PX,
    y: apart[i] as number,
    text: blockLabel(block),
    fill: colour,
    baseline: "middle",
  }));
}
