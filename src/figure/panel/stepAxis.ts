import { withCommas } from "../../words/numbers.js";
import { type Axis, linearAxis } from "./axis.js";
import { textWidth } from "./text.js";
import { LABEL_FONT } from "./theme.js";

/** The axis of a run's steps. */

/** Where the widest gap between checkpoints is more than this many times the narrowest, steps are on a logarithm. */
const MOST_LINEAR = 20;
/** Between two labels. */
const LABEL_GAP_PX = 6;

/** Over the whole width of a panel. A symmetric logarithm has a place for step 0. `isLinear`: whatever the gaps are. */
export function stepAxis(steps: readonly number[], width: number, isLinear = false): Axis {
  const [first, last] = [steps[0] as number, steps.at(-1) as number];
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] as number));
  const narrowest = Math.min(...gaps);
  if (isLinear || Math.max(...gaps) <= MOST_LINEAR * narrowest) {
    const { ticks, ...axis } = linearAxis({ lo: first, hi: last, startPx: 0, endPx: width });
    const values = (ticks.values ?? []).filter(Number.isInteger);
    return { ...axis, ticks: { values, format: ",d" }, kind: { ...axis.kind, look: {} } };
  }
  return {
    scale: { domain: [first, last], range: [0, width], constant: narrowest },
    ticks: { values: powersOfTen(first, last, narrowest, width), format: ",d" },
    kind: { type: "symlog", look: {} },
  };
}

/** Where a step is, in pixels of the panel. */
export function stepPx({ scale, kind }: Axis, step: number): number {
  const [lo, hi] = scale.domain;
  const [start, end] = scale.range ?? [0, 0];
  const place = (value: number) =>
    kind.type === "symlog" ? Math.log1p(value / (scale.constant ?? 1)) : value;
  return start + ((place(step) - place(lo)) / (place(hi) - place(lo))) * (end - start);
}

/** From the narrowest gap on, below which the axis is about linear. Chosen from the last, since that is where most checkpoints are; what would touch is left out. */
function powersOfTen(first: number, last: number, constant: number, width: number): number[] {
  const place = (value: number) => Math.log1p(value / constant);
  const px = (value: number) => ((place(value) - place(first)) / (place(last) - place(first))) * width;
  const powers = Array.from({ length: 16 }, (_, power) => 10 ** power).filter(
    (value) => value >= first && value >= constant && value <= last,
  );
  const candidates = [...(first === 0 ? [0] : []), ...powers].toReversed();
  const kept: number[] = [];
  let nextPx = Number.POSITIVE_INFINITY;
  for (const value of candidates) {
    const half = textWidth(withCommas(value), LABEL_FONT) / 2;
    if (px(value) + half > nextPx - LABEL_GAP_PX) continue;
    kept.unshift(value);
    nextPx = px(value) - half;
  }
  return kept;
}
