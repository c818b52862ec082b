import type { Relation } from "../../model/answers.js";
import type { Architecture } from "../../model/architecture.js";
import type { Range } from "../../model/findings.js";
import { plural } from "../phrases.js";
import { shortName } from "../tensorNames.js";

/** Are the two checkpoints related? In ASCII. */

export const RELATED_TITLE = "Are these two related?";

/** NORM is replaced by what the architecture's norms are called. */
export const RELATED_CAVEAT =
  "Correlation tells of a common origin, not of its direction: which was made from which, or both from a third, it cannot say. " +
  "Cosines prove nothing: gains start at 1, so that those of any two models have cosines above 0.99. " +
  "A model whose dimensions were renumbered, and which was then trained, looks unrelated. NORM weights are a small part of a model: compare others before you accuse anyone.";

export function relatedVerdict(answer: Relation, architecture: Architecture): string {
  const { verdict, tensors, errors } = answer;
  if (tensors === 0) {
    return "Not decided: no tensor can tell, since each is one number or holds NaN or infinite values.";
  }
  // Models that hold the same numbers elsewhere are related without agreeing dimension by dimension.
  const isStrength = errors !== null && (verdict !== "related" || Math.abs(errors) >= 6);
  const strength = isStrength ? `, ${deviations(errors)} standard deviations of chance` : "";
  const counted = plural(tensors, "tensor");
  const spoken = {
    related: `Yes, they have one origin (${counted}${strength})`,
    unrelated: `No sign of it: dimension by dimension the two agree as strangers do (${counted}${strength})`,
    undecided: `Not decided by these weights (${counted}${strength})`,
  }[verdict];
  return [`${spoken}.`, ...numbers(answer), ...sharing(answer), ...strangest(answer, architecture)].join(" ");
}

function deviations(errors: number): string {
  const magnitude = Math.abs(errors);
  return `${errors < 0 ? "-" : ""}${magnitude < 10 ? magnitude.toFixed(1) : magnitude.toFixed(0)}`;
}

/** Own correlations against those with others, with neighbours, and chance. */
function numbers({ spearman, pearson, medianSpearman, othersMedian, neighboursHighest, chance }: Relation) {
  if (spearman === null || medianSpearman === null || chance === null) return [];
  const own = `Tensors correlate with themselves by ${span(spearman)} (Spearman, median ${two(medianSpearman)}${pearson === null ? "" : `; Pearson ${span(pearson)}`})`;
  const others =
    othersMedian === null ? "" : `, with other tensors by ${two(othersMedian)} (median magnitude)`;
  const neighbours =
    neighboursHighest === null
      ? ""
      : `, with those of neighbouring blocks by up to ${two(neighboursHighest)}`;
  return [`${own}${others}${neighbours}; chance alone stays within ${two(chance)}.`];
}

function sharing({ nearestToItself, tensors, sharedValues, sharedTensors }: Relation): string[] {
  const nearest = `${nearestToItself} of ${plural(tensors, "tensor")} ${nearestToItself === 1 ? "is" : "are"} nearest to ${nearestToItself === 1 ? "itself" : "themselves"}`;
  const same = sharedValues === 0 ? "no value is" : `${share(sharedValues ?? 0)} of the values are`;
  const values = sharedValues === null ? "" : `; ${same} the same`;
  // The same numbers elsewhere, of which sharedValues does not know.
  const elsewhere =
    sharedTensors !== null && sharedTensors > (sharedValues ?? 0) + 0.05
      ? `; ${share(sharedTensors)} of the tensors hold the very numbers of some tensor of pre, in whatever order`
      : "";
  return [`${nearest}${values}${elsewhere}.`];
}

/** The tensor that is least like itself, where another is more like it. */
function strangest({ own }: Relation, architecture: Architecture): string[] {
  const strangers = own.flatMap(({ name, spearman, bestOther }) =>
    spearman !== null && bestOther !== null && bestOther.spearman > Math.max(0.5, spearman)
      ? [{ name, spearman, bestOther }]
      : [],
  );
  const [most] = strangers.toSorted(
    (a, b) => b.bestOther.spearman - b.spearman - (a.bestOther.spearman - a.spearman),
  );
  if (most === undefined) return [];
  const { name, spearman, bestOther } = most;
  return [
    `${shortName(name, architecture)} is nearer to what ${shortName(bestOther.name, architecture)} was (${two(bestOther.spearman)}) than to itself (${two(spearman)}).`,
  ];
}

function span({ min, max }: Range): string {
  return two(min) === two(max) ? two(min) : `${two(min)} to ${two(max)}`;
}

/** Two decimals; three, cut off, where two would claim a perfect correlation. Rounding errors alone are none. */
function two(value: number): string {
  const magnitude = Math.abs(value);
  const isNearlyOne = magnitude >= 0.995 && magnitude < 1 - 5e-7;
  const text = isNearlyOne ? (Math.floor(magnitude * 1000) / 1000).toFixed(3) : magnitude.toFixed(2);
  return value < 0 && Number(text) !== 0 ? `-${text}` : text;
}

function share(fraction: number): string {
  const text = (fraction * 100).toFixed(1);
  if (fraction > 0 && text === "0.0") return "< 0.1 %";
  return `${fraction < 1 && text === "100.0" ? "99.9" : text.replace(/\.0$/, "")} %`;
}
