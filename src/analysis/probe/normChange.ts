import type { NormParameters } from "../../forward/layerNorm.js";
import type { NetworkNorm } from "../../forward/network.js";
import type { NormVisit } from "../../forward/pass.js";
import type { OutputSplit, PositionMeasures, ProbedChange } from "../../model/probe.js";
import { medianOf } from "../../stats/quantiles.js";

/**
 * Where the change of a norm's output comes from. With gains g, standardised inputs h and biases b, before and after,
 *
 *     y' - y = (g' - g) (h + h') / 2  +  (g + g') / 2 (h' - h)  +  (b' - b)
 *
 * which is an identity: taking the mean of before and after for what does not change leaves nothing over, while the new
 * gain on the old input and the old gain on the new input would leave the product of both changes.
 */
export class NormChange {
  readonly #norm: NetworkNorm;
  readonly #pre: NormParameters;
  readonly #post: NormParameters;
  readonly #dot = { gain: 0, input: 0, bias: 0 };
  readonly #square = { gain: 0, input: 0, bias: 0 };
  #change = 0;
  #before = 0;
  #cosines = 0;
  #tokens = 0;

  constructor(norm: NetworkNorm, pre: NormParameters, post: NormParameters) {
    this.#norm = norm;
    this.#pre = pre;
    this.#post = post;
  }

  look(pre: NormVisit, post: NormVisit): void {
    const width = this.#pre.gain.length;
    for (let start = 0; start < pre.input.length; start += width) {
      this.#cosines += cosine(pre.input, post.input, start, width);
      this.#tokens++;
      for (let dim = 0; dim < width; dim++) this.#lookAt(pre, post, start + dim, dim);
    }
  }

  #lookAt(pre: NormVisit, post: NormVisit, i: number, dim: number): void {
    const [g, g2] = [this.#pre.gain[dim], this.#post.gain[dim]] as [number, number];
    const [h, h2] = [pre.standardised[i], post.standardised[i]] as [number, number];
    const byGain = (g2 - g) * ((h + h2) / 2);
    const byInput = ((g + g2) / 2) * (h2 - h);
    const byBias = (this.#post.bias[dim] as number) - (this.#pre.bias[dim] as number);
    const change = byGain + byInput + byBias;
    this.#dot.gain += byGain * change;
    this.#dot.input += byInput * change;
    this.#dot.bias += byBias * change;
    this.#square.gain += byGain * byGain;
    this.#square.input += byInput * byInput;
    this.#square.bias += byBias * byBias;
    this.#change += change * change;
    this.#before += (pre.output[i] as number) ** 2;
  }

  /** @param pre and `post`: measures over positions from 1 on */
  measured(pre: PositionMeasures | null, post: PositionMeasures | null): ProbedChange {
    const { name, site, block } = this.#norm;
    const each = (of: (part: keyof OutputSplit) => number): OutputSplit => ({
      gain: of("gain"),
      input: of("input"),
      bias: of("bias"),
    });
    const [before, after] = [medianOf([...this.#pre.gain]), medianOf([...this.#post.gain])];
    return {
      name,
      site,
      block,
      outputChange: Math.sqrt(this.#change / this.#before),
      split: this.#change > 0 ? each((part) => this.#dot[part] / this.#change) : null,
      parts: each((part) => Math.sqrt(this.#square[part] / this.#before)),
      inputCosine: this.#cosines / this.#tokens,
      varianceRatio: pre === null || post === null ? null : post.inputVariance / pre.inputVariance,
      gainChange: before === 0 ? null : after / before - 1,
    };
  }
}

function cosine(a: Float64Array, b: Float64Array, start: number, width: number): number {
  let [dot, ofA, ofB] = [0, 0, 0];
  for (let i = start; i < start + width; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    dot += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return dot / Math.sqrt(ofA * ofB);
}
