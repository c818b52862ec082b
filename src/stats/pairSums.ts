import type { PairedChange } from "../model/weights.js";
import { overNorms } from "./correlation.js";
import { isConstantUpToRounding } from "./powerSums.js";
import { finiteOrNull } from "./sum.js";

/** How very many pairs of values changed: from sums that can be merged, as those of powerSums.ts. */

/** Over the pairs of which both values are finite; a is pre, b is post. */
export interface PairSums {
  readonly n: number;
  /** A power of two, so that dividing by it is exact. */
  readonly scale: number;
  /** Of a / scale, and of b / scale. */
  readonly preMean: number;
  readonly postMean: number;
  /**
   * What rounding took from the means: where values vary by little about a mean far from 0, the means of parts differ by no
   * more than that.
   */
  readonly preMeanRest: number;
  readonly postMeanRest: number;
  /** Sums of (a / scale - preMean)^2, of (b / scale - postMean)^2, and of the products of the two. */
  readonly preSquare: number;
  readonly postSquare: number;
  readonly product: number;
  /** Sum of (b / scale - a / scale)^2. */
  readonly deltaSquare: number;
  /** Largest abs(b - a), and the place of the first pair that has it; null where none changed. */
  readonly maxAbsDelta: number;
  readonly maxAbsDeltaIndex: number | null;
  /** Pairs of opposite signs, and pairs that differ. */
  readonly signFlips: number;
  readonly changed: number;
}

/** As the loops make them: of x = a / scale - preShift and y = b / scale - postShift. */
export interface ShiftedPairSums
  extends Omit<
    PairSums,
    "preMean" | "postMean" | "preMeanRest" | "postMeanRest" | "preSquare" | "postSquare" | "product"
  > {
  readonly preShift: number;
  readonly postShift: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

export const NO_PAIRS: PairSums = {
  n: 0,
  scale: 1,
  preMean: 0,
  postMean: 0,
  preMeanRest: 0,
  postMeanRest: 0,
  preSquare: 0,
  postSquare: 0,
  product: 0,
  deltaSquare: 0,
  maxAbsDelta: 0,
  maxAbsDeltaIndex: null,
  signFlips: 0,
  changed: 0,
};

/** Moves sums from their shifts to the means. Equal vectors have three sums that are equal to the last bit. */
export function centralPairSums({
  preShift,
  postShift,
  x,
  y,
  xx,
  yy,
  xy,
  ...sums
}: ShiftedPairSums): PairSums {
  const { n } = sums;
  if (n === 0) return NO_PAIRS;
  const [offX, offY] = [x / n, y / n];
  const [preMean, preMeanRest] = exactSum(preShift, offX);
  const [postMean, postMeanRest] = exactSum(postShift, offY);
  return {
    ...sums,
    preMean,
    postMean,
    preMeanRest,
    postMeanRest,
    preSquare: Math.max(0, xx - n * (offX * offX)),
    postSquare: Math.max(0, yy - n * (offY * offY)),
    product: xy - n * (offX * offY),
  };
}

/** Of both together, `a` standing before `b`. Source: as of mergeCentralSums. */
export function mergePairSums(a: PairSums, b: PairSums): PairSums {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  if (a.scale !== b.scale) {
    const scale = Math.max(a.scale, b.scale);
    return mergePairSums(rescaled(a, scale), rescaled(b, scale));
  }
  const n = a.n + b.n;
  const shareB = b.n / n;
  const weight = a.n * shareB;
  const preStep = b.preMean - a.preMean + (b.preMeanRest - a.preMeanRest);
  const postStep = b.postMean - a.postMean + (b.postMeanRest - a.postMeanRest);
  const [preMean, preMeanRest] = exactSum(a.preMean, preStep * shareB + a.preMeanRest);
  const [postMean, postMeanRest] = exactSum(a.postMean, postStep * shareB + a.postMeanRest);
  const { maxAbsDelta, maxAbsDeltaIndex } = b.maxAbsDelta > a.maxAbsDelta ? b : a;
  return {
    n,
    scale: a.scale,
    preMean,
    postMean,
    preMeanRest,
    postMeanRest,
    preSquare: a.preSquare + b.preSquare + preStep * preStep * weight,
    postSquare: a.postSquare + b.postSquare + postStep * postStep * weight,
    product: a.product + b.product + preStep * postStep * weight,
    deltaSquare: a.deltaSquare + b.deltaSquare,
    maxAbsDelta,
    maxAbsDeltaIndex,
    signFlips: a.signFlips + b.signFlips,
    changed: a.changed + b.changed,
  };
}

function rescaled(sums: PairSums, to: number): PairSums {
  const factor = sums.scale / to;
  return {
    ...sums,
    scale: to,
    preMean: sums.preMean * factor,
    postMean: sums.postMean * factor,
    preMeanRest: sums.preMeanRest * factor,
    postMeanRest: sums.postMeanRest * factor,
    preSquare: sums.preSquare * factor * factor,
    postSquare: sums.postSquare * factor * factor,
    product: sums.product * factor * factor,
    deltaSquare: sums.deltaSquare * factor * factor,
  };
}

/** The sum as float64, and what rounding took from it. Source: Knuth, The Art of Computer Programming 2, 4.2.2, theorem B. */
function exactSum(a: number, b: number): readonly [sum: number, rest: number] {
  const sum = a + b;
  const ofB = sum - a;
  return [sum, a - (sum - ofB) + (b - ofB)];
}

/** As numpy.linalg.norm(b - a) / numpy.linalg.norm(a), the cosine of the two, and numpy.corrcoef. */
export function pairedChange(sums: PairSums): PairedChange {
  const { n, preMean, postMean, preSquare, postSquare, product, deltaSquare } = sums;
  const aa = preSquare + n * (preMean * preMean);
  const bb = postSquare + n * (postMean * postMean);
  const ab = product + n * (preMean * postMean);
  const isConstant = (square: number, mean: number) => isConstantUpToRounding(Math.sqrt(square / n), mean);
  const anyConstant = isConstant(preSquare, preMean) || isConstant(postSquare, postMean);
  return {
    n,
    relativeL2: aa > 0 ? finiteOrNull(Math.sqrt(deltaSquare / aa)) : null,
    cosine: overNorms(ab, aa, bb),
    pearson: anyConstant ? null : overNorms(product, preSquare, postSquare),
    maxAbsDelta: n > 0 ? finiteOrNull(sums.maxAbsDelta) : null,
    maxAbsDeltaIndex: sums.maxAbsDeltaIndex,
    signFlips: sums.signFlips,
    changedShare: n > 0 ? sums.changed / n : null,
  };
}
