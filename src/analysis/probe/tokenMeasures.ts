import type { NormVisit } from "../../forward/pass.js";

/** What is measured of each token at one norm. */

export interface TokenMeasures {
  readonly mean: Float64Array;
  /** Over the token's dimensions, divided by their number. */
  readonly variance: Float64Array;
  /** About the mean, minus 3; NaN where the variance is 0. */
  readonly excessKurtosis: Float64Array;
  /** mean(x^4) / mean(x^2)^2; NaN where all are 0. */
  readonly uncentredKurtosis: Float64Array;
  readonly maxAbs: Float64Array;
  readonly maxAbsDim: Int32Array;
  readonly outputRms: Float64Array;
  /** Between the standardised input and the output. */
  readonly cosine: Float64Array;
}

export function emptyMeasures(tokens: number): TokenMeasures {
  const numbers = () => new Float64Array(tokens);
  return {
    mean: numbers(),
    variance: numbers(),
    excessKurtosis: numbers(),
    uncentredKurtosis: numbers(),
    maxAbs: numbers(),
    maxAbsDim: new Int32Array(tokens),
    outputRms: numbers(),
    cosine: numbers(),
  };
}

/** Measures a row of the visit's arrays, and keeps it as that token. */
export function measureToken(
  into: TokenMeasures,
  token: number,
  visit: NormVisit,
  row: number,
  width: number,
): void {
  measureInput(into, token, visit.input, row * width, width);
  const { standardised, output } = visit;
  let [dot, ofStandardised, ofOutput] = [0, 0, 0];
  for (let i = row * width; i < (row + 1) * width; i++) {
    const [h, y] = [standardised[i] as number, output[i] as number];
    dot += h * y;
    ofStandardised += h * h;
    ofOutput += y * y;
  }
  into.outputRms[token] = Math.sqrt(ofOutput / width);
  into.cosine[token] = dot / Math.sqrt(ofStandardised * ofOutput);
}

function measureInput(
  into: TokenMeasures,
  token: number,
  input: Float64Array,
  start: number,
  width: number,
): void {
  let [sum, square, fourth, greatest, dim] = [0, 0, 0, -1, 0];
  for (let i = start; i < start + width; i++) {
    const value = input[i] as number;
    const power = value * value;
    sum += value;
    square += power;
    fourth += power * power;
    if (Math.abs(value) > greatest) {
      greatest = Math.abs(value);
      dim = i - start;
    }
  }
  const mean = sum / width;
  let [second, fourthAbout] = [0, 0];
  for (let i = start; i < start + width; i++) {
    const power = ((input[i] as number) - mean) ** 2;
    second += power;
    fourthAbout += power * power;
  }
  into.mean[token] = mean;
  into.variance[token] = second / width;
  into.excessKurtosis[token] = (width * fourthAbout) / second ** 2 - 3;
  into.uncentredKurtosis[token] = (width * fourth) / square ** 2;
  into.maxAbs[token] = greatest;
  into.maxAbsDim[token] = dim;
}
