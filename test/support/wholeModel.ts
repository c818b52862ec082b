import type { TensorSpec } from "./safetensorsFile.js";

/** A whole small GPT-2 in memory: norms, the matrices behind them, and what else a forward pass of its first MLP needs. */

export interface WholeModel {
  readonly blocks: number;
  readonly width: number;
  readonly vocabulary: number;
  /** By name without any prefix; shape and values, row-major. */
  readonly tensors: ReadonlyMap<string, Whole>;
}

export interface Whole {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export interface WholeShape {
  readonly blocks?: number;
  readonly width?: number;
  readonly vocabulary?: number;
  /** Of the MLP's hidden layer; four widths unless it is given. */
  readonly hidden?: number;
  /** As PyTorch's Linear stores matrices, [out, in], instead of GPT-2's Conv1D, [in, out]. */
  readonly areLinear?: boolean;
}

/** All values are exact in float32; the same on every run. */
export function wholeModel({
  blocks = 3,
  width = 8,
  vocabulary = 20,
  hidden = 4 * width,
  areLinear = false,
}: WholeShape = {}): WholeModel {
  const next = numbers(7);
  const tensors = new Map<string, Whole>();
  const add = (name: string, shape: readonly number[], middle = 0, spread = 1) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const values = Float64Array.from({ length }, () => Math.fround(middle + spread * (next() - 0.5)));
    tensors.set(name, { shape, values });
  };
  const matrix = (name: string, inputs: number, outputs: number) =>
    add(name, areLinear ? [outputs, inputs] : [inputs, outputs]);
  add("wte.weight", [vocabulary, width]);
  add("wpe.weight", [6, width]);
  for (let block = 0; block < blocks; block++) {
    const module = `h.${block}`;
    add(`${module}.ln_1.weight`, [width], 1, 0.5);
    add(`${module}.ln_1.bias`, [width], 0, 0.2);
    matrix(`${module}.attn.c_attn.weight`, width, 3 * width);
    add(`${module}.ln_2.weight`, [width], 1.5, 0.5);
    add(`${module}.ln_2.bias`, [width], 0, 0.2);
    matrix(`${module}.mlp.c_fc.weight`, width, hidden);
    add(`${module}.mlp.c_fc.bias`, [hidden], 0, 0.2);
    matrix(`${module}.mlp.c_proj.weight`, hidden, width);
    add(`${module}.mlp.c_proj.bias`, [width], 0, 0.2);
  }
  add("ln_f.weight", [width], 3, 1);
  add("ln_f.bias", [width], 0, 0.2);
  return { blocks, width, vocabulary, tensors };
}

/** A linear congruential generator (Numerical Recipes): evenly from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** For a safetensors file; each tensor may be changed on the way, or left out by null. */
export function specsOf(
  { tensors }: Pick<WholeModel, "tensors">,
  change: (name: string, whole: Whole) => Partial<TensorSpec> | null = () => ({}),
): TensorSpec[] {
  return [...tensors].flatMap(([name, whole]) => {
    const changed = change(name, whole);
    return changed === null ? [] : [{ name, shape: whole.shape, values: [...whole.values], ...changed }];
  });
}
