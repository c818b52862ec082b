import { groupBy } from "../../analysis/diagnosis/ranges.js";
import type { Text } from "../../model/document.js";
import type { RunsAnswers, TrackedRuns } from "../../model/runs.js";
import { percentRange } from "../amounts.js";
import { capitalise, enumerated } from "../phrases.js";
import { stepWords } from "../run/steps.js";
import { tensorLabel } from "../tensorNames.js";
import { atMost, factor } from "./amounts.js";
import { commonRange } from "./heading.js";
import { enumeratedNames, type Words } from "./names.js";
import { brokenSentences } from "./sentences.js";
import { architectureOf, unitOf } from "./shared.js";

/** Several runs as the words of figures, in ASCII but for names. */

/** Runs that a caption names. */
const MOST_NAMED = 6;

/** Do the ways of the runs begin at one place? */
export function beginTogether({ runs }: TrackedRuns, { sameUntil }: RunsAnswers): boolean {
  return sameUntil !== null || runs[0]?.baseline != null;
}

/** What broke, else how far the medians are from each other at the end. */
export function runsTitle(tracked: TrackedRuns, { atLast }: RunsAnswers): Text {
  const [broken, ...others] = brokenSentences(tracked);
  if (broken !== undefined) {
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    const [name, sentence = ""] = typeof broken === "string" ? [broken] : broken;
    const what = typeof sentence === "string" ? sentence.replace(/\.$/, "") : "";
    return [name ?? "", `${what}${more}`];
  }
  const count = tracked.runs.length;
  if (atLast.length === 0) return `The medians of ${count} runs`;
  const parts = atLast.map(({ norm, mediansWithin }) => `${atMost(mediansWithin)} in ${norm}`);
  const last = stepWords(tracked.steps.at(-1) ?? 0, unitOf(tracked));
  return `At ${last} the medians of ${count} runs differ by up to ${enumerated(parts)}`;
}

export function driftTitle(tracked: TrackedRuns): Text {
  const { runs } = tracked;
  const moved = runs.flatMap(({ tensors }) =>
    tensors.flatMap(({ id, relativeDisplacement: by }) =>
      id.parameter === "bias" || by === null ? [] : [{ norm: id.norm, by }],
    ),
  );
  const parts = groupBy(moved, ({ norm }) => norm).map((own, i) => {
    const each = own.map(({ by }) => by);
    const by = percentRange({ min: Math.min(...each), max: Math.max(...each) });
    return `${own[0]?.norm}${i === 0 ? " moved by" : ""} ${by}${i === 0 ? " of its size" : ""}`;
  });
  if (parts.length === 0) return "How far the gains of the runs moved cannot be said";
  return capitalise(`in ${runs.length} runs ${enumerated(parts)}`, architectureOf(tracked));
}

export function apartTitle(tracked: TrackedRuns, { parted, least, most }: RunsAnswers): Text {
  const { runs, steps } = tracked;
  if (parted === null) return `The ${runs.length} runs are the same at all ${steps.length} steps`;
  if (least === null || most === null)
    return `How far ${runs.length} runs lie apart cannot be held against a way: none moved`;
  const ends =
    least.tensor === most.tensor
      ? factor(least.apart)
      : `${factor(least.apart)} (${tensorLabel(least.tensor)}) to ${factor(most.apart)} (${tensorLabel(most.tensor)})`;
  return `${runs.length} runs ended ${ends} times as far from each other as from their start`;
}

interface Shown {
  readonly shown: number;
  readonly of: number;
}

export function trajectoryCaption(tracked: TrackedRuns, mostLines: number, blocks: Shown): Text {
  return caption(tracked, `Median gain by block: ${linesWords(tracked, mostLines)}.`, blocks);
}

export function driftCaption(tracked: TrackedRuns, mostLines: number, blocks: Shown): Text {
  return caption(
    tracked,
    `Distance of the gains from ${startOf(tracked)}, in % of their length there: ${linesWords(tracked, mostLines)}.`,
    blocks,
  );
}

export function apartCaption(tracked: TrackedRuns, hasReference: boolean, blocks: Shown): Text {
  const { runs } = tracked;
  const pairs = runs.length > 2 ? ": line, the middle pair; band, from the nearest to the farthest" : "";
  const reference = hasReference ? " Dashed: 1.41, where unrelated ways of one length would be." : "";
  return caption(
    tracked,
    `Distance of the gains of two runs over the median distance of the runs from ${startOf(tracked)}${pairs}.${reference}`,
    blocks,
  );
}

function startOf({ runs }: TrackedRuns): string {
  return runs[0]?.baseline == null ? "the first step" : "the baseline";
}

function linesWords({ runs }: TrackedRuns, mostLines: number): string {
  return runs.length <= mostLines
    ? "a line a run, the first strongest, the last faintest"
    : `line, the middle of ${runs.length} runs; band, from the lowest to the highest`;
}

function caption(tracked: TrackedRuns, what: string, { shown, of }: Shown): Text {
  const { labels, runs, steps } = tracked;
  const named: Words =
    labels.length <= MOST_NAMED ? [...enumeratedNames(labels), ": "] : [`${labels.length} runs: `];
  const some = shown === of ? "" : ` ${shown} of ${of} blocks, evenly chosen.`;
  const broke = runs.some(({ findings }) => findings.length > 0)
    ? " Grey ground: between the checkpoints where something broke in one."
    : "";
  return [...named, `${steps.length} common checkpoints, ${commonRange(tracked)}. ${what}${some}${broke}`];
}
