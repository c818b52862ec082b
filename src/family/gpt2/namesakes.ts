import { LOOKALIKES, type Lookalike } from "../lookalikes.js";

/**
 * Models that call their norms as GPT-2 does, by a tensor that each of their blocks has and no GPT-2: GPT-2 is told by
 * its names alone, whatever a config.json says.
 */
export const SIGNS = {
  gptNeo: {
    is: "a GPT-Neo",
    pattern: /(^|\.)h\.[0-9]+\.attn\.attention\.[kqv]_proj\.weight$/,
    types: ["gpt_neo"],
  },
  codegen: {
    is: "a CodeGen model",
    pattern: /(^|\.)h\.[0-9]+\.attn\.qkv_proj\.weight$/,
    types: ["codegen"],
  },
  gptj: { is: "a GPT-J", pattern: /(^|\.)h\.[0-9]+\.attn\.q_proj\.weight$/, types: ["gptj"] },
  bloomOrFalcon: {
    is: "a BLOOM or Falcon",
    pattern: /(^|\.)h\.[0-9]+\.self_attention\.query_key_value\.weight$/,
    types: ["bloom", "falcon"],
  },
  gpt2WithCrossAttention: {
    is: "a GPT-2 with cross-attention",
    pattern: /(?:^|[./])h(?:\.|\/|_\._)?[0-9]+[./]ln_cross_attn[./]/,
  },
} as const satisfies Readonly<Record<string, Lookalike>>;

/** Of a GPT-2 with cross-attention. */
export const OTHER_NAMESAKES: readonly Lookalike[] = [
  SIGNS.gptNeo,
  SIGNS.codegen,
  SIGNS.gptj,
  SIGNS.bloomOrFalcon,
  ...LOOKALIKES.filter(({ sharesNames }) => sharesNames),
];

export const NAMESAKES: readonly Lookalike[] = [...OTHER_NAMESAKES, SIGNS.gpt2WithCrossAttention];
