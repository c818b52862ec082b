/** What a norm is and where it is in a model. Data alone: a model's architecture can be written as JSON. */

/** A norm computes `gain * standardised(x) + bias`: gain is its weight γ, bias its β. */
export type Parameter = "gain" | "bias";

/** What a norm is given. Of a norm behind a sublayer, the sublayer's output, or the stream to which that was added. */
export type NormInput =
  | "residual stream"
  | "embeddings"
  | "attention output"
  | "MLP output"
  | "mixer output"
  | "queries"
  | "keys"
  | "low-rank queries"
  | "low-rank keys and values"
  | "vision output"
  | "head";

/** What works with a norm's output. */
export type NormConsumer =
  | "attention"
  | "cross-attention"
  | "cross-attention keys and values"
  | "attention scores"
  | "low-rank projection"
  | "output projection"
  | "projection to the text model"
  | "norm"
  | "MLP"
  | "mixer"
  | "residual stream"
  | "head";

/** One norm of an architecture: a single one, or one in each block. */
export interface NormSite {
  /**
   * What its family calls it: in labels, in `--norms`, as JSON's `norm`. No two sites of an architecture
   * share a name; where there are two stacks of blocks, it begins with its stack.
   */
  readonly name: string;
  /** Its module in the canonical naming; in it, the part N is the block's number. */
  readonly path: string;
  /** In every block, or once in the model. */
  readonly scope: "block" | "model";
  /** The stack of blocks that it belongs to, e.g. "encoder", each counting from 0; null where there is only one. */
  readonly stack: string | null;
  /** Where it is, in words that follow its name: "before attention". */
  readonly place: string;
  readonly reads: NormInput;
  /** A norm that parallel sublayers share feeds all of them. */
  readonly feeds: readonly NormConsumer[];
  /** RMSNorm subtracts no mean (Zhang and Sennrich 2019). */
  readonly kind: "LayerNorm" | "RMSNorm";
  readonly hasBias: boolean;
  /** Some families store what is added to 1 (Gemma). */
  readonly storedAs: "gain" | "gain - 1";
  /** Its length: that of its stack's residual stream, or one of its own, as of norms of queries and keys. */
  readonly width: "model" | "own";
  /**
   * The weights that its output is multiplied by, by canonical name with N for the block: those of all members of its
   * family, of which a checkpoint has some. Of a mixture of experts it is the router that is named; of a last norm, the
   * embedding, which many models use as their output head.
   */
  readonly matrices: readonly string[];
  /** What the original study called it, and how many bins it gave it; null where it looked at no such norm. */
  readonly study: { readonly title: string; readonly bins: number } | null;
}

/** The norms of a kind of model. */
export interface Architecture {
  /** Identifier, e.g. "gpt2". */
  readonly name: string;
  /** For people, e.g. "GPT-2". */
  readonly title: string;
  /** In the order of the forward pass; those of a block are next to each other, once for all blocks. */
  readonly sites: readonly NormSite[];
}

/** Which norm tensor. */
export interface TensorId {
  /** Name of the site. */
  readonly norm: string;
  /** 0-based block; null for a norm that belongs to none. */
  readonly block: number | null;
  readonly parameter: Parameter;
}

export const WEIGHT_KINDS = ["attention", "mlp", "embeddings", "norms", "other"] as const;

/** What part of a model a weight belongs to; heads of any kind are "other". */
export type WeightKind = (typeof WEIGHT_KINDS)[number];
