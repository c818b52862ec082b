import type { Failure } from "../../analysis/track/failures.js";
import { escapeControls } from "../../escape.js";
import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { plural } from "../phrases.js";
import { findingLine } from "../verdict.js";
import { runFindingWords } from "./findings.js";
import { stepNoun, stepNumber } from "./steps.js";
import { runTitle } from "./title.js";

/** What is said of a run that goes on, in ASCII. */

/** "watching out/: 12 checkpoints, the last step 1,200; Ctrl-C ends" */
export function watchState(name: string, { points, unit }: Pick<TrackedRun, "points" | "unit">): string {
  const last = points.at(-1);
  const at = last === undefined ? "" : `, the last ${stepNoun({ unit })} ${stepNumber(last.step)}`;
  return `watching ${escapeControls(name)}: ${plural(points.length, "checkpoint")}${at}; Ctrl-C ends`;
}

/** A line of a log: "step 1,200 (12 checkpoints): The final LayerNorm moved by 47 %" */
export function watchLine(run: TrackedRun, answers: RunAnswers): string {
  const last = run.points.at(-1)?.step ?? 0;
  return `${stepNoun(run)} ${stepNumber(last)} (${plural(run.points.length, "checkpoint")}): ${runTitle(run, answers)}`;
}

/** Why a training is to be stopped. */
export function failureWords(failure: Failure, unit: TrackedRun["unit"]): string {
  const { cause, step } = failure;
  const what =
    failure.kind === "change"
      ? runFindingWords(failure.found, { unit, judged: failure.judged })
      : findingLine(failure.found, failure.verdict);
  return `failed on ${cause} at ${stepNoun({ unit })} ${stepNumber(step)}: ${what}`;
}
