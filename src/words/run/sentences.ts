import type { NormMoved, RunAnswers, RunOutliers, TrackedRun } from "../../model/run.js";
import { percentRange, rangeWords } from "../amounts.js";
import { capitalise, listed, plural } from "../phrases.js";
import { blockLabel, tensorLabel } from "../tensorNames.js";
import { whereWords } from "../where.js";
import { STRAIGHT } from "./drift.js";
import { runFindingWords } from "./findings.js";
import { settlingSentences } from "./settling.js";
import { stepRange, stepWords } from "./steps.js";

/** What a run did, in sentences, in ASCII: what broke first. */

const UNDEFINED_MOVE = "How far the gains moved cannot be said: too many are not finite.";
/** Outliers that are named. */
const MOST_NAMED = 4;
/** So many changes say what is usual, and so what is a jump. */
const LEAST_FOR_JUMPS = 5;

export function runSentences(run: TrackedRun, answers: RunAnswers): readonly string[] {
  return [
    ...run.findings.map((finding) => runFindingWords(finding, run)),
    ...beginning(run, answers),
    ...movedSentences(run, answers),
    ...settlingSentences(run, answers),
    ...lateSentence(run, answers),
    ...outlierSentences(run, answers.outliers),
    ...updateSentence(run, answers),
    ...(run.findings.length === 0 ? [soundSentence(run)] : []),
  ];
}

function beginning({ points, unit, model }: TrackedRun, { beginsInitial }: RunAnswers): string[] {
  const [first] = points;
  if (!beginsInitial || first === undefined) return [];
  return [
    `${capitalise(stepWords(first.step, { unit }), model.architecture)} is a fresh initialisation: every gain is exactly 1.`,
  ];
}

function movedSentences(run: TrackedRun, { still, moved, stopped }: RunAnswers): string[] {
  const all = run.tensors.map(({ id }) => id);
  const sentence = (text: string) => capitalise(text, run.model.architecture);
  const unmoved =
    still.length === 0
      ? []
      : [
          sentence(
            `${whereWords(still, all)} ${still.length === 1 ? "is" : "are"} the same in all checkpoints, bit for bit.`,
          ),
        ];
  const [most, ...others] = moved.filter(({ relative }) => relative > 0);
  if (most === undefined) {
    const known =
      moved.length > 0 ? "No gain is anywhere else at the end than at the start." : UNDEFINED_MOVE;
    return [...unmoved, ...(still.length === all.length ? [] : [known])];
  }
  // Between two checkpoints every way is straight.
  const way = run.points.length > 2 ? wayWords : () => "";
  const first = `${tensorLabel(most.farthest)} moved most: ${percentRange(same(most.relative))} of its size${way(most)}.`;
  return [
    ...unmoved,
    sentence([first, ...others.map((other) => otherWords(other, way))].join(" ")),
    ...stoppedSentence(run, stopped, still.length),
  ];
}

/** By how long a way; of several tensors of a norm their range. */
function wayWords({ of, pathRatio }: NormMoved): string {
  if (pathRatio === null) return "";
  if (of > 1) {
    const ratios = rangeWords(pathRatio, (value) => value.toFixed(1));
    return `; the ways are ${ratios} times the displacement`;
  }
  return pathRatio.max < STRAIGHT
    ? `, in an almost straight line (a way ${pathRatio.max.toFixed(2)} times the displacement)`
    : `, by a way ${pathRatio.max.toFixed(1)} times the displacement`;
}

function otherWords(moved: NormMoved, way: (moved: NormMoved) => string): string {
  const { norm, farthest, relative, of } = moved;
  const size = percentRange(same(relative));
  if (of === 1) return `${tensorLabel(farthest)} moved ${size}${way(moved)}.`;
  return `Of ${norm} that of ${blockLabel(farthest.block ?? 0)} moved most, ${size}${way(moved)}.`;
}

function stoppedSentence(run: TrackedRun, stopped: RunAnswers["stopped"], still: number): string[] {
  const count = stopped.reduce((sum, { tensors }) => sum + tensors.length, 0);
  const latest = stopped.at(-1)?.step;
  if (latest === undefined) return [];
  if (count + still === run.tensors.length)
    return [`Nothing changed any more from ${stepWords(latest, run)} on.`];
  const all = run.tensors.map(({ id }) => id);
  const where = whereWords(
    stopped.flatMap(({ tensors }) => tensors),
    all,
  );
  const steps = { min: stopped[0]?.step ?? latest, max: latest };
  const sentence = `${where} did not change any more from ${stepRange(steps, run)} on.`;
  return [capitalise(sentence, run.model.architecture)];
}

function same(value: number) {
  return { min: value, max: value };
}

function lateSentence({ points }: TrackedRun, { lastQuarter }: RunAnswers): string[] {
  if (lastQuarter === null || points.length < LEAST_FOR_JUMPS) return [];
  return [`The last quarter of the steps holds ${percentRange(lastQuarter)} of the way.`];
}

function outlierSentences({ points, tensors }: TrackedRun, { ever, once, atLast }: RunOutliers): string[] {
  const isDefined = tensors.some(({ steps }) => steps.some(({ summary }) => summary.outlierDims !== null));
  if (!isDefined) return [];
  if (ever === 0)
    return ["No gain is an outlier at any checkpoint (beyond 3.5 robust z, and 5 % off the median)."];
  const named = listed(
    atLast.map(({ tensor, dim }) => `${tensorLabel(tensor)} dim ${dim}`),
    MOST_NAMED,
  );
  const end =
    atLast.length === 0
      ? "none is at the end"
      : `${atLast.length} ${atLast.length === 1 ? "is" : "are"} at the end: ${named}`;
  const brief =
    once === 0 || points.length < LEAST_FOR_JUMPS
      ? ""
      : ` ${once} ${once === 1 ? "was" : "were"} at one checkpoint only.`;
  return [
    `Outliers (beyond 3.5 robust z, and 5 % off the median): ${plural(ever, "gain")} at any checkpoint, ${end}.${brief}`,
  ];
}

function updateSentence(run: TrackedRun, { largestUpdates }: RunAnswers): string[] {
  if (largestUpdates.length === 0 || largestUpdates.every(({ relativeL2 }) => relativeL2 === 0)) return [];
  const parts = largestUpdates.map(
    ({ tensor, relativeL2, from, to }, i) =>
      `${i === 0 ? "" : "in the blocks "}${tensorLabel(tensor)} ${percentRange(same(relativeL2))} (${stepRange({ min: from, max: to }, run)})`,
  );
  return [`Largest change between neighbouring checkpoints: ${parts.join("; ")}.`];
}

function soundSentence({ points }: TrackedRun): string {
  const jump = points.length > LEAST_FOR_JUMPS ? ", no jump" : "";
  return `From checkpoint to checkpoint nothing broke: no NaN, no reset, no exchange${jump}.`;
}
