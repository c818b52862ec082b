import type { NetworkNorm } from "../../forward/network.js";
import type { NormVisit } from "../../forward/pass.js";
import type { Windows } from "../../forward/windows.js";
import type {
  LargestInput,
  MassiveActivation,
  OverallMeasures,
  PositionMeasures,
  ProbedNorm,
} from "../../model/probe.js";
import { MergedMoments } from "../../stats/mergedMoments.js";
import { quantile } from "../../stats/quantiles.js";
import { medianMagnitude } from "../../stats/selected.js";
import { DimSums } from "./dimMeasures.js";
import { emptyMeasures, measureToken, type TokenMeasures } from "./tokenMeasures.js";

/** Everything that is measured at one norm, window by window. */

/** Sun et al. 2024, "Massive activations in large language models": how large, and how many times the median magnitude. */
const MASSIVE_VALUE = 100;
const MASSIVE_TIMES_MEDIAN = 1000;
/** Where the range of variances begins that holds nine tokens of ten. */
const LOW = 0.05;

export class NormMeasures {
  readonly tokens: TokenMeasures;
  /** Over positions from 1 on. */
  readonly others: DimSums;
  readonly #norm: NetworkNorm;
  readonly #windows: Windows;
  readonly #width: number;
  readonly #input = new MergedMoments(1);
  readonly #output = new MergedMoments(1);
  readonly #medians: Float64Array;
  readonly #massive = new Map<number, MassiveActivation>();
  /** By token, the value at its largest magnitude. */
  readonly #extremes: Float64Array;

  constructor(norm: NetworkNorm, windows: Windows, width: number) {
    this.#norm = norm;
    this.#windows = windows;
    this.#width = width;
    this.tokens = emptyMeasures(windows.ids.length);
    this.others = new DimSums(width);
    this.#medians = new Float64Array(windows.windows);
    this.#extremes = new Float64Array(windows.ids.length);
  }

  look(visit: NormVisit): void {
    const { windowTokens } = this.#windows;
    const width = this.#width;
    const first = visit.window * windowTokens;
    this.#input.add(visit.input, 0, visit.input.length);
    this.#output.add(visit.output, 0, visit.output.length);
    this.others.add(visit, 1, windowTokens);
    this.#medians[visit.window] = medianMagnitude(visit.input);
    for (let row = 0; row < windowTokens; row++) {
      measureToken(this.tokens, first + row, visit, row, width);
      const dim = this.tokens.maxAbsDim[first + row] as number;
      this.#extremes[first + row] = visit.input[row * width + dim] as number;
      if ((this.tokens.maxAbs[first + row] as number) > MASSIVE_VALUE) this.#findMassive(visit, row);
    }
  }

  #findMassive({ input, window }: NormVisit, position: number): void {
    const median = this.#medians[window] as number;
    for (let dim = 0; dim < this.#width; dim++) {
      const value = input[position * this.#width + dim] as number;
      const magnitude = Math.abs(value);
      if (magnitude <= MASSIVE_VALUE || magnitude < MASSIVE_TIMES_MEDIAN * median) continue;
      const before = this.#massive.get(dim);
      const timesMedian = median > 0 ? magnitude / median : null;
      const largest =
        before === undefined || magnitude > Math.abs(before.value)
          ? { value, dim, window, position, timesMedian }
          : before;
      this.#massive.set(dim, { ...largest, tokens: (before?.tokens ?? 0) + 1 });
    }
  }

  measured(): ProbedNorm {
    const { name, site, block } = this.#norm;
    const { windowTokens, ids } = this.#windows;
    const numbers = Array.from({ length: ids.length }, (_, token) => token);
    const others = numbers.filter((token) => token % windowTokens !== 0);
    return {
      name,
      site,
      block,
      overall: this.#overall(),
      first: this.#over(numbers.filter((token) => token % windowTokens === 0)),
      others: others.length === 0 ? null : this.#over(others),
      dims: this.others.measures(),
      massive: [...this.#massive.values()].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)),
    };
  }

  #overall(): OverallMeasures {
    const [mean, variance] = [this.#output.mean(0), this.#output.variance(0)];
    return {
      inputMean: this.#input.mean(0),
      inputStd: Math.sqrt(this.#input.variance(0)),
      outputMean: mean,
      outputStd: Math.sqrt(variance),
      outputRms: Math.sqrt(mean * mean + variance),
    };
  }

  #over(tokens: readonly number[]): PositionMeasures {
    const mean = (values: Float64Array) =>
      tokens.reduce((sum, token) => sum + (values[token] as number), 0) / tokens.length;
    const variances = Float64Array.from(tokens, (token) => this.tokens.variance[token] as number).sort();
    return {
      tokens: tokens.length,
      inputMean: mean(this.tokens.mean),
      inputVariance: mean(this.tokens.variance),
      lowVariance: quantile(variances, LOW),
      highVariance: quantile(variances, 1 - LOW),
      excessKurtosis: finite(mean(this.tokens.excessKurtosis)),
      uncentredKurtosis: finite(mean(this.tokens.uncentredKurtosis)),
      largest: this.#largest(tokens),
      outputRms: mean(this.tokens.outputRms),
      cosine: mean(this.tokens.cosine),
    };
  }

  #largest(tokens: readonly number[]): LargestInput {
    const { windowTokens } = this.#windows;
    const token = tokens.reduce((best, other) =>
      (this.tokens.maxAbs[other] as number) > (this.tokens.maxAbs[best] as number) ? other : best,
    );
    const window = Math.floor(token / windowTokens);
    const median = this.#medians[window] as number;
    return {
      value: this.#extremes[token] as number,
      dim: this.tokens.maxAbsDim[token] as number,
      window,
      position: token % windowTokens,
      timesMedian: median > 0 ? (this.tokens.maxAbs[token] as number) / median : null,
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
