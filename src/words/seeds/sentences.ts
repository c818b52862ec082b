import type { Text } from "../../model/document.js";
import type { RunsAnswers, StrayRun, TrackedRuns } from "../../model/runs.js";
import { rangeWords } from "../amounts.js";
import { capitalise, enumerated, plural } from "../phrases.js";
import { runFindingWords } from "../run/findings.js";
import { stepWords } from "../run/steps.js";
import { tensorLabel } from "../tensorNames.js";
import { whereWords } from "../where.js";
import { atMost, correlationWords, factor, isNoSign, sameDims } from "./amounts.js";
import { enumeratedNames, nameOf } from "./names.js";
import { settlingSentences } from "./settling.js";
import { architectureOf, unitOf } from "./shared.js";

/** What several runs did, in sentences: what broke first. */
export function runsSentences(tracked: TrackedRuns, answers: RunsAnswers): readonly Text[] {
  const broken = brokenSentences(tracked);
  return [
    ...broken,
    partedSentence(tracked, answers),
    ...mediansSentence(tracked, answers),
    ...apartSentence(tracked, answers),
    ...correlationSentence(answers),
    ...straySentences(tracked, answers),
    ...settlingSentences(tracked, answers),
    ...(broken.length === 0
      ? ["From checkpoint to checkpoint nothing broke in any run: no NaN, no reset, no exchange."]
      : []),
  ];
}

/** Of each run what broke in it. */
export function brokenSentences({ labels, runs }: TrackedRuns): readonly Text[] {
  return runs.flatMap((run, i) =>
    run.findings.map(
      (finding): Text => [nameOf(labels[i] as string), `: ${lowerFirst(runFindingWords(finding, run))}`],
    ),
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function partedSentence(tracked: TrackedRuns, answers: RunsAnswers): string {
  const { steps, tensors } = tracked;
  const { parted, sameUntil, beginInitial } = answers;
  const unit = unitOf(tracked);
  if (parted === null) return `All runs are the same at these ${steps.length} steps, bit for bit.`;
  const never = tensors.filter((tensor) => tensor.parted === null).map(({ id }) => id);
  const all = tensors.map(({ id }) => id);
  const still =
    never.length === 0
      ? ""
      : ` ${capitalise(whereWords(never, all), architectureOf(tracked))} ${never.length === 1 ? "is" : "are"} the same in all of them to the end.`;
  if (sameUntil === null)
    return `The runs differ from the first step on that all have, ${stepWords(parted, unit)}.${still}`;
  if (beginInitial && sameUntil === steps[0])
    return `All runs begin with a fresh initialisation (every gain is exactly 1), and differ by ${stepWords(parted, unit)}.${still}`;
  return `The runs are the same up to ${stepWords(sameUntil, unit)}, bit for bit, and differ by ${stepWords(parted, unit)}.${still}`;
}

/** By norm, the tensor in which they lie widest. */
function mediansSentence(tracked: TrackedRuns, { atLast }: RunsAnswers): string[] {
  if (atLast.length === 0) return [];
  const parts = atLast.map(({ norm, mediansWithin, at, of }) => {
    const most = of > 1 && mediansWithin > 0 ? ` (most in ${tensorLabel(at).split(" ")[0]})` : "";
    return `${atMost(mediansWithin)} in ${norm}${most}`;
  });
  const last = stepWords(tracked.steps.at(-1) ?? 0, unitOf(tracked));
  return [`At ${last} the runs' medians of the same gains differ by up to ${enumerated(parts)}.`];
}

function apartSentence(tracked: TrackedRuns, answers: RunsAnswers): string[] {
  const { least, most, nearer, sameUntil } = answers;
  if (least === null || most === null || most.apart === 0) return [];
  const isOne = nearer.of === 1;
  const ends = isOne
    ? factor(least.apart)
    : `${factor(least.apart)} (${tensorLabel(least.tensor)}) to ${factor(most.apart)} (${tensorLabel(most.tensor)})`;
  const count =
    nearer.count === nearer.of
      ? `less than once in all ${nearer.of}`
      : nearer.count === 0
        ? "in none less than once"
        : `less than once in ${nearer.count} of ${plural(nearer.of, "tensor")}`;
  const first = stepWords(tracked.steps[0] ?? 0, unitOf(tracked));
  const unrelated =
    sameUntil === null && tracked.runs[0]?.baseline == null
      ? `At ${first} they were apart already.`
      : "Unrelated ways of one length would be 1.41 times as far.";
  return [
    `Their gains are ${ends} times as far from each other as from ${startWords(tracked)}${isOne ? "" : `, ${count}`}. ${unrelated}`,
  ];
}

function startWords({ runs, steps }: TrackedRuns): string {
  return runs[0]?.baseline == null
    ? `where they were at ${stepWords(steps[0] ?? 0, unitOf({ runs }))}`
    : "the baseline";
}

function correlationSentence({ pearson, correlated }: RunsAnswers): string[] {
  if (pearson === null) return [];
  const { count, of } = correlated;
  const spread = of === 1 ? "" : ` (by tensor ${rangeWords(pearson, correlationWords)})`;
  const beyond = of === 1 ? (count === 1 ? "" : "no ") : `in ${count} of ${of} `;
  const said = isNoSign(correlated)
    ? ": no sign that they scale the same dims"
    : sameDims(pearson)
      ? ": they scale the same dims"
      : "";
  return [
    `Dim by dim the gains of two runs correlate by ${correlationWords(pearson.median)}${spread}, ${beyond}more than unrelated ones would 5 times in 100${said}.`,
  ];
}

function straySentences(tracked: TrackedRuns, { strays }: RunsAnswers): readonly Text[] {
  if (tracked.runs.length < 3) return [];
  if (strays.length === 0)
    return ["No run lies 3 times as far from the others at the end as those from each other."];
  return strays.map((stray) => straySentence(tracked, stray));
}

function straySentence(tracked: TrackedRuns, { run, step, tensors, times }: StrayRun): Text {
  const gains = tracked.tensors.map(({ id }) => id).filter(({ parameter }) => parameter === "gain");
  const since = step === tracked.steps[0] ? "at all steps" : `from ${stepWords(step, unitOf(tracked))} on`;
  const others = tracked.labels.filter((_, i) => i !== run);
  return [
    nameOf(tracked.labels[run] as string),
    ` stands apart in ${whereWords(tensors, gains)}, ${since}: at the end up to ${factor(times)} times as far from `,
    ...enumeratedNames(others),
    " as those from each other.",
  ];
}
