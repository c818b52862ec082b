/** What a norm is and where it is in a model. */

export const NORMS = ["ln_1", "ln_2", "ln_f"] as const;

/** `ln_1` stands before attention, `ln_2` before the MLP, `ln_f` before the output head. */
export type Norm = (typeof NORMS)[number];

/** A LayerNorm computes `gain * (x - mean) / sqrt(var + eps) + bias`: gain is its weight γ, bias its β. */
export type Parameter = "gain" | "bias";

/** Which LayerNorm tensor. */
export interface TensorId {
  readonly norm: Norm;
  /** 0-based block; null for `ln_f`, which belongs to none. */
  readonly block: number | null;
  readonly parameter: Parameter;
}

export const WEIGHT_KINDS = ["attention", "mlp", "embeddings", "norms", "other"] as const;

/** What part of a GPT-2 a weight belongs to; heads of any kind are "other". */
export type WeightKind = (typeof WEIGHT_KINDS)[number];
