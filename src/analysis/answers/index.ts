import type { Answer, Balance, Initialisation, Scaling } from "../../model/answers.js";
import type { Lineage } from "../../model/lineage.js";
import type { Side } from "../../model/numbers.js";
import { countUpTo } from "../../stats/loops.js";
import { loops } from "../../stats/loopsInUse.js";
import { distancesFrom } from "../../stats/quantiles.js";
import { sampleOf } from "../../stats/sample.js";
import { finiteOrNull } from "../../stats/sum.js";
import { converged } from "../convergence.js";
import { rangeOfDefined } from "../diagnosis/ranges.js";
import type { MeasuredPair, Subject } from "../diagnosis/subject.js";
import { finalLayer } from "./finalLayer.js";
import { outliers } from "./outliers.js";
import { related } from "./related.js";
import { trained } from "./trained.js";

/** One side of a tensor. */
type Measured = MeasuredPair["pre"];

const TOP_SHARE = 0.01;

/** Answers about the whole models, whatever is shown of them. */
export function answerQuestions(subject: Subject, lineage: Lineage): Answer[] {
  const { pairs } = subject;
  const both = <T>(answer: (side: Side) => T) => ({ pre: answer("pre"), post: answer("post") });
  return [
    { question: "related", ...related(subject, lineage) },
    { question: "initialised", ...both((side) => initialisation(pairs, side)) },
    { question: "balanced", ...both((side) => balance(gainsOf(pairs, side))) },
    { question: "outliers", ...both((side) => outliers(pairs, side)) },
    { question: "standardises", ...both((side) => scaling(pairs, side)) },
    { question: "converged", ...converged(pairs) },
    { question: "finalLayer", final: finalLayer(pairs) },
    { question: "trained", ...trained(subject) },
  ];
}

function gainsOf(tensors: readonly MeasuredPair[], side: Side): Measured[] {
  return tensors.filter(({ id }) => id.parameter === "gain").map((tensor) => tensor[side]);
}

function biasesOf(tensors: readonly MeasuredPair[], side: Side): Measured[] {
  return tensors.filter(({ id }) => id.parameter === "bias").map((tensor) => tensor[side]);
}

function initialisation(tensors: readonly MeasuredPair[], side: Side): Initialisation {
  const distance =
    (from: number) =>
    ({ summary: { median } }: Measured) =>
      median === null ? null : Math.abs(median - from);
  const initial = tensors.filter((tensor) => {
    const value = tensor.id.parameter === "gain" ? 1 : 0;
    const { values } = tensor[side];
    return values.length > 0 && values.every((weight) => weight === value);
  });
  return {
    tensors: tensors.length,
    notFinite: tensors.filter((tensor) => tensor[side].summary.n === 0).map(({ name }) => name),
    exactlyInitial: initial.map(({ name }) => name),
    gainDistance: rangeOfDefined(gainsOf(tensors, side).map(distance(1))),
    biasDistance: rangeOfDefined(biasesOf(tensors, side).map(distance(0))),
  };
}

function balance(gains: readonly Measured[]): Balance {
  const samples = gains.map(({ values }) => sampleOf(values).ascending);
  const total = samples.reduce((sum, { length }) => sum + length, 0);
  const positive = samples.reduce((sum, values) => sum + values.length - countUpTo(values, 0), 0);
  return {
    skewness: rangeOfDefined(gains.map(({ summary }) => summary.skewness)),
    positiveShare: total === 0 ? null : positive / total,
    topPercentShare: rangeOfDefined(samples.map(topShare)),
  };
}

/** The share of the squared length that the largest 1 % hold, of ascending values; null for a zero vector. */
function topShare(ascending: Float64Array): number | null {
  const magnitudes = distancesFrom(ascending, 0);
  const largest = magnitudes.at(-1) ?? 0;
  if (largest === 0) return null;
  const firstOfTop = magnitudes.length - Math.max(1, Math.floor(magnitudes.length * TOP_SHARE));
  const top = magnitudes.subarray(firstOfTop);
  // Divided by the largest first: squares of huge values would overflow.
  return loops().sumOfSquares(top, largest) / loops().sumOfSquares(magnitudes, largest);
}

function scaling(tensors: readonly MeasuredPair[], side: Side): Scaling {
  const rms = ({ summary: { l2Norm, n } }: Measured) =>
    l2Norm === null ? null : finiteOrNull(l2Norm / Math.sqrt(n));
  return {
    rmsGain: rangeOfDefined(gainsOf(tensors, side).map(rms)),
    rmsBias: rangeOfDefined(biasesOf(tensors, side).map(rms)),
  };
}
