import type { NormSite } from "../model/architecture.js";
import { type NormStyle, sitesOf, weightsOf } from "./sites.js";

/** The names that Llama's library gave to the norms of a decoder, and many others took over. */

export const QKV = weightsOf("layers.N.self_attn", "q_proj", "k_proj", "v_proj");
/** Of an MLP with a gate (Shazeer 2020). */
export const GATED_MLP = weightsOf("layers.N.mlp", "gate_proj", "up_proj");
/** Of a mixture of experts, the router: the experts are many. */
export const ROUTERS = ["layers.N.mlp.gate.weight", "layers.N.block_sparse_moe.gate.weight"];

/** Where the output head is stored by itself, it goes before. */
const EMBEDDING = ["embed_tokens.weight"];

/** Of the layout that most have: a norm before each sublayer, and one before the output. */
export function decoderSites(style: NormStyle) {
  const make = sitesOf(style);
  return {
    ...make,
    input: (matrices: readonly string[] = QKV): NormSite =>
      make.beforeAttention("input_layernorm", "layers.N.input_layernorm", matrices),
    inputOfBoth: (matrices: readonly string[]): NormSite =>
      make.beforeBoth("input_layernorm", "layers.N.input_layernorm", matrices),
    /** Whose place is before the MLP, whatever its name says. */
    postAttention: (matrices: readonly string[] = GATED_MLP): NormSite =>
      make.beforeMlp("post_attention_layernorm", "layers.N.post_attention_layernorm", matrices),
    queries: (name = "q_norm"): NormSite => make.onQueries(name, `layers.N.self_attn.${name}`),
    keys: (name = "k_norm"): NormSite => make.onKeys(name, `layers.N.self_attn.${name}`),
    final: (name = "norm", matrices: readonly string[] = EMBEDDING): NormSite =>
      make.beforeOutput(name, name, matrices),
  };
}

/** What llama.cpp calls them, by the name of the site: those that a family has. */
const GGUF_MODULES: Readonly<Record<string, string>> = {
  input_layernorm: "blk.{block}.attn_norm",
  q_norm: "blk.{block}.attn_q_norm",
  k_norm: "blk.{block}.attn_k_norm",
  q_layernorm: "blk.{block}.attn_q_norm",
  k_layernorm: "blk.{block}.attn_k_norm",
  q_a_layernorm: "blk.{block}.attn_q_a_norm",
  kv_a_layernorm: "blk.{block}.attn_kv_a_norm",
  post_attention_layernorm: "blk.{block}.ffn_norm",
  norm: "output_norm",
  final_layernorm: "output_norm",
};

export function ggufModules(
  sites: readonly NormSite[],
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    sites.flatMap(({ name }) => {
      const module = own[name] ?? GGUF_MODULES[name];
      return module === undefined ? [] : [[name, module]];
    }),
  );
}
