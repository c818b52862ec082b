import type { NormSite } from "../../model/architecture.js";
import { decoderSites, GATED_MLP, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM, LAYER_NORM_WITHOUT_BIAS } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Bellagente et al. 2024. */

const { input, inputOfBoth, postAttention, final } = decoderSites(LAYER_NORM);
const scores = decoderSites(LAYER_NORM_WITHOUT_BIAS);

/** No model has more heads; more in a file is a trap. */
const MOST_HEADS = 256;
const HEAD =
  /(?:^|\.)self_attn\.([qk])_layernorm\.norms\.(\d{1,3})\.weight$|^blk\.\d+\.attn_([qk])_norm\.(\d{1,3})\.weight$/;
/** llama.cpp's converter makes one tensor of them. */
const STACKED_HEADS = /^(blk\.\d+\.attn_[qk]_norm)(\.weight)$/;

function layout(name: string, isParallel: boolean, onScores: readonly NormSite[]): Family {
  const before = isParallel ? [inputOfBoth([...QKV, ...GATED_MLP])] : [input(QKV)];
  const sites = [...before, ...onScores, ...(isParallel ? [] : [postAttention(GATED_MLP)]), final()];
  return describeFamily({
    name,
    title: "StableLM",
    is: "a StableLM",
    modelTypes: ["stablelm", "stablelm_epoch"],
    isToldBy: has(/\.mlp\.gate_proj\.weight$/),
    ggufNames: ["stablelm"],
    sites,
    gguf: ggufModules(sites, Object.fromEntries(onScores.map(({ name }) => [name, ggufHead(name)]))),
  });
}

/** "q_layernorm.norms.3" */
function ggufHead(name: string): string {
  return `blk.{block}.attn_${name.charAt(0)}_norm.${name.split(".").at(-1)}`;
}

export const STABLELM = layout("stablelm", false, []);

/** 12B: attention and the MLP beside each other, behind one norm. */
export const STABLELM_PARALLEL = layout("stablelm-parallel", true, []);

/** With norms of queries and keys: each head has its own. */
export const STABLELM_HEADS = withHeads("stablelm-heads", false);
export const STABLELM_PARALLEL_HEADS = withHeads("stablelm-parallel-heads", true);

function withHeads(name: string, isParallel: boolean): Family {
  const ofHeads = (heads: { readonly q: number; readonly k: number }) =>
    layout(name, isParallel, [
      ...Array.from({ length: heads.q }, (_, head) => scores.queries(`q_layernorm.norms.${head}`)),
      ...Array.from({ length: heads.k }, (_, head) => scores.keys(`k_layernorm.norms.${head}`)),
    ]);
  return {
    ...ofHeads({ q: 1, k: 1 }),
    stackedHeads: STACKED_HEADS,
    withHeads: (names) => ofHeads(headsIn(names)),
  };
}

/** One more than the highest number of a head; at least one, so that a model without is not taken for one with. */
function headsIn(names: Iterable<string>): { q: number; k: number } {
  const heads = { q: 1, k: 1 };
  for (const name of names) {
    const [, own, ownNumber, which = own, number = ownNumber] = HEAD.exec(name) ?? [];
    if (which !== "q" && which !== "k") continue;
    heads[which] = Math.min(MOST_HEADS, Math.max(heads[which], Number(number) + 1));
  }
  return heads;
}
