import type { TensorComparison } from "../model/comparison.js";
import type { Distribution, Side } from "../model/numbers.js";
import { finalSite } from "../model/sites.js";
import { countUpTo } from "../stats/loops.js";
import { loops } from "../stats/loopsInUse.js";
import { farthestOut } from "../stats/outliers.js";
import { distancesFrom } from "../stats/quantiles.js";
import { sampleOf } from "../stats/sample.js";
import { comparedBlocks, frozenBlocks } from "./blocks.js";
import { type BlocksConverged, converged } from "./convergence.js";
import { inOneSpace } from "./spaces.js";

/**
 * The questions of the study that this tool grew from, each answered by measures: data only, worded in report/. No
 * answer picks the measure that sounds best.
 */

export type Answer =
  | { readonly question: "initialised"; readonly pre: Initialisation; readonly post: Initialisation }
  | { readonly question: "balanced"; readonly pre: Balance; readonly post: Balance }
  | { readonly question: "outliers"; readonly pre: Outliers; readonly post: Outliers }
  | { readonly question: "standardises"; readonly pre: Scaling; readonly post: Scaling }
  | ({ readonly question: "converged" } & BlocksConverged)
  | { readonly question: "finalLayer"; readonly final: FinalLayer | null }
  | {
      readonly question: "trained";
      readonly changed: readonly string[];
      readonly unchanged: readonly string[];
      readonly changedBlocks: readonly number[];
      readonly unchangedBlocks: readonly number[];
    };

/** How far from a fresh LayerNorm, whose gains are 1 and biases 0. */
export interface Initialisation {
  readonly tensors: number;
  /** Tensors still exactly at their initial value. */
  readonly exactlyInitial: readonly string[];
  /** Smallest and largest abs(median - 1) of the gains. */
  readonly gainDistance: Range | null;
  /** Smallest and largest abs(median) of the biases; null where none were compared. */
  readonly biasDistance: Range | null;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface Balance {
  /** Over the gains' tensors. */
  readonly skewness: Range | null;
  /** Share of all gains above zero. */
  readonly positiveShare: number | null;
  /** Smallest and largest share of a tensor's squared length that its 1 % largest gains hold (at least one gain). */
  readonly topPercentShare: Range | null;
}

export interface Outliers {
  /** Share of a gain tensor's dims that are outliers by its own median and mad. */
  readonly share: Range | null;
  /** Dims that are outliers in every gain tensor (of those over the same dimensions). */
  readonly everywhere: readonly number[];
  /** Dims that are outliers in at least half of these, most often first. */
  readonly recurring: readonly { readonly dim: number; readonly tensors: number }[];
  readonly largestZ: { readonly name: string; readonly dim: number; readonly z: number } | null;
}

/** What gain and bias do to a standardised input: its new root mean square scale and offset. */
export interface Scaling {
  readonly rmsGain: Range | null;
  readonly rmsBias: Range | null;
}

export interface FinalLayer {
  readonly identical: boolean;
  readonly medianPre: number | null;
  readonly medianPost: number | null;
  readonly iqrRatio: number | null;
  /** The gains that were largest before, and what became of them. */
  readonly largest: readonly {
    readonly dim: number;
    readonly pre: number;
    readonly post: number;
    readonly fraction: number;
  }[];
  readonly signFlipDims: readonly number[];
}

const LARGEST_NAMED = 6;
const TOP_SHARE = 0.01;

/** Answers for the tensors that were compared. */
export function answerQuestions(tensors: readonly TensorComparison[]): Answer[] {
  const both = <T>(answer: (side: Side) => T) => ({ pre: answer("pre"), post: answer("post") });
  return [
    { question: "initialised", ...both((side) => initialisation(tensors, side)) },
    { question: "balanced", ...both((side) => balance(gainsOf(tensors, side))) },
    { question: "outliers", ...both((side) => outliers(tensors, side)) },
    { question: "standardises", ...both((side) => scaling(tensors, side)) },
    { question: "converged", ...converged(tensors) },
    { question: "finalLayer", final: finalLayer(tensors) },
    trained(tensors),
  ];
}

function gainsOf(tensors: readonly TensorComparison[], side: Side): Distribution[] {
  return tensors.filter(({ id }) => id.parameter === "gain").map((tensor) => tensor[side]);
}

function biasesOf(tensors: readonly TensorComparison[], side: Side): Distribution[] {
  return tensors.filter(({ id }) => id.parameter === "bias").map((tensor) => tensor[side]);
}

function rangeOf(values: readonly (number | null)[]): Range | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : { min: Math.min(...defined), max: Math.max(...defined) };
}

