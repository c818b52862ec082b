import type { WeightKind } from "../model/architecture.js";
import type { Weight } from "../model/norms.js";
import type { TensorInfo } from "../model/tensors.js";

/** Which part of a GPT-2 a tensor is, by the words that a naming has for its modules. */
export interface ModuleWords {
  /** Its group is the block's number. */
  readonly block: RegExp;
  /** The first that fits wins; what fits none is "other". */
  readonly kinds: readonly (readonly [kind: WeightKind, pattern: RegExp])[];
}

/** Everybody but llama.cpp kept OpenAI's words, between dots or slashes. */
export const OPENAI_WORDS: ModuleWords = {
  block: /(?:^|[./])h(?:[./]|_\._)?(\d{1,5})[./]/,
  kinds: [
    ["norms", /(?:^|[./])ln_(?:1|2|f|cross_attn)[./]/],
    ["attention", /(?:^|[./])(?:attn|crossattention)[./]/],
    ["mlp", /(?:^|[./])mlp[./]/],
    ["embeddings", /(?:^|[./])(?:wte|wpe)(?:[./]|$)/],
  ],
};

/** What stands in checkpoints beside the weights, and what to say of it. */
const NO_WEIGHTS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /(?:^|\.)h\.\d+\.(?:attn|crossattention)\.(?:bias|masked_bias)$/,
    "a mask of the attention, which is no weight",
  ],
  [
    /(?:^|[./])(?:adam\w*|optimizer\w*|global_step|save_counter|beta[12]_power|\.OPTIMIZER_SLOT)(?:[./]|$)/i,
    "the state of a training, which is no weight",
  ],
];

/** Why a tensor is no weight of the model; null for one that is. */
export function reasonAgainst(name: string): string | null {
  return NO_WEIGHTS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

export function weightFrom(info: TensorInfo, { block, kinds }: ModuleWords): Weight {
  const index = block.exec(info.name)?.[1];
  const kind = kinds.find(([, pattern]) => pattern.test(info.name))?.[0] ?? "other";
  return { info, kind, block: index === undefined ? null : Number(index) };
}
