import type { TensorInfo } from "../../model/tensors.js";
import { decoderSites, GATED_MLP, ggufModules, QKV, ROUTERS } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { TRANSFORMERS_WORDS } from "../moduleWords.js";
import { makeNaming } from "../naming.js";
import { RMS_NORM } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Touvron et al. 2023, and the many models of the same build: Mistral, Mixtral, Qwen2, SmolLM, ... */

const { input, postAttention, final } = decoderSites(RMS_NORM);
const SITES = [input(QKV), postAttention([...GATED_MLP, ...ROUTERS]), final()];

/** As Meta and Mistral distribute them: consolidated.00.pth. */
const META = makeNaming({
  separator: ".",
  norms: {
    input_layernorm: "layers.{block}.attention_norm.{parameter}",
    post_attention_layernorm: "layers.{block}.ffn_norm.{parameter}",
    norm: "norm.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: TRANSFORMERS_WORDS,
});

export const LLAMA = describeFamily({
  name: "llama",
  title: "Llama",
  is: "a Llama, Mistral or Qwen2",
  modelTypes: [
    ...["llama", "mistral", "ministral", "mixtral", "qwen2", "qwen2_moe", "smollm3", "granite", "granitemoe"],
    ...["arcee", "ernie4_5", "seed_oss", "helium", "internlm", "baichuan"],
  ],
  isToldBy: (tensors) => isMetas(tensors) || (hasOwnHead(tensors) && !hasVocabularyOfGemma(tensors)),
  ggufNames: ["llama", "qwen2", "qwen2moe", "granite", "granitemoe", "smollm3", "arcee", "baichuan"],
  sites: SITES,
  gguf: ggufModules(SITES),
  others: [META],
});

const isMetas = has(/(?:^|\.)layers\.[0-9]+\.attention_norm\.weight$/);
/** Gemma's head is its embedding, and its queries have no bias. */
const hasOwnHead = has(/(?:^|\.)(?:lm_head\.weight|self_attn\.q_proj\.bias)$/);

/** A Gemma stores gain - 1 under the same names, and its head too where a program saved all that was in memory. */
function hasVocabularyOfGemma(tensors: ReadonlyMap<string, TensorInfo>): boolean {
  const ofTokens = /(?:^|\.)(?:embed_tokens|lm_head)\.weight$/;
  return [...tensors.values()].some(
    ({ name, shape: [tokens = 0] }) => ofTokens.test(name) && tokens >= 250_000 && tokens <= 265_000,
  );
}