function initialisation(tensors: readonly TensorComparison[], side: Side): Initialisation {
  const distance =
    (from: number) =>
    ({ summary: { median } }: Distribution) =>
      median === null ? null : Math.abs(median - from);
  const initial = tensors.filter((tensor) => {
    const value = tensor.id.parameter === "gain" ? 1 : 0;
    return tensor[side].values.every((weight) => weight === value);
  });
  return {
    tensors: tensors.length,
    exactlyInitial: initial.map(({ name }) => name),
    gainDistance: rangeOf(gainsOf(tensors, side).map(distance(1))),
    biasDistance: rangeOf(biasesOf(tensors, side).map(distance(0))),
  };
}

function balance(gains: readonly Distribution[]): Balance {
  const samples = gains.map(({ values }) => sampleOf(values).ascending);
  const total = samples.reduce((sum, { length }) => sum + length, 0);
  const positive = samples.reduce((sum, values) => sum + values.length - countUpTo(values, 0), 0);
  return {
    skewness: rangeOf(gains.map(({ summary }) => summary.skewness)),
    positiveShare: total === 0 ? null : positive / total,
    topPercentShare: rangeOf(samples.map(topShare)),
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

function outliers(tensors: readonly TensorComparison[], side: Side): Outliers {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const comparable = inOneSpace(gains);
  const counts = new Map<number, number>();
  for (const tensor of comparable) {
    for (const dim of tensor[side].summary.outlierDims ?? []) counts.set(dim, (counts.get(dim) ?? 0) + 1);
  }
  const often = [...counts]
    .map(([dim, count]) => ({ dim, tensors: count }))
    .sort((a, b) => b.tensors - a.tensors || a.dim - b.dim);
  return {
    share: rangeOf(gains.map((tensor) => outlierShare(tensor[side]))),
    everywhere: often.filter(({ tensors: count }) => count === comparable.length).map(({ dim }) => dim),
    recurring: often.filter(({ tensors: count }) => count >= comparable.length / 2),
    largestZ: largestZ(gains, side),
  };
}

function outlierShare({ summary: { outlierDims, n } }: Distribution): number | null {
  return outlierDims === null || n === 0 ? null : outlierDims.length / n;
}

function largestZ(gains: readonly TensorComparison[], side: Side): Outliers["largestZ"] {
  const extremes = gains.flatMap((tensor) => {
    const { values, summary } = tensor[side];
    const { median, mad } = summary;
    const farthest = median === null || mad === null ? null : farthestOut(values, { median, mad });
    return farthest === null ? [] : [{ name: tensor.name, ...farthest }];
  });
  return extremes.toSorted((a, b) => b.z - a.z)[0] ?? null;
}

function scaling(tensors: readonly TensorComparison[], side: Side): Scaling {
  const rms = ({ summary: { l2Norm, n } }: Distribution) => (l2Norm === null ? null : l2Norm / Math.sqrt(n));
  return {
    rmsGain: rangeOf(gainsOf(tensors, side).map(rms)),
    rmsBias: rangeOf(biasesOf(tensors, side).map(rms)),
  };
}

function finalLayer(tensors: readonly TensorComparison[]): FinalLayer | null {
  const site = finalSite({ sites: tensors.map((tensor) => tensor.site) });
  const final = tensors.find(({ id }) => id.norm === site?.name && id.parameter === "gain");
  if (final === undefined) return null;
  const { pre, post, change } = final;
  const largest = [...pre.values]
    .map((value, dim) => ({ dim, pre: value, post: post.values[dim] as number }))
    .filter(
      ({ pre: before, post: after }) => Number.isFinite(before) && Number.isFinite(after) && before !== 0,
    )
    .sort((a, b) => Math.abs(b.pre) - Math.abs(a.pre))
    .slice(0, LARGEST_NAMED)
    .map((entry) => ({ ...entry, fraction: (entry.post - entry.pre) / Math.abs(entry.pre) }));
  return {
    identical: change.identical,
    medianPre: pre.summary.median,
    medianPost: post.summary.median,
    iqrRatio: final.change.iqrRatio,
    largest,
    signFlipDims: change.signFlipDims,
  };
}

function trained(tensors: readonly TensorComparison[]): Answer {
  const names = (identical: boolean) =>
    tensors.filter(({ change }) => change.identical === identical).map(({ name }) => name);
  const frozen = frozenBlocks(tensors);
  return {
    question: "trained",
    changed: names(false),
    unchanged: names(true),
    changedBlocks: comparedBlocks(tensors).filter((block) => !frozen.includes(block)),
    unchangedBlocks: frozen,
  };
}
