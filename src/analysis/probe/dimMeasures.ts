import type { NormVisit } from "../../forward/pass.js";
import type { DimMeasures } from "../../model/probe.js";
import { MergedMoments } from "../../stats/mergedMoments.js";

/** What is measured of each dimension at one norm, over some of the positions. */
export class DimSums {
  readonly #width: number;
  readonly #input: MergedMoments;
  readonly #output: MergedMoments;
  readonly #standardisedSquares: Float64Array;
  readonly #inputLargest: Float64Array;
  readonly #outputLargest: Float64Array;

  constructor(width: number) {
    this.#width = width;
    this.#input = new MergedMoments(width);
    this.#output = new MergedMoments(width);
    this.#standardisedSquares = new Float64Array(width);
    this.#inputLargest = new Float64Array(width);
    this.#outputLargest = new Float64Array(width);
  }

  /** Adds rows `[firstRow, endRow)` of a visit's arrays. */
  add({ input, standardised, output }: NormVisit, firstRow: number, endRow: number): void {
    this.#input.add(input, firstRow, endRow);
    this.#output.add(output, firstRow, endRow);
    const width = this.#width;
    const squares = this.#standardisedSquares;
    for (let i = firstRow * width; i < endRow * width; i++) {
      const dim = i % width;
      squares[dim] = (squares[dim] as number) + (standardised[i] as number) ** 2;
      raise(this.#inputLargest, dim, Math.abs(input[i] as number));
      raise(this.#outputLargest, dim, Math.abs(output[i] as number));
    }
  }

  /** Null where no token was added. */
  measures(): DimMeasures | null {
    const { count } = this.#input;
    if (count === 0) return null;
    const each = <T>(of: (dim: number) => T) => Array.from({ length: this.#width }, (_, dim) => of(dim));
    return {
      inputMean: each((dim) => this.#input.mean(dim)),
      inputVariance: each((dim) => this.#input.variance(dim)),
      inputExcessKurtosis: each((dim) => this.#input.excessKurtosis(dim)),
      inputLargest: [...this.#inputLargest],
      standardisedMeanSquare: [...this.#standardisedSquares.map((sum) => sum / count)],
      outputMean: each((dim) => this.#output.mean(dim)),
      outputVariance: each((dim) => this.#output.variance(dim)),
      outputLargest: [...this.#outputLargest],
    };
  }
}

function raise(greatest: Float64Array, dim: number, value: number): void {
  if (value > (greatest[dim] as number)) greatest[dim] = value;
}
