import type { NormSite } from "../model/architecture.js";

/** What llama.cpp calls the matrices behind norms, by the last module of their canonical names. */

const IN_BLOCK: Readonly<Record<string, string>> = {
  q_proj: "attn_q",
  k_proj: "attn_k",
  v_proj: "attn_v",
  query: "attn_q",
  key: "attn_k",
  value: "attn_v",
  c_attn: "attn_qkv",
  Wqkv: "attn_qkv",
  qkv_proj: "attn_qkv",
  query_key_value: "attn_qkv",
  q_a_proj: "attn_q_a",
  q_b_proj: "attn_q_b",
  kv_a_proj_with_mqa: "attn_kv_a_mqa",
  kv_b_proj: "attn_kv_b",
  gate_proj: "ffn_gate",
  up_proj: "ffn_up",
  // The gate's half and the other are one matrix there too.
  gate_up_proj: "ffn_up",
  c_fc: "ffn_up",
  fc_in: "ffn_up",
  fc1: "ffn_up",
  dense: "ffn_up",
  dense_h_to_4h: "ffn_up",
  gate: "ffn_gate_inp",
  router: "ffn_gate_inp",
  in_proj: "ssm_in",
  out_proj: "ssm_out",
};

/** By canonical name, as a naming's `weights`; those that have no name are left out. */
export function ggufWeights(sites: readonly NormSite[]): Record<string, readonly (readonly string[])[]> {
  const matrices = sites.flatMap((site) => site.matrices.map((name) => ({ name, scope: site.scope })));
  return Object.fromEntries(
    matrices.flatMap(({ name, scope }) => {
      if (scope === "model") return [[name, [["token_embd.weight"]]]];
      const called = IN_BLOCK[name.split(".").at(-2) ?? ""];
      return called === undefined ? [] : [[name, [[`blk.{block}.${called}.weight`]]]];
    }),
  );
}

/** An output head that is not the embedding. */
export const GGUF_HEADS = ["output.weight"];
