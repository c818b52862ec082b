import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { percentRange } from "../amounts.js";
import { capitalise, enumerated, plural } from "../phrases.js";
import { normNoun } from "../sites.js";
import { blockLabel, tensorLabel } from "../tensorNames.js";
import { runFindingWords } from "./findings.js";
import { stepRange } from "./steps.js";

/** What a run did, as the title of a figure, in ASCII: what broke, else how far the norms moved. */
export function runTitle(run: TrackedRun, { moved }: RunAnswers): string {
  const { architecture } = run.model;
  const [broken, ...others] = run.findings;
  if (broken !== undefined) {
    // What follows a second colon, or is in brackets, are the details.
    const [where, what] = runFindingWords(broken, run)
      .replace(/\.$/, "")
      .split(/: | \(/);
    const first = `${where}: ${what}`;
    return others.length === 0 ? first : `${first}; ${plural(others.length, "other finding")}`;
  }
  const far = moved.filter(({ relative }) => relative > 0);
  if (moved.length === 0) return `${normNoun(architecture)} gains of a run`;
  if (far.length === 0) return `The ${normNoun(architecture)} gains ended where they began`;
  const each = far.map(({ norm, farthest, relative, of }, i) => {
    const by = percentRange({ min: relative, max: relative });
    const verb = i === 0 ? " moved" : "";
    return of > 1
      ? `${norm}${verb} by up to ${by} (${blockLabel(farthest.block ?? 0)})`
      : `${tensorLabel(farthest)}${verb} by ${by}`;
  });
  return capitalise(enumerated(each), architecture);
}

/** What of a run is seen in a figure of medians and spreads. */
export function trajectoryCaption(run: TrackedRun, isLogarithmic: boolean): string {
  const { points, findings, unit } = run;
  const lines = new Set(run.tensors.flatMap(({ id }) => (id.block === null ? [] : [id.block]))).size;
  const start = run.baseline === null ? "the first" : "the baseline";
  const ends = { min: points[0]?.step ?? 0, max: points.at(-1)?.step ?? 0 };
  return [
    `${plural(points.length, "checkpoint")}, ${stepRange(ends, { unit })}. Gains: their median, and their interquartile range (IQR) in % of it.`,
    ...(lines > 1
      ? ["One line a block, dark the first, light the last; the highest and the lowest at the end are named."]
      : []),
    ...(isLogarithmic ? ["Steps on a logarithm, with a place for 0."] : []),
    findings.length === 0
      ? `Moved: distance from ${start} to the last checkpoint, in % of the vector's length at the start.`
      : "Grey ground: between the checkpoints where something broke.",
  ].join(" ");
}
