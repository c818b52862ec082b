import type { Answer, Balance, Initialisation, Outliers, Range, Scaling } from "../analysis/answers.js";
import { blockRanges } from "../analysis/blockRanges.js";
import type { Convergence } from "../analysis/convergence.js";
import type { Architecture } from "../model/architecture.js";
import { finalSite, sublayerSites } from "../model/sites.js";
import { factor, percentNumber, significant } from "./numbers.js";
import { normNoun, placeInSentence } from "./sites.js";
import { shortName } from "./tensorNames.js";

/** The study's questions and their answers in plain words, in ASCII. */

export interface WordedAnswer {
  readonly title: string;
  readonly verdict: string;
  readonly caveat: string;
}

type Question = Answer["question"];

const TITLES: Readonly<Record<Exclude<Question, "standardises" | "converged">, string>> = {
  initialised: "Are the weights well initialised?",
  balanced: "Is there bias or imbalance?",
  outliers: "Are there outliers?",
  finalLayer: "How did the final layer change?",
  trained: "Which blocks were trained at all?",
};

/** NORM is replaced by what the architecture's norms are called. */
const CAVEATS: Readonly<Record<Exclude<Question, "standardises" | "finalLayer">, string>> = {
  initialised:
    "Gains of 1 and biases of 0 are where training starts; distance from them judges a fresh model only. A pretrained NORM is not near 1.",
  balanced: "Skewness is dominated by a few extreme dimensions; look at the figure.",
  outliers:
    "Each side is judged by its own median and MAD here; after fine-tuning a wider bulk hides outliers (see newOutlierDims).",
  converged:
    "Spread over dimensions is not convergence over time. The measures disagree because std is dominated by outliers and ratios depend on the level.",
  trained: "Identical means bit for bit; a block can be trained and still have unchanged NORMs.",
};

export function wordAnswer(answer: Answer, architecture: Architecture): WordedAnswer {
  return {
    title: titleOf(answer.question, architecture),
    verdict: verdictOf(answer, architecture),
    caveat: caveatOf(answer.question, architecture),
  };
}

function titleOf(question: Question, architecture: Architecture): string {
  if (question === "converged") return convergenceTitle(architecture);
  return question === "standardises" ? `Does ${normNoun(architecture)} standardise?` : TITLES[question];
}

function caveatOf(question: Question, architecture: Architecture): string {
  if (question === "finalLayer") return finalCaveat(architecture);
  if (question === "standardises") return scalingCaveat(architecture);
  return CAVEATS[question].replace("NORM", normNoun(architecture));
}

function scalingCaveat(architecture: Architecture): string {
  const hasMean = architecture.sites.every(({ kind }) => kind === "LayerNorm");
  const does = hasMean
    ? "standardises its input by construction; gain and bias then set the scale and the offset shown here."
    : "brings its input to a root mean square of 1 by construction and leaves its mean; the gain then sets the scale shown here.";
  return `It cannot be decided from weights: ${normNoun(architecture)} ${does}`;
}

function convergenceTitle(architecture: Architecture): string {
  const before = sublayerSites(architecture);
  return before === null
    ? "Is the norm before the MLP more converged than the one before attention?"
    : `Are ${before.mlp.name}'s weights more converged than ${before.attention.name}'s?`;
}

function finalCaveat(architecture: Architecture): string {
  const site = finalSite(architecture);
  return site === null
    ? "There is no norm of its own before the output head."
    : `${site.name} is ${placeInSentence(site)}: its scale acts on every logit.`;
}

function verdictOf(answer: Answer, architecture: Architecture): string {
  const short = (name: string) => shortName(name, architecture);
  switch (answer.question) {
    case "initialised":
      return sides(answer, (side) => initialisation(side, short));
    case "balanced":
      return sides(answer, balance);
    case "outliers":
      return sides(answer, (side) => outliers(side, architecture));
    case "standardises":
      return `Not decidable from weights alone. ${sides(answer, scaling)}`;
    case "converged":
      return convergence(answer.byMeasure, architecture);
    case "finalLayer":
      return finalLayer(answer.final, architecture);
    case "trained":
      return trained(answer);
  }
}

/** The same words for both sides are said once. */
function sides<T>({ pre, post }: { readonly pre: T; readonly post: T }, word: (side: T) => string): string {
  const [before, after] = [word(pre), word(post)];
  return before === after ? `Pre and post: ${before}.` : `Pre: ${before}. Post: ${after}.`;
}

