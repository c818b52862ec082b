import type { NormSite } from "../../model/architecture.js";
import { decoderSites, GATED_MLP, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM_WITHOUT_BIAS } from "../sites.js";

/** Command R (Cohere 2024): attention and the MLP beside each other, behind one norm. */

const { inputOfBoth, queries, keys, final } = decoderSites(LAYER_NORM_WITHOUT_BIAS);

function layout(name: string, onScores: readonly NormSite[]): Family {
  const sites = [inputOfBoth([...QKV, ...GATED_MLP]), ...onScores, final()];
  return describeFamily({
    name,
    title: "Cohere",
    is: "a Cohere Command model",
    modelTypes: ["cohere", "cohere2"],
    isToldBy: () => false,
    ggufNames: ["command-r", "cohere2"],
    sites,
    gguf: ggufModules(sites),
  });
}

export const COHERE = layout("cohere", []);

/** Command R+: a gain for each dimension of each head. */
export const COHERE_QK = layout("cohere-qk", [queries(), keys()]);
