import { escapeControls } from "../../escape.js";
import type { LeftOut, RunPoint, TrackedRun } from "../../model/run.js";
import { medianOf } from "../../stats/quantiles.js";
import { listed } from "../phrases.js";
import { stepNumber } from "./steps.js";

/** Checkpoints that are named one by one. */
const MOST_NAMED = 8;
/** How the request was met: what was left out and why, in ASCII. */
export function runNotices(run: TrackedRun): readonly string[] {
  const { leftOut, points, found, unit } = run;
  const named = leftOut.slice(0, MOST_NAMED).map(leftOutNotice);
  const more = leftOut.length - named.length;
  const measured = points.length + leftOut.filter(({ step }) => step !== null).length;
  return [
    ...named,
    ...(more > 0 ? [`left out ${more} more checkpoints`] : []),
    ...(found > measured
      ? [
          `${points.length} of ${found} checkpoints were read; --steps all reads every one, --steps 0-1000 a part`,
        ]
      : []),
    ...(unit === "number"
      ? [
          "the numbers in the names count checkpoints or epochs, not steps: no rate of change by step means anything here",
        ]
      : []),
    ...(found > measured ? [] : holeNotice(run)),
  ];
}

export function leftOutNotice({ path, reason }: LeftOut): string {
  return `left out ${escapeControls(path)}: ${escapeControls(reason)}`;
}

/** Where most checkpoints are as far apart as others, wider gaps are holes. */
function holeNotice({ points }: TrackedRun): readonly string[] {
  const gaps = points.slice(1).map(({ step }, i) => ({
    from: (points[i] as RunPoint).step,
    to: step,
    size: step - (points[i] as RunPoint).step,
  }));
  const usual = medianOf(gaps.map(({ size }) => size));
  const isUsual = gaps.filter(({ size }) => size === usual).length > gaps.length / 2;
  const holes = isUsual ? gaps.filter(({ size }) => size > usual) : [];
  if (holes.length === 0) return [];
  const named = holes.map(({ from, to }) => `${stepNumber(from)} to ${stepNumber(to)}`);
  return [`most checkpoints are ${stepNumber(usual)} apart, but not those at ${listed(named, MOST_NAMED)}`];
}