function initialisation(
  { tensors, exactlyInitial, gainDistance, biasDistance }: Initialisation,
  short: (name: string) => string,
): string {
  if (exactlyInitial.length === tensors)
    return "every tensor is exactly at its initial value: never trained, or never loaded";
  const untouched =
    exactlyInitial.length === 0 ? "" : `; exactly initial: ${exactlyInitial.map(short).join(", ")}`;
  const biases = biasDistance === null ? "" : `, of the biases ${between(biasDistance)} from 0`;
  return `trained; the medians of the gains lie ${between(gainDistance)} from 1${biases}${untouched}`;
}

function balance({ skewness, positiveShare, topPercentShare }: Balance): string {
  const positive = positiveShare === null ? "-" : `${(positiveShare * 100).toFixed(2)} %`;
  return `skewness ${between(skewness)}; ${positive} of the gains are positive; the largest 1 % hold ${percents(topPercentShare)} of a tensor's squared length`;
}

function outliers({ share, everywhere, largestZ }: Outliers, architecture: Architecture): string {
  const hasOneWidth = architecture.sites.every(({ width }) => width === "model");
  const tensors = hasOneWidth ? "every tensor" : "every tensor over the same dimensions";
  const common = `${everywhere.length === 0 ? "none" : `dims ${everywhere.join(", ")}`} in ${tensors}`;
  const extreme =
    largestZ === null
      ? ""
      : `; most extreme: ${shortName(largestZ.name, architecture)} dim ${largestZ.dim}, modified z ${significant(largestZ.z, 3)}`;
  return `${percents(share)} of the dimensions of a tensor; ${common}${extreme}`;
}

function scaling({ rmsGain, rmsBias }: Scaling): string {
  const offset = rmsBias === null ? "" : `, the biases shift it by ${between(rmsBias)}`;
  return `the gains scale a standardised input by ${between(rmsGain)} (root mean square)${offset}`;
}

export const SPREAD_NAMES: Readonly<Record<Convergence["measure"], string>> = {
  iqr: "IQR",
  std: "std",
  iqrOverMedian: "IQR/median",
  stdOverMean: "std/mean",
};

function convergence(byMeasure: readonly Convergence[], architecture: Architecture): string {
  const before = sublayerSites(architecture);
  if (before === null)
    return `A block of ${architecture.title} does not have a norm of its own before each sublayer.`;
  if (byMeasure.every(({ of }) => of === 0)) return "No block has both norms to compare.";
  const counts = byMeasure.map(({ measure, pre, post, of }) => {
    const after = pre === post ? " before and after" : ` before, ${post} of ${of} after`;
    return `by ${SPREAD_NAMES[measure]} in ${pre} of ${of} blocks${after}`;
  });
  return `${before.mlp.name} is narrower than ${before.attention.name} ${counts.join("; ")}.`;
}

function finalLayer(
  final: (Answer & { question: "finalLayer" })["final"],
  architecture: Architecture,
): string {
  if (final === null) {
    const site = finalSite(architecture);
    return site === null ? `${architecture.title} has no such norm.` : `${site.name} was not compared.`;
  }
  if (final.identical) return "It did not change.";
  const fractions = final.largest.map(({ fraction }) => fraction);
  const dims = final.largest.map(({ dim }) => dim).join(", ");
  const changes =
    fractions.length === 0
      ? "-"
      : `${percentNumber(Math.max(...fractions))} to ${percentNumber(Math.min(...fractions))} %`;
  const flips =
    final.signFlipDims.length === 0
      ? "no gain changed sign"
      : `${final.signFlipDims.length} gains changed sign (dims ${final.signFlipDims.slice(0, 12).join(", ")})`;
  return `Median ${significant(final.medianPre)} to ${significant(final.medianPost)}; the interquartile range changed by ${factor(final.iqrRatio)}; the ${final.largest.length} largest gains (dims ${dims}) changed by ${changes}; ${flips}.`;
}

function trained({
  changedBlocks,
  unchangedBlocks,
  changed,
  unchanged,
}: Answer & { question: "trained" }): string {
  if (changed.length === 0) return "None: every tensor compared is identical.";
  if (unchanged.length === 0) return "All that were compared.";
  const blocks = (list: readonly number[]) => (list.length === 0 ? "none" : blockRanges(list));
  return `Blocks that changed: ${blocks(changedBlocks)}; identical: ${blocks(unchangedBlocks)}.`;
}

function between(range: Range | null): string {
  if (range === null) return "-";
  const [min, max] = [significant(range.min, 2), significant(range.max, 2)];
  return min === max ? min : `${min} to ${max}`;
}

function percents(range: Range | null): string {
  if (range === null) return "-";
  const [min, max] = [range.min, range.max].map((share) => (share * 100).toFixed(1));
  return min === max ? `${min} %` : `${min} to ${max} %`;
}
