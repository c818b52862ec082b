import type { KeptValues, TrackedTensor } from "../../model/run.js";
import { densityAt } from "../../stats/density.js";
import { quantile } from "../../stats/quantiles.js";
import type { CurvePoint } from "../panel/curves.js";
import { withoutFlats } from "../panel/flats.js";
import { px } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import { stepAxis, stepPx } from "../panel/stepAxis.js";
import { type Domain, domainOf } from "./domain.js";

/** The densities of one tensor, each over a line at its step, and all to one scale. */

export interface RidgeRow {
  readonly step: number;
  /** Of its line, in pixels from the top of the panel. */
  readonly base: number;
  /** Empty where the values have no density. */
  readonly curve: readonly CurvePoint[];
  /** Of a peak that is higher than there is room for: so many times; else null. */
  readonly cut: number | null;
  /** Where the peak is; a value. */
  readonly peak: number;
  /** Of values without a density: how many there are, and whether all are one. */
  readonly spike: { readonly count: number; readonly areAll: boolean } | null;
  readonly topPx: number;
}

/** Points of a curve over the axis, and as many again where its bulk is. */
const POINTS = 70;
/** How high the last density is, and how high any may be, in mean distances of rows. */
const LAST_ROWS = 1.5;
const MOST_ROWS = 2.6;
/** A peak that is cut by less needs no words. */
const LEAST_CUT = 1.15;
/** Values farther from the quartiles than so many interquartile ranges are beyond the axis. */
const REACH_IQRS = 3;

interface Values {
  readonly step: number;
  readonly ascending: Float64Array;
}

export interface Ridges {
  readonly domain: Domain;
  readonly rows: readonly RidgeRow[];
}

/** Null where there is no finite value. */
export function ridgesOf(tensor: TrackedTensor, steps: readonly number[], size: PanelSize): Ridges | null {
  const known = knownValues(tensor, steps);
  const domain = spanOf(known);
  return domain === null ? null : { domain, rows: placed(known, steps, domain, size) };
}

/** The largest share of a row's values that the axis leaves out. */
export function shareBeyond(tensor: TrackedTensor, steps: readonly number[]): number {
  const known = knownValues(tensor, steps);
  const domain = spanOf(known);
  if (domain === null) return 0;
  const shares = known.map(({ ascending }) => {
    const outside = ascending.filter((value) => value < domain[0] || value > domain[1]).length;
    return outside / ascending.length;
  });
  return Math.max(0, ...shares);
}

function knownValues({ kept }: TrackedTensor, steps: readonly number[]): readonly Values[] {
  return kept
    .filter(({ step }) => steps.includes(step))
    .map(valuesOf)
    .filter(({ ascending }) => ascending.length > 0);
}

function spanOf(known: readonly Values[]): Domain | null {
  return domainOf(known.flatMap(({ ascending }) => reachOf(ascending)));
}

function valuesOf({ step, values }: KeptValues): Values {
  return { step, ascending: Float64Array.from(values).filter(Number.isFinite).sort() };
}

function reachOf(ascending: Float64Array): readonly [number, number] {
  const [q1, q3] = [quantile(ascending, 0.25), quantile(ascending, 0.75)];
  const reach = REACH_IQRS * (q3 - q1);
  const [least, greatest] = [ascending[0] as number, ascending.at(-1) as number];
  return [Math.max(least, q1 - reach), Math.min(greatest, q3 + reach)];
}

interface Density {
  readonly x: number;
  readonly density: number;
}

function placed(
  known: readonly Values[],
  steps: readonly number[],
  domain: Domain,
  size: PanelSize,
): RidgeRow[] {
  const gapPx = size.height / (Math.max(1, steps.length - 1) + MOST_ROWS);
  const highestPx = MOST_ROWS * gapPx;
  const axis = stepAxis(steps, size.height - highestPx);
  const densities = known.map(({ ascending }) => densityCurve(ascending, domain));
  const peaks = densities.map(peakOf);
  const lastPeak = peaks.at(-1)?.density ?? 0;
  const usual =
    lastPeak > 0 ? lastPeak : Math.min(...peaks.map(({ density }) => density).filter((it) => it > 0));
  const scale = (LAST_ROWS * gapPx) / usual;
  return known.map(({ step, ascending }, i): RidgeRow => {
    const base = highestPx + stepPx(axis, step);
    const peak = peaks[i] as Density;
    const times = (peak.density * scale) / highestPx;
    const isSpike = peak.density === 0;
    const curve = densities[i] as readonly Density[];
    return {
      step,
      base,
      curve: withoutFlats(
        curve.map(({ x, density }) => ({ x, y: Math.min(highestPx, density * scale) })),
      ).map(({ x, y }) => ({
        series: String(step),
        x,
        y: px(size.height - base + y),
        base: px(size.height - base),
      })),
      cut: times > LEAST_CUT ? times : null,
      peak: isSpike ? quantile(ascending, 0.5) : peak.x,
      spike: isSpike ? { count: ascending.length, areAll: ascending[0] === ascending.at(-1) } : null,
      topPx: base - (isSpike ? gapPx : Math.min(highestPx, peak.density * scale)),
    };
  });
}

/** Empty where half of the values are one. */
function densityCurve(ascending: Float64Array, [lo, hi]: Domain): readonly Density[] {
  const [median, iqr] = [quantile(ascending, 0.5), quantile(ascending, 0.75) - quantile(ascending, 0.25)];
  const even = (from: number, to: number) =>
    Array.from({ length: POINTS + 1 }, (_, i) => from + (to - from) * (i / POINTS));
  const at = Float64Array.from([...even(lo, hi), ...even(median - 2 * iqr, median + 2 * iqr)])
    .filter((value) => value >= lo && value <= hi)
    .sort();
  const densities = densityAt(ascending, at);
  return densities === null ? [] : [...at].map((x, i) => ({ x, density: densities[i] as number }));
}

function peakOf(curve: readonly Density[]): Density {
  return curve.reduce((most, one) => (one.density > most.density ? one : most), { x: 0, density: 0 });
}
