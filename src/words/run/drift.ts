import type { NormMoved, RunAnswers, TrackedRun } from "../../model/run.js";
import { percentRange, rangeWords } from "../amounts.js";
import { capitalise } from "../phrases.js";
import { normNoun } from "../sites.js";
import { blockLabel, tensorLabel } from "../tensorNames.js";
import { blockLinesWords, checkpointsWords, groundsWords, startWords } from "./figures.js";

/** How far the norms went and by which way, as the words of a figure, in ASCII. */

/** A way that is longer than the displacement by less than this is all but straight. */
export const STRAIGHT = 1.1;
/** Between two checkpoints every way is straight. */
const LEAST_FOR_WAYS = 3;

/** The norm that went farthest, and the one that went least. */
export function driftTitle(run: TrackedRun, { moved }: RunAnswers): string {
  const { architecture } = run.model;
  const [most, ...others] = moved.filter(({ relative }) => relative > 0);
  if (most === undefined) {
    return moved.length === 0
      ? `How far the ${normNoun(architecture)} gains moved cannot be said`
      : `The ${normNoun(architecture)} gains ended where they began`;
  }
  const least = others.at(-1);
  const clauses = [
    clause(most, " moved", " of its size", run),
    ...(least === undefined ? [] : [clause(least, "", "", run)]),
  ];
  return capitalise(clauses.join("; "), architecture);
}

function clause(moved: NormMoved, verb: string, of: string, run: TrackedRun): string {
  const { norm, farthest, relative, of: count } = moved;
  const by = percentRange({ min: relative, max: relative });
  const way = hasWays(run) ? wayWords(moved) : "";
  return count > 1
    ? `${norm}${verb} at most ${by}${of} (${blockLabel(farthest.block ?? 0)})${way}`
    : `${tensorLabel(farthest)}${verb} ${by}${of}${way}`;
}

function wayWords({ pathRatio }: NormMoved): string {
  if (pathRatio === null) return "";
  if (pathRatio.max < STRAIGHT) return ", in an almost straight line";
  const times = rangeWords(pathRatio, (value) => value.toFixed(1));
  return `, by ${pathRatio.min === pathRatio.max ? "a way" : "ways"} ${times} times as long`;
}

export function hasWays({ points }: TrackedRun): boolean {
  return points.length >= LEAST_FOR_WAYS;
}

export const FROM_START = "from the start";
export const TO_END = "to the end";
/** Beside the long name of a norm. */
export const SHORTER = { [FROM_START]: "start", [TO_END]: "end" } as const;
export const WAY = "way / displacement";

/** `isWayShown`: below the distances. `fewer`: that not all norms are shown. */
export function driftCaption(run: TrackedRun, isWayShown: boolean, fewer: readonly string[]): string {
  return [
    `${checkpointsWords(run)}. Euclidean distance of the gains from ${startWords(run)}, and to the last checkpoint, in % of their length at the start.`,
    ...(isWayShown
      ? [
          "Below: all changes between checkpoints added up, over the displacement; 1 is a straight line, and more checkpoints would make it longer.",
        ]
      : []),
    ...blockLinesWords(run, "those that end farthest from and nearest to the start"),
    ...groundsWords(run),
    ...fewer,
  ].join(" ");
}
