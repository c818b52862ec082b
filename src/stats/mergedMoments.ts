/**
 * Moments of many vectors at once, of samples that come in parts: counts, means and sums of powers of the distances from
 * the mean are merged by the formulas of Pebay (2008, "Formulas for robust, one-pass parallel computation of covariances
 * and arbitrary-order statistical moments", equations 3.1 and II.3 to II.5 with whole parts).
 */
export class MergedMoments {
  readonly #width: number;
  #count = 0;
  readonly #mean: Float64Array;
  readonly #second: Float64Array;
  readonly #third: Float64Array;
  readonly #fourth: Float64Array;

  /** @param width how many vectors: columns of what is added */
  constructor(width: number) {
    this.#width = width;
    this.#mean = new Float64Array(width);
    this.#second = new Float64Array(width);
    this.#third = new Float64Array(width);
    this.#fourth = new Float64Array(width);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds rows `[firstRow, endRow)` of `values` [rows, width]. */
  add(values: Float64Array, firstRow: number, endRow: number): void {
    const count = endRow - firstRow;
    if (count <= 0) return;
    for (let column = 0; column < this.#width; column++) {
      const part = powerSums(values, this.#width, column, firstRow, endRow);
      this.#merge(column, count, part);
    }
    this.#count += count;
  }

  #merge(column: number, count: number, part: PowerSums): void {
    const [n, m] = [this.#count, count];
    const total = n + m;
    const mean = this.#mean[column] as number;
    const second = this.#second[column] as number;
    const third = this.#third[column] as number;
    const fourth = this.#fourth[column] as number;
    const delta = part.mean - mean;
    const ratio = delta / total;
    this.#mean[column] = mean + m * ratio;
    this.#second[column] = second + part.second + n * m * delta * ratio;
    this.#third[column] =
      third + part.third + n * m * (n - m) * delta * ratio ** 2 + 3 * ratio * (n * part.second - m * second);
    this.#fourth[column] =
      fourth +
      part.fourth +
      n * m * (n * n - n * m + m * m) * delta * ratio ** 3 +
      6 * ratio ** 2 * (n * n * part.second + m * m * second) +
      4 * ratio * (n * part.third - m * third);
  }

  mean(column: number): number {
    return this.#mean[column] as number;
  }

  /** Divided by the count, as numpy.var. */
  variance(column: number): number {
    return (this.#second[column] as number) / this.#count;
  }

  /** As scipy.stats.kurtosis; null where the variance is 0. */
  excessKurtosis(column: number): number | null {
    const second = this.#second[column] as number;
    return second > 0 ? (this.#count * (this.#fourth[column] as number)) / second ** 2 - 3 : null;
  }
}

interface PowerSums {
  readonly mean: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}

function powerSums(
  values: Float64Array,
  width: number,
  column: number,
  firstRow: number,
  endRow: number,
): PowerSums {
  let sum = 0;
  for (let row = firstRow; row < endRow; row++) sum += values[row * width + column] as number;
  const mean = sum / (endRow - firstRow);
  let [second, third, fourth] = [0, 0, 0];
  for (let row = firstRow; row < endRow; row++) {
    const distance = (values[row * width + column] as number) - mean;
    const square = distance * distance;
    second += square;
    third += square * distance;
    fourth += square * square;
  }
  return { mean, second, third, fourth };
}
