import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { percentRange } from "../amounts.js";
import { capitalise, enumerated, plural } from "../phrases.js";
import { normNoun } from "../sites.js";
import { blockLabel, tensorLabel } from "../tensorNames.js";
import { blockLinesWords, checkpointsWords, groundsWords, LOGARITHMIC, startWords } from "./figures.js";
import { runFindingWords } from "./findings.js";

/** Of the norms in a title: GPT-2's are no more, and nobody remembers more. */
const MOST_NAMED = 3;

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
  const each = far.slice(0, MOST_NAMED).map(({ norm, farthest, relative, of }, i) => {
    const by = percentRange({ min: relative, max: relative });
    const verb = i === 0 ? " moved" : "";
    return of > 1
      ? `${norm}${verb} by up to ${by} (${blockLabel(farthest.block ?? 0)})`
      : `${tensorLabel(farthest)}${verb} by ${by}`;
  });
  const untold = far.length - each.length;
  const rest = untold === 0 ? [] : [`${plural(untold, "other norm")} by less`];
  return capitalise(enumerated([...each, ...rest]), architecture);
}

/** What of a run is seen in a figure of medians and spreads. */
export function trajectoryCaption(
  run: TrackedRun,
  {
    isLogarithmic,
    hasMaps,
    fewer,
  }: {
    readonly isLogarithmic: boolean;
    /** Of its blocks. */
    readonly hasMaps: boolean;
    /** That not all norms are shown. */
    readonly fewer: readonly string[];
  },
): string {
  return [
    `${checkpointsWords(run)}. Gains: their median, and their interquartile range (IQR) in % of it.`,
    ...blockLinesWords(run, "the highest and the lowest at the end"),
    ...(hasMaps
      ? ["Maps: how far the median is from that of the first checkpoint, brown below, purple above."]
      : []),
    ...(isLogarithmic ? [LOGARITHMIC] : []),
    ...groundsWords(run),
    ...fewer,
    ...(run.findings.length === 0
      ? [`Moved: distance from ${startWords(run)} to the last, in % of the vector's length at the start.`]
      : []),
  ].join(" ");
}
