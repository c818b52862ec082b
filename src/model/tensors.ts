/** What a checkpoint's header says: tensors with names. */

import type { StoredPiece } from "./bytes.js";
import type { ModelConfig } from "./modelConfig.js";

/** What a checkpoint's header says of one tensor. */
export interface TensorInfo {
  readonly name: string;
  /** As the format spells it: "F32", "BF16", ... */
  readonly dtype: string;
  readonly shape: readonly number[];
  /**
   * Where in the file it is kept among others, where the file has such places: the state dict `{"model": {...}}` of a
   * training checkpoint is "model". Its name begins with this and a dot, unless it is "", the root.
   */
  readonly place?: string;
  /** Why its values cannot be read, where that is known. */
  readonly trouble?: Trouble;
}

/** What is in the way, and how to mend it; both for an error. */
export interface Trouble {
  readonly what: string;
  readonly fix: string;
}

/** An open checkpoint. Opening reads headers only; a tensor's bytes are read when asked for. */
export interface TensorReader {
  /** Identifier of the format, e.g. "safetensors". */
  readonly format: string;
  /** What the user typed. */
  readonly label: string;
  /** The files read, in order; more than one when the checkpoint is sharded. */
  readonly files: readonly string[];
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Free-form strings the file carries about itself. Hostile text like every name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What it names and does not hold, or holds in a form that is not read, where that does not mean damage. */
  readonly skipped?: readonly Skipped[];
  /** The tensor's values, flattened in row-major order and widened to float64 without loss. */
  read(name: string): Promise<Float64Array>;
  /** Where the tensor's plain numbers lie; null for one that only `read` can make sense of. */
  locate(name: string): Promise<readonly StoredPiece[] | null>;
  /** What the `config.json` beside it says of the model, read when first asked for; null where there is none. */
  readConfig?(): Promise<ModelConfig | null>;
  /**
   * What the file itself says of its model, besides its tensors: numbers by the names that `config.json` has for them
   * (`n_head`, `layer_norm_epsilon`, `vocab_size`), 1 for what is true and 0 for what is not. Hostile, like every number
   * in a file.
   */
  readonly stated?: ReadonlyMap<string, number>;
  /** Are these two names of the same numbers in the file? Never, where this is absent. */
  readonly areSame?: (name: string, other: string) => boolean;
  close(): Promise<void>;
}

/** A tensor that was looked at and left out, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}
