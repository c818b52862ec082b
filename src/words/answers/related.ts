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

/** The answer as the title of a figure. */
export function lineageTitle(answer: Relation, architecture: Architecture): string {
  const { verdict, tensors, spearman, medianSpearman, othersMedian, sharedTensors } = answer;
  if (tensors === 0 || spearman === null)
    return "Lineage cannot be told: every tensor is one number, or not finite";
  const own = `rank correlation ${span(spearman)}`;
  if (verdict === "unrelated")
    return `Unrelated: tensors are no more like themselves than chance makes them, ${own}`;
  if (verdict === "undecided") {
    const others = othersMedian === null ? "" : `, with others ${two(othersMedian)}`;
    return `Lineage not decided: median rank correlation ${two(medianSpearman ?? 0)}${others}`;
  }
  // A single tensor has no other that it could be nearer to.
  if (answer.own.every(({ bestOther }) => bestOther === null)) return `One lineage: ${own}`;
  const [most, ...more] = strangers(answer);
  if (most === undefined) {
    return answer.medianSpearman !== null &&
      Math.abs(answer.medianSpearman) < 0.5 &&
      (sharedTensors ?? 0) >= 0.5
      ? "One lineage, but renumbered: tensors hold the same values on other dimensions"
      : `One lineage: ${answer.nearestToItself} of ${plural(tensors, "tensor")} ${answer.nearestToItself === 1 ? "is nearest to itself" : "are nearest to themselves"}, ${own}`;
  }
  const short = (name: string) => shortName(name, architecture);
  return `One lineage, but ${more.length + 1} of ${plural(tensors, "tensor")} ${more.length === 0 ? "is" : "are"} nearer to another: ${short(most.name)} to what ${short(most.bestOther.name)} was`;
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
function strangest(answer: Relation, architecture: Architecture): string[] {
  const [most] = strangers(answer);
  if (most === undefined) return [];
  const { name, spearman, bestOther } = most;
  return [
    `${shortName(name, architecture)} is nearer to what ${shortName(bestOther.name, architecture)} was (${two(bestOther.spearman)}) than to itself (${two(spearman)}).`,
  ];
}

/** Tensors that are clearly nearer to another one, those first of which that is clearest. */
function strangers({ own }: Relation) {
  return own
    .flatMap(({ name, spearman, bestOther }) =>
      spearman !== null && bestOther !== null && isClearlyNearer(bestOther.spearman, spearman)
        ? [{ name, spearman, bestOther }]
        : [],
    )
    .toSorted((a, b) => b.bestOther.spearman - b.spearman - (a.bestOther.spearman - a.spearman));
}

/** Neighbouring blocks are alike: to miss a perfect correlation by a little less than with itself means nothing. */
function isClearlyNearer(toOther: number, toItself: number): boolean {
  return toOther > 0.5 && toOther - toItself > 0.01 && 1 - toOther <= 0.5 * (1 - toItself);
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
