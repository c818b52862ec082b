import { answersOf } from "../../analysis/track/answers.js";
import type { ToolInfo } from "../../model/document.js";
import type { RunFinding, TensorAtStep, TrackedRun, TrackedTensor } from "../../model/run.js";
import { runFindingWords } from "../../words/run/findings.js";
import { runSentences } from "../../words/run/sentences.js";
import { modelJson, tensorIdJson, toolJson } from "./parts.js";
import { stringify } from "./stringify.js";

/** A run as JSON, by schema/run.schema.json. Numbers have all their digits; the undefined is null. */

export const RUN_SCHEMA = "gpt2-wdist/run@1";

export function runJson(run: TrackedRun, tool: ToolInfo): string {
  return stringify(runFields(run, tool));
}

/** What the document holds, in its order. */
export function runFields(run: TrackedRun, tool: ToolInfo) {
  const answers = answersOf(run);
  return {
    schema: RUN_SCHEMA,
    tool: toolJson(tool),
    run: run.name,
    unit: run.unit,
    options: run.options,
    model: modelJson(run.model),
    baseline: run.baseline === null ? null : modelJson(run.baseline),
    checkpoints: run.points.map(({ step, path }) => ({ step, path })),
    found: run.found,
    leftOut: run.leftOut.map(({ path, step, reason }) => ({ path, step, reason })),
    schedule: run.schedule,
    tensors: run.tensors.map(tensorJson),
    findings: run.findings.map((finding) => findingJson(finding, run)),
    answers: { ...answers, sentences: runSentences(run, answers) },
    skipped: run.skipped,
    notices: run.notices,
  };
}

function tensorJson(tensor: TrackedTensor) {
  const { displacement, relativeDisplacement, pathLength, pathRatio, settled, lastQuarterShare } = tensor;
  return {
    ...tensorIdJson(tensor),
    displacement,
    relativeDisplacement,
    pathLength,
    pathRatio,
    settled,
    lastQuarterShare,
    steps: tensor.steps.map(stepJson),
  };
}

/** The path of a checkpoint is said once; what only figures show is not said. */
function stepJson({ path: _, clearOutlierValues: __, tails: ___, ...at }: TensorAtStep) {
  return at;
}

function findingJson(found: RunFinding, run: TrackedRun) {
  const { from, to, finding } = found;
  return { fromStep: from, toStep: to, ...finding, text: runFindingWords(found, run) };
}
