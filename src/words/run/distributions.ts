import type { Summary } from "../../model/numbers.js";
import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { factorWords, percentRange } from "../amounts.js";
import { capitalise, plural } from "../phrases.js";
import { dimensionsOf } from "../sites.js";
import { tensorLabel } from "../tensorNames.js";
import { checkpointsWords, groundsWords } from "./figures.js";
import { stepNoun } from "./steps.js";

/** How the distributions of a few tensors changed in a run, as the words of figures, in ASCII. */

/** Tensors that a title is about. */
const MOST_NAMED = 2;
/** A median that moved by less than this share of itself stayed, and so did a spread that changed by less than one part in ten. */
const STAYED = 0.005;
const SAME_SPREAD = 0.1;

/** Of the tensors that are shown, those that moved farthest. */
export function distributionsTitle(shown: readonly TrackedTensor[], run: TrackedRun): string {
  const far = shown
    .filter(({ relativeDisplacement }) => (relativeDisplacement ?? 0) > 0)
    .toSorted((a, b) => (b.relativeDisplacement ?? 0) - (a.relativeDisplacement ?? 0));
  const clauses = far.flatMap((tensor) => changeWords(tensor) ?? []).slice(0, MOST_NAMED);
  if (clauses.length === 0) return "No distribution of gains is known to have changed";
  return capitalise(clauses.join("; "), run.model.architecture);
}

function changeWords(tensor: TrackedTensor): string | null {
  const [first, last] = [tensor.steps[0]?.summary, tensor.steps.at(-1)?.summary];
  const [from, to] = [first?.median ?? null, last?.median ?? null];
  if (first === undefined || last === undefined || from === null || to === null || from === 0) return null;
  const change = (to - from) / Math.abs(from);
  const by = percentRange({ min: change, max: change });
  const median =
    Math.abs(change) < STAYED ? "'s median stayed" : `'s median ${change > 0 ? "rose" : "fell"} by ${by}`;
  return `${tensorLabel(tensor.id)}${median}${spreadWords(first, last)}`;
}

/** In % of its median. */
function spreadWords(first: Summary, last: Summary): string {
  const [before, after] = [spreadOf(first), spreadOf(last)];
  if (before === null || after === null) return "";
  const to = percentRange({ min: after, max: after });
  if (Math.abs(after - before) <= SAME_SPREAD * before) return `, its IQR stayed at ${to}`;
  return `, its IQR ${after > before ? "grew" : "shrank"} to ${to} of it`;
}

function spreadOf({ iqr, median }: Summary): number | null {
  return iqr === null || median === null || median === 0 ? null : iqr / Math.abs(median);
}

function whichWords(shown: readonly TrackedTensor[], run: TrackedRun): string {
  const all = run.tensors.filter(({ id }) => id.parameter === "gain").length;
  if (shown.length === all) return "";
  return " Of each norm the tensor that moved farthest, then others that did.";
}

function widthWords(shown: readonly TrackedTensor[]): string {
  return dimensionsOf(
    shown.map(({ steps: [first] }) => ({
      length: (first?.summary.n ?? 0) + (first?.summary.nonFinite ?? 0),
    })),
  ).replace("dimension", "gain");
}

/** `rows`: how many steps are drawn; `beyond`: the largest share of values in a row that lie beyond the axis. */
export function ridgesCaption(
  shown: readonly TrackedTensor[],
  rows: number,
  beyond: number,
  run: TrackedRun,
): string {
  const { points } = run;
  return [
    `Densities of the ${widthWords(shown)} at ${rows === points.length ? plural(rows, "checkpoint") : `${rows} of ${points.length} checkpoints`}, each row at its ${stepNoun(run)}; orange, the last.${whichWords(shown, run)}`,
    "In a panel all areas are equal; peaks that would hide other rows are cut, and say how much higher they are.",
    ...(beyond > 0
      ? [`Up to ${percentRange({ min: beyond, max: beyond })} of a row's values lie beyond its axis.`]
      : []),
  ].join(" ");
}

export function fanCaption(shown: readonly TrackedTensor[], run: TrackedRun): string {
  return [
    `${checkpointsWords(run)}, ${widthWords(shown)} a tensor: median, middle half, 5th to 95th percentile; dashed, the smallest and the largest.${whichWords(shown, run)}`,
    ...groundsWords(run),
  ].join(" ");
}

/** "all 64 are 1"; of values of which not all, but half at least, are one: "most of 64 are 1". */
export function spikeWords(count: number, value: string, areAll: boolean): string {
  return `${areAll ? "all" : "most of"} ${count} are ${value}`;
}

/** Of a peak that is cut: "x2.3 as high". */
export function cutWords(times: number): string {
  return `${factorWords(Number(times.toPrecision(2))).replace(/(?<=\.\d)0$/, "")} as high`;
}
