import type { Text } from "../../model/document.js";
import type { RunsAnswers, TrackedRuns } from "../../model/runs.js";
import { stepNumber, stepWords } from "../run/steps.js";
import { enumeratedNames, joined, nameOf, type Words } from "./names.js";
import { unitOf } from "./shared.js";

/** When several runs settled, and whether their learning rates alone say as much: never the one without the other. */
export function settlingSentences(tracked: TrackedRuns, { settled, gap }: RunsAnswers): readonly Text[] {
  if (settled === null) return [];
  const unit = unitOf(tracked);
  const [first, last] = [Math.min(...settled), Math.max(...settled)];
  const each = settled.flatMap(
    (step, i): Words => [i === 0 ? "" : ", ", nameOf(tracked.labels[i] as string), ` ${stepNumber(step)}`],
  );
  const difference =
    first === last
      ? ` in every run, or up to ${stepNumber(gap)} sooner.`
      : last - first <= gap
        ? `, or up to ${stepNumber(gap)} sooner: no difference is known.`
        : `, or up to ${stepNumber(gap)} sooner, which is less than the ${stepNumber(last - first)} between them.`;
  return [
    joined([
      first === last
        ? `90 % of the move was made, and kept, by ${stepWords(first, unit)}${difference}`
        : [
            "90 % of the move was made, and kept (medians over each run's tensors): ",
            ...each.filter((part) => part !== ""),
            difference,
          ],
      ...scheduleSentences(tracked),
    ]),
  ];
}

function scheduleSentences({ runs, labels }: TrackedRuns): readonly Text[] {
  if (runs[0]?.unit !== "step")
    return [
      "The numbers of the checkpoints are no steps, so that the learning rates are not known: a rate that falls settles every run.",
    ];
  const [logged, others] = [true, false].map((has) =>
    labels.filter((_, i) => (runs[i]?.schedule != null) === has),
  ) as [string[], string[]];
  const alone = runs.flatMap(({ schedule }) => (schedule === null ? [] : [schedule.spent["90"]]));
  const [first, last] = [Math.min(...alone), Math.max(...alone)];
  const steps =
    stepNumber(first) === stepNumber(last)
      ? stepNumber(first)
      : `${stepNumber(first)} to ${stepNumber(last)}`;
  return [
    ...(logged.length === 0 ? [] : [`The learning rate alone would give ${steps}.`]),
    ...(others.length === 0
      ? []
      : [
          [
            "No log of the learning rates was found for ",
            ...enumeratedNames(others),
            " (trainer_state.json): a rate that falls settles every run, so that this says nothing of convergence.",
          ] as Text,
        ]),
  ];
}
