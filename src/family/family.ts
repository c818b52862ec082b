import type { Architecture } from "../model/architecture.js";
import type { ModelConfig } from "../model/modelConfig.js";
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
  /** What a GGUF file calls the architecture (`general.architecture`); null where llama.cpp has no such thing. */
  readonly ggufName: string | null;
  /** Is it this layout, by the config.json beside the model (null where there is none)? Null where nothing else has its names. */
  readonly suits: ((config: ModelConfig | null) => boolean) | null;
  /** Tensors beside the weights, such as masks, and what to say of them. */
  readonly nonWeights: readonly (readonly [pattern: RegExp, reason: string])[];
}
