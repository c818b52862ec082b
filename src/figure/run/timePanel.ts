import { stepNoun } from "../../words/run/steps.js";
import { type Axes, type Axis, labelFormat, yTicks } from "../panel/axis.js";
import {
  areaLayer,
  type CurvePoint,
  colouredCurveLayer,
  curveLayer,
  type Dot,
  dotLayer,
} from "../panel/curves.js";
import { boxLayer, type Layer, type Note, noteLayer } from "../panel/layers.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { axisMeaning, panelHeading } from "../panel/panels.js";
import { stepAxis, stepPx } from "../panel/stepAxis.js";
import type { Palette } from "../panel/theme.js";
import { roundTicks } from "../panel/ticks.js";
import type { Domain } from "./domain.js";
import { eraBoxes } from "./eras.js";
import { type RunLook, stepsOf } from "./look.js";

/** A panel of lines over the steps of a run. */

export interface TimePoint {
  readonly step: number;
  readonly value: number | null;
}

export interface TimeLine {
  /** No other line of the panel has it. */
  readonly name: string;
  readonly colour: string;
  readonly points: readonly TimePoint[];
}

/** What is between two values at every step. */
export interface TimeBand {
  readonly name: string;
  readonly fill: string;
  readonly opacity: number;
  readonly edges: readonly { readonly step: number; readonly lo: number; readonly hi: number }[];
}

export interface TimePlot {
  readonly heading: string;
  readonly lines: readonly TimeLine[];
  /** Those of one row of a figure have as many. */
  readonly bands: readonly TimeBand[];
  /** Null where there is nothing to show. */
  readonly domain: Domain | null;
  /** Nothing stands below it: its axis has labels, and their meaning. */
  readonly isLowest: boolean;
  readonly dashed?: readonly TimeLine[];
  /** Further words, in pixels of the panel. */
  readonly notes?: readonly Note[];
}

/** With so few checkpoints each has a dot: else a line would promise more than is known. */
const MOST_WITH_DOTS = 12;
const DOT_PX2 = 9;

/** A lower panel has three labels at most. */
const LOW_PX = 60;

export function timePanel(plot: TimePlot, size: PanelSize, look: RunLook): Panel {
  const { heading, lines, bands, domain, isLowest, dashed, notes = [] } = plot;
  const { run, palette } = look;
  const head = panelHeading(heading, palette);
  if (domain === null) {
    const nothing = { x: 0, y: 20, text: "no finite values", fill: palette.quietInk };
    return { ...notePanel(size, [head, nothing]), label: heading };
  }
  const x = timeAxis(look, size.width, isLowest);
  const dots = stepsOf(run).length <= MOST_WITH_DOTS ? lines.flatMap(dotsOf) : [];
  const meaning = isLowest ? [axisMeaning(size, stepNoun(run), palette)] : [];
  return {
    ...size,
    label: heading,
    onSteps: true,
    axes: { x, y: valueAxis(domain, size) },
    layers: [
      boxLayer(eraBoxes(run, x, size, palette)),
      ...bands.map((band) => areaLayer(bandPoints(band, x), band.fill, band.opacity)),
      colouredCurveLayer(lines.flatMap((line) => curveOf(line, x))),
      ...(dashed === undefined ? [] : [dashedLayer(dashed, x, palette)]),
      dotLayer(dots, DOT_PX2),
      noteLayer([head, ...meaning, ...notes]),
    ],
  };
}

/** Thin, and all of one colour. */
function dashedLayer(lines: readonly TimeLine[], x: Axis, palette: Palette): Layer {
  const stroke = lines[0]?.colour ?? palette.ink;
  return curveLayer(
    lines.flatMap((line) => curveOf(line, x)),
    { stroke, strokeWidth: 0.7, dash: [3, 2] },
  );
}

/** Of all steps; its labels are those of the lowest panel of a column. */
export function timeAxis({ run }: RunLook, width: number, isLabelled: boolean): Axis {
  const axis = stepAxis(stepsOf(run), width);
  return isLabelled ? axis : { ...axis, kind: { ...axis.kind, look: { labels: false } } };
}

export function valueAxis(domain: Domain, { height }: PanelSize): Axes["y"] {
  const { values, format } = height < LOW_PX ? roundTicks(...domain, 3) : yTicks(...domain, height);
  // Of three labels or fewer, 0 is one: "0.000" would be much ado about it.
  const labels = labelFormat(height < LOW_PX ? format.replace(/(?<=\d)f$/, "~f") : format, false);
  return {
    scale: { domain },
    ticks: { values, ...labels.format },
    kind: { type: "linear", look: labels.look },
  };
}

function dotsOf({ points, colour }: TimeLine): Dot[] {
  return points.flatMap(({ step, value }) => (value === null ? [] : [{ x: step, y: value, fill: colour }]));
}

function curveOf({ name, points, colour }: TimeLine, x: Axis): (CurvePoint & { readonly stroke: string })[] {
  return thinned(points, x).map(({ step, value }) => ({ series: name, x: step, y: value, stroke: colour }));
}

function bandPoints({ name, edges }: TimeBand, x: Axis): CurvePoint[] {
  return thinned(
    edges.map((edge) => ({ ...edge, value: edge.hi })),
    x,
  ).map(({ step, lo, hi }) => ({ series: name, x: step, y: hi, base: lo }));
}

/** Nearer than this to the one before, a point is not drawn. */
const LEAST_APART_PX = 0.75;

/** Without the points that no one could see beside others: hundreds of steps would make files of megabytes. */
function thinned<Point extends TimePoint>(points: readonly Point[], x: Axis): readonly Point[] {
  const kept: Point[] = [];
  let lastPx = Number.NEGATIVE_INFINITY;
  points.forEach((point, i) => {
    const px = stepPx(x, point.step);
    const isGap = (at: number) => points[at]?.value === null;
    const isNeeded = i === points.length - 1 || isGap(i) || isGap(i - 1) || isGap(i + 1);
    if (!isNeeded && px - lastPx < LEAST_APART_PX) return;
    kept.push(point);
    lastPx = px;
  });
  return kept;
}
