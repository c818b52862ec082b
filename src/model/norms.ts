/** A model whose norms have been found among its tensors. */

import type { Architecture, NormSite, TensorId, WeightKind } from "./architecture.js";
import type { StoredPiece } from "./bytes.js";
import type { ModelConfig } from "./modelConfig.js";
import type { Skipped, TensorInfo } from "./tensors.js";

/** A norm tensor as one checkpoint names and stores it. */
export interface NamedTensor {
  readonly id: TensorId;
  readonly site: NormSite;
  readonly info: TensorInfo;
  /** What a forward pass adds to the stored values before it uses them: 1 to a gain that is stored as gain - 1, else 0. */
  readonly addend: 0 | 1;
}

/** What a checkpoint's number counts: optimiser steps, or no more than its place in a series (an epoch, Amber's `ckpt_000`). */
export type StepUnit = "step" | "number";

/** What is known of a model once its tensors have been named. */
export interface ModelInfo {
  /** What the user typed. */
  readonly path: string;
  /** What the user calls it in figures, tables and reports; without, a short name is made from the path. */
  readonly label?: string;
  /** Which step of a run it is, where it was read as a part of one, and whether that counts optimiser steps. */
  readonly ofRun?: { readonly step: number; readonly unit: StepUnit };
  readonly format: string;
  readonly files: readonly string[];
  /** What kind of model it is. */
  readonly architecture: Architecture;
  /** How the file's naming writes the gain of the first norm, N for the block. */
  readonly naming: string;
  /** Where in the file the model is, among others or beside a training's state, e.g. "state.model"; "" for all of it. */
  readonly place: string;
  /** What comes before the naming's own words there, e.g. "transformer." */
  readonly prefix: string;
  /** What its config.json calls it, where that was asked: a family may have several members. */
  readonly modelType?: string;
  /** Number of blocks (highest block index plus one); of several stacks, that of the deepest. */
  readonly blocks: number;
  /** Where there are several stacks of blocks: each of them, in the order of the forward pass. */
  readonly stacks?: readonly Stack[];
  /** Length of the norms of the residual stream; norms of queries and keys may have one of their own. */
  readonly width: number;
  /** Storage types of the norm tensors, sorted. */
  readonly dtypes: readonly string[];
  /** Number of tensors in the checkpoint, norms or not. */
  readonly tensorCount: number;
}

/** Blocks that follow each other, as an encoder's; their numbers begin at 0. */
export interface Stack {
  readonly name: string;
  readonly blocks: number;
  /** Length of the norms of its residual stream. */
  readonly width: number;
}

/** A model whose norms have been found, and can be read. */
export interface GptModel {
  readonly info: ModelInfo;
  /** By canonical name, in order of the forward pass. */
  readonly layerNorms: ReadonlyMap<string, NamedTensor>;
  /** Tensors that look like norms of the architecture and are not used. */
  readonly skipped: readonly Skipped[];
  /** Everything in the checkpoint, by its own names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** What the checkpoint says about itself. */
  readonly metadata: ReadonlyMap<string, string>;
  /**
   * Values of the tensor with that canonical name as files of canonical names store them, shape [length of the norm]. Of
   * an architecture that stores gain - 1, also from the files of libraries that store the gain itself.
   */
  read(canonicalName: string): Promise<Float64Array>;
  /** The same as they act in a forward pass: gains that are stored as gain - 1 with the 1 added. What statistics are of. */
  readEffective(canonicalName: string): Promise<Float64Array>;
  /**
   * The matrices that the output of a norm is multiplied by, given its gain's canonical name; empty for a norm whose output
   * goes elsewhere. A head that is stored goes before the embedding.
   * @throws WdistError NOT_IN_MODEL, BAD_SHAPE or AMBIGUOUS
   */
  nextMatrices(canonicalName: string): readonly NextMatrix[];
  /**
   * The tensors that together are a weight which is no norm, by its canonical name with N for the block, however the file
   * calls them (queries, keys and values may be one or three); null where one is missing.
   */
  weightsNamed(canonicalName: string, block: number | null): readonly TensorInfo[] | null;
  /** An output head that is stored beside the embedding; null where there is none. */
  storedHead(): TensorInfo | null;
  /** Every weight of the model, norm or not, in order of the file. */
  readonly weights: readonly Weight[];
  /** Tensors beside them: masks, a training's state. */
  readonly nonWeights: readonly Skipped[];
  /** What `config.json` beside it says, read when first asked for; null where there is none. */
  readConfig(): Promise<ModelConfig | null>;
  /** What the file itself says of the model, by `config.json`'s names; as of a TensorReader. */
  readonly stated: ReadonlyMap<string, number>;
  /** Values of any of `tensors`, by its own name. */
  readTensor(name: string): Promise<Float64Array>;
  /** Where they lie, as of a TensorReader. */
  locateTensor(name: string): Promise<readonly StoredPiece[] | null>;
  close(): Promise<void>;
}

/** A matrix that a norm's output is multiplied by. */
export interface NextMatrix {
  readonly info: TensorInfo;
  /** Its side with an entry for each dimension of the norm: the rows of [in, out], the columns of [out, in]. */
  readonly inputs: "rows" | "columns";
  /** How many outputs there are: the length of its other side. */
  readonly outputs: number;
}

/** A tensor of the model that is neither a mask nor a training's state. */
export interface Weight {
  readonly info: TensorInfo;
  readonly kind: WeightKind;
  /** 0-based; null outside of the blocks. */
  readonly block: number | null;
}
