/** LayerNorm (Ba, Kiros and Hinton 2016) in float64, and two ways to change it that show what it does. */

/** Gain and bias of one norm, [width] each; a norm without a bias has zeros. */
export interface NormParameters {
  readonly gain: Float64Array;
  readonly bias: Float64Array;
}

/**
 * How the input is standardised: by its own mean and standard deviation; by a standard deviation that is the same for all
 * tokens, which makes the norm a linear map; or by its root mean square, with the mean left in (as RMSNorm does).
 */
export type Standardising =
  | { readonly by: "own deviation" }
  | { readonly by: "constant"; readonly deviation: number }
  | { readonly by: "root mean square" };

export const USUAL: Standardising = { by: "own deviation" };

/** Standardises `input` [tokens, width] into `standardised` of the same shape. */
export function standardise(
  input: Float64Array,
  standardised: Float64Array,
  width: number,
  epsilon: number,
  how: Standardising = USUAL,
): void {
  for (let start = 0; start < input.length; start += width) {
    const mean = how.by === "root mean square" ? 0 : meanOf(input, start, width);
    const deviation =
      how.by === "constant" ? how.deviation : Math.sqrt(secondMoment(input, start, width, mean) + epsilon);
    for (let i = start; i < start + width; i++) {
      standardised[i] = ((input[i] as number) - mean) / deviation;
    }
  }
}

/** gain * standardised + bias, dimension by dimension. */
export function scaleAndShift(
  standardised: Float64Array,
  output: Float64Array,
  { gain, bias }: NormParameters,
): void {
  const width = gain.length;
  for (let start = 0; start < standardised.length; start += width) {
    for (let dim = 0; dim < width; dim++) {
      output[start + dim] =
        (gain[dim] as number) * (standardised[start + dim] as number) + (bias[dim] as number);
    }
  }
}

function meanOf(values: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += values[i] as number;
  return sum / count;
}

function secondMoment(values: Float64Array, start: number, count: number, about: number): number {
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += ((values[i] as number) - about) ** 2;
  return sum / count;
}
