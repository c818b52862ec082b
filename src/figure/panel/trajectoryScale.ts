import type { TrajectoryBand, TrajectoryPoint, TrajectoryUnit } from "../../analysis/trajectories.js";
import { LEAST_PERCENT } from "../../analysis/trajectories.js";
import { withCommas } from "../../words/numbers.js";
import { type Axis, labelFormat, yTicks } from "./axis.js";
import { textWidth } from "./text.js";
import { LABEL_FONT } from "./theme.js";
import { labelOf, roundTicks } from "./ticks.js";

/** The y axis of a row of trajectories. */

export interface TrajectoryScale {
  readonly unit: TrajectoryUnit;
  readonly lo: number;
  readonly hi: number;
  readonly heightPx: number;
}

const MARGIN = { ratio: 1.25, distance: 0.06 };

/** Over all points, and the band; of a logarithmic axis no lower than its edge. */
export function trajectoryScale(
  unit: TrajectoryUnit,
  points: readonly TrajectoryPoint[],
  band: readonly TrajectoryBand[],
  heightPx: number,
): TrajectoryScale {
  const values = [
    ...points.flatMap(({ before, after }) => [before, after]),
    ...band.flatMap(({ low, high }) => [low, high]),
  ].filter((value) => value !== null);
  if (unit === "distance") {
    const [least, most] = [Math.min(-1, ...values), Math.max(1, ...values)];
    const margin = (most - least) * MARGIN.distance;
    return { unit, lo: least - margin, hi: most + margin, heightPx };
  }
  const least = Math.max(LEAST_PERCENT, Math.min(80, ...values) / MARGIN.ratio);
  return { unit, lo: least, hi: Math.max(125, ...values) * MARGIN.ratio, heightPx };
}

/** Pixels from the top of the panel; of what is beyond the axis, those of its end. */
export function trajectoryPx({ unit, lo, hi, heightPx }: TrajectoryScale, value: number): number {
  const bend = (at: number) => (unit === "ratio" ? Math.log(at) : at);
  const clipped = Math.max(lo, Math.min(hi, value));
  return (heightPx * (bend(hi) - bend(clipped))) / (bend(hi) - bend(lo));
}

const SUFFIX: Readonly<Record<TrajectoryUnit, string>> = { ratio: " %", distance: " IQR" };
const LEAST_TICK_PX = 13;

export function trajectoryTicks(scale: TrajectoryScale): {
  readonly values: readonly number[];
  readonly format: string;
} {
  const { unit, lo, hi, heightPx } = scale;
  if (unit === "distance") return yTicks(lo, hi, heightPx);
  const powers = Array.from({ length: 14 }, (_, i) => 10 ** i);
  const candidates = [[1, 2, 5], [1, 3], [1]].map((factors) =>
    powers
      .flatMap((power) => factors.map((factor) => factor * power))
      .filter((value) => value >= lo && value <= hi),
  );
  const isApart = (values: readonly number[]) =>
    values.every(
      (value, i) =>
        i === 0 || trajectoryPx(scale, values[i - 1] as number) - trajectoryPx(scale, value) >= LEAST_TICK_PX,
    );
  const apart = candidates.find(isApart);
  // A short axis has no two powers of ten, nor their halves.
  if (apart !== undefined && apart.length < 2)
    return { ...roundTicks(lo, hi, Math.max(2, Math.min(4, Math.floor(heightPx / 24)))), format: ",d" };
  const every = candidates.at(-1) ?? [];
  const sparse = every.filter((_, i) => i % Math.ceil((every.length * LEAST_TICK_PX) / heightPx) === 0);
  return { values: apart ?? sparse, format: ",d" };
}

export function trajectoryAxis(scale: TrajectoryScale, isLabelled: boolean): Axis {
  const { unit, lo, hi } = scale;
  const { values, format } = trajectoryTicks(scale);
  const ticks = { values: isLabelled ? values : [] };
  if (unit === "ratio") {
    return {
      scale: { domain: [lo, hi] },
      ticks: { ...ticks, format },
      kind: {
        type: "log",
        look: { labelExpr: `datum.value === 100 ? '100${SUFFIX.ratio}' : datum.label`, domain: false },
      },
    };
  }
  return {
    scale: { domain: [lo, hi] },
    ticks: { ...ticks, ...labelFormat(format, true).format },
    kind: {
      type: "linear",
      look: { labelExpr: `datum.value === 0 ? '0' : datum.label + '${SUFFIX.distance}'`, domain: false },
    },
  };
}

/** Room for the labels. */
export function trajectoryLabelsPx(scale: TrajectoryScale): number {
  const { values, format } = trajectoryTicks(scale);
  const texts = values.map((value) =>
    scale.unit === "ratio"
      ? `${withCommas(value)}${value === 100 ? SUFFIX.ratio : ""}`
      : `+${labelOf(value, format)}${SUFFIX.distance}`,
  );
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, LABEL_FONT)))) + 6;
}
