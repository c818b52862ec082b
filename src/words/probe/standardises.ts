import type { Architecture } from "../../model/architecture.js";
import type { ProbedModel, ProbedNorm } from "../../model/probe.js";
import { significant } from "../numbers.js";
import { capitalise } from "../phrases.js";
import { normNoun } from "../sites.js";

/** The study's question whether norms standardise, answered by what was measured on text. In ASCII. */

/** A deviation and a mean this near to 1 and 0 are told as such. */
const AS_GOOD_AS = 0.01;

/** What each norm does to a token by itself, and what gain and bias make of it. */
export function standardisesSentence({ norms, model }: ProbedModel): string {
  const noun = normNoun(model.architecture);
  const after = norms.map(({ name, overall }) => ({
    name,
    std: overall.outputStd,
    mean: overall.outputMean,
  }));
  if (after.length === 0 || after.some(({ std, mean }) => !Number.isFinite(std) || !Number.isFinite(mean))) {
    return `whether ${noun} standardises cannot be told: not every output is finite.`;
  }
  const before = `${noun} standardises each token: before gain and bias its dims have mean 0 and variance 1${measured(norms)}`;
  const stays = after.every(({ std, mean }) => Math.abs(std - 1) < AS_GOOD_AS && Math.abs(mean) < AS_GOOD_AS);
  if (stays) return `${before}, and gain and bias leave it so, within ${AS_GOOD_AS}.`;
  const ordered = after.toSorted((a, b) => a.std - b.std);
  const [least, most] = [ordered[0], ordered.at(-1)].map((norm) => ({
    text: significant(norm?.std ?? 0, 3),
    name: norm?.name,
  }));
  const range =
    least?.text === most?.text
      ? `${least?.text} at each`
      : `${least?.text} at ${least?.name} to ${most?.text} at ${most?.name}`;
  return `${before}; gain and bias do not leave it so: the standard deviation of the output is ${range}.`;
}

/** The variance of standardised tokens as it was met, from norm to norm; position 0 left out. */
function measured(norms: readonly ProbedNorm[]): string {
  const variances = norms.flatMap(({ dims }) => {
    if (dims === null) return [];
    const sum = dims.standardisedMeanSquare.reduce((total, square) => total + square, 0);
    return [sum / dims.standardisedMeanSquare.length];
  });
  const [least, most] = [Math.min(...variances), Math.max(...variances)].map((value) => value.toFixed(4));
  if (least === undefined || !variances.every(Number.isFinite) || variances.length === 0) return "";
  const range = least === most ? least : `${least} to ${most}`;
  const why =
    Number(least) < 1 - AS_GOOD_AS ? ", less than 1 where inputs are so small that epsilon counts" : "";
  return ` (measured: ${range}${why})`;
}

/** As a question of the study and its answer, for a report. */
export function standardisesAnswer(models: readonly ProbedModel[], architecture: Architecture) {
  const sides = models.length === 1 ? [""] : ["pre: ", "post: "];
  const sentences = models.map((model, i) => {
    const sentence = standardisesSentence(model);
    return models.length === 1 ? capitalise(sentence, architecture) : `${sides[i] ?? ""}${sentence}`;
  });
  return {
    title: `Does ${normNoun(architecture)} standardise?`,
    verdict: sentences.join(" "),
    caveat:
      "Measured over all tokens and dims of this text. Weights alone cannot say it: they have no inputs to standardise.",
  };
}
