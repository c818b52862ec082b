import type { Answer } from "../../model/answers.js";
import type { Architecture } from "../../model/architecture.js";
import type { Comparison } from "../../model/comparison.js";
import { finalSite } from "../../model/sites.js";
import { normNoun, placeInSentence } from "../sites.js";
import { finalVerdict, trainedVerdict } from "./changed.js";
import { convergenceTitle, convergenceVerdict } from "./converged.js";
import { sides } from "./pieces.js";
import { RELATED_CAVEAT, RELATED_TITLE, relatedVerdict } from "./related.js";
import { balanceWords, initialisationWords, outlierWords, scalingWords } from "./sides.js";

/** The study's questions and their answers in plain words, in ASCII. */

export interface WordedAnswer {
  readonly title: string;
  readonly verdict: string;
  readonly caveat: string;
}

type Question = Answer["question"];

const TITLES: Readonly<Record<Exclude<Question, "standardises" | "converged">, string>> = {
  related: RELATED_TITLE,
  initialised: "Are the weights well initialised?",
  balanced: "Is there bias or imbalance?",
  outliers: "Are there outliers?",
  finalLayer: "How did the final layer change?",
  trained: "Which blocks were trained at all?",
};

/** NORM is replaced by what the architecture's norms are called. */
const CAVEATS: Readonly<Record<Exclude<Question, "standardises" | "finalLayer">, string>> = {
  related: RELATED_CAVEAT,
  initialised:
    "Gains of 1 and biases of 0 are where training starts; distance from them judges a fresh model only. A pretrained NORM is not near 1.",
  balanced: "Skewness is dominated by a few extreme dimensions; look at the figure.",
  outliers:
    "Each side is judged by its own median and MAD here; after fine-tuning a wider bulk hides outliers (see newOutlierDims).",
  converged:
    "Spread over dimensions is not convergence over time. The measures disagree because std is dominated by outliers and ratios depend on the level.",
  trained: "Identical means bit for bit; a block can be trained and still have unchanged NORMs.",
};

/** `comparison`: what the answer is about. */
export function wordAnswer(
  answer: Answer,
  { pre: { architecture }, judged }: Pick<Comparison, "pre" | "judged">,
): WordedAnswer {
  return {
    title: titleOf(answer.question, architecture),
    verdict: verdictOf(answer, architecture, judged),
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
  return `It cannot be decided from weights: ${normNoun(architecture)} ${does} Run on text, a model shows it: gpt2-wdist probe measures what each norm is given and makes of it, of models that it can run.`;
}

function finalCaveat(architecture: Architecture): string {
  const site = finalSite(architecture);
  return site === null
    ? "There is no norm of its own before the output head."
    : `${site.name} is ${placeInSentence(site)}: its scale acts on every logit.`;
}

function verdictOf(answer: Answer, architecture: Architecture, judged: Comparison["judged"]): string {
  switch (answer.question) {
    case "related":
      return relatedVerdict(answer, architecture);
    case "initialised":
      return sides(answer, (side) => initialisationWords(side, architecture));
    case "balanced":
      return sides(answer, balanceWords);
    case "outliers":
      return sides(answer, (side) => outlierWords(side, architecture));
    case "standardises":
      return `Not decidable from weights alone. ${sides(answer, scalingWords)}`;
    case "converged":
      return convergenceVerdict(answer.byMeasure, architecture);
    case "finalLayer":
      return finalVerdict(answer.final, architecture);
    case "trained":
      return trainedVerdict(answer, judged, architecture);
  }
}
