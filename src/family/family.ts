import type { Architecture } from "../model/architecture.js";
import type { ModelConfig } from "../model/modelConfig.js";
import type { TensorInfo } from "../model/tensors.js";
import type { Lookalike } from "./lookalikes.js";
import type { Naming } from "./naming.js";

/**
 * An architecture, and how its tensors are found in files. Where a configuration decides between several layouts of the
 * same names (parallel sublayers, norms before or after them), each layout is a family of its own.
 */
export interface Family {
  readonly architecture: Architecture;
  /** With its article, for messages: "a GPT-2". */
  readonly is: string;
  /** How libraries spell its norms, in the order in which they are tried; no name fits two. The first writes canonical names. */
  readonly namings: readonly Naming[];
  /**
   * The same and others, as PyTorch writes names: dots, weight and bias, no wrappers. What no naming above takes is read by
   * these, after whatever else is in a name has been taken out of it.
   */
  readonly plainNamings: readonly Naming[];
  /** Models that call some of their norms the same: a file with a tensor of one of these is not of this family. */
  readonly namesakes: readonly Lookalike[];
  /**
   * What config.json calls such models (`model_type`), where one is needed: of several families that call their norms the
   * same. Empty where a model of these names is of this family, whatever it calls itself.
   */
  readonly modelTypes: readonly string[];
  /** What GGUF files call the architecture (`general.architecture`); empty where llama.cpp has no such thing. */
  readonly ggufNames: readonly string[];
  /** Is it this layout, by the config.json beside the model (null where there is none)? Null where nothing else has its names. */
  readonly suits: ((config: ModelConfig | null) => boolean) | null;
  /**
   * Is it of this family, by its other tensors? Asked where nothing says what the model is: no config.json, and no GGUF.
   * Without, the names of the norms say so.
   */
  readonly isToldBy?: (tensors: ReadonlyMap<string, TensorInfo>) => boolean;
  /** Under which keys the configuration gives the number of blocks, where not under the usual ones: of each stack. */
  readonly depthKeys?: readonly string[];
  /** Under which key it gives how many blocks there are behind those, which predict further tokens while training. */
  readonly extraDepthKey?: string;
  /** Norms that are of no use where the model is used, and what to say of them: they are passed over. */
  readonly setAside?: readonly (readonly [pattern: RegExp, reason: string])[];
  /** Tensors of GGUF files that hold a row a head, where each head has a norm of its own; its groups are before and after the head. */
  readonly stackedHeads?: RegExp;
  /** Where a model has as many norms of a kind as it has heads: the family with those that these names have. */
  readonly withHeads?: (names: Iterable<string>) => Family;
  /** Tensors beside the weights, such as masks, and what to say of them. */
  readonly nonWeights: readonly (readonly [pattern: RegExp, reason: string])[];
}
