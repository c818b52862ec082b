import { runsAnswersOf } from "../../analysis/track/seeds/answers.js";
import type { Text, ToolInfo } from "../../model/document.js";
import type { TrackedAcrossRuns, TrackedRuns } from "../../model/runs.js";
import { runsSentences } from "../../words/seeds/sentences.js";
import { tensorIdJson, toolJson } from "./parts.js";
import { runFields } from "./run.js";
import { stringify } from "./stringify.js";

/** Several runs as JSON, by schema/runs.schema.json. Numbers have all their digits; the undefined is null. */

export const RUNS_SCHEMA = "gpt2-wdist/runs@1";

export function runsJson(tracked: TrackedRuns, tool: ToolInfo): string {
  const { labels, runs, foundInEach, common, steps, tensors } = tracked;
  const answers = runsAnswersOf(tracked);
  return stringify({
    schema: RUNS_SCHEMA,
    tool: toolJson(tool),
    labels,
    foundInEach,
    common,
    steps,
    tensors: tensors.map(tensorJson),
    answers: { ...answers, sentences: runsSentences(tracked, answers).map(plain) },
    // Each is a document of its own.
    runs: runs.map((run) => runFields(run, tool)),
  });
}

function tensorJson(tensor: TrackedAcrossRuns) {
  return { ...tensorIdJson(tensor), parted: tensor.parted, steps: tensor.steps };
}

function plain(text: Text): string {
  return typeof text === "string"
    ? text
    : text.map((part) => (typeof part === "string" ? part : part.text)).join("");
}
