import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { plural } from "../phrases.js";
import { checkpointsWords, groundsWords } from "./figures.js";

/** Which gains became outliers, and whether they stay, as the words of a figure, in ASCII. */

/** With fewer checkpoints one of them is no short time. */
const LEAST_FOR_BRIEF = 5;

export const COUNT_HEADING = "outliers by checkpoint; lower part: also at the last";
export const ROWS_HEADING = "gain; purple: above its median, brown: below";

export function emergenceTitle({ points, tensors }: TrackedRun, { outliers }: RunAnswers): string {
  const { ever, once, atLast } = outliers;
  const isDefined = tensors.some(({ steps }) => steps.some(({ summary }) => summary.outlierDims !== null));
  if (!isDefined) return "Which gains are outliers cannot be said: too few of them differ";
  if (ever === 0) return "No gain was an outlier at any checkpoint";
  const end = atLast.length === 0 ? "none is" : atLast.length === 1 ? "one is" : `${atLast.length} are`;
  const brief =
    once === 0 || points.length < LEAST_FOR_BRIEF
      ? ""
      : `; ${once} ${once === 1 ? "was" : "were"} at one checkpoint only`;
  if (ever === 1)
    return `One gain was ever an outlier${atLast.length === 1 ? ", and is at the end" : ", and is not at the end"}`;
  if (atLast.length === ever) return `All ${ever} gains that were ever outliers are at the end`;
  return `Of the ${ever} gains that were ever outliers, ${end} at the end${brief}`;
}

/** `listed`: of the gains in rows; of `ever`. */
export function emergenceCaption(run: TrackedRun, listed: number, ever: number): string {
  const rows =
    listed === ever
      ? ["Listed: all of them."]
      : [`Listed: ${listed} of ${ever}, those at the end and those at most checkpoints first.`];
  return [
    `${checkpointsWords(run)}; ${plural(run.tensors.filter(({ id }) => id.parameter === "gain").length, "tensor")}. Outliers: beyond 3.5 robust z-scores, and more than 5 % off their median.`,
    ...(ever === 0 ? [] : [...rows, "Numbers: the gain over its median when it was last one."]),
    ...groundsWords(run),
  ].join(" ");
}
