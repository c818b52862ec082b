import type { Norm, TensorId } from "../model.js";

/**
 * GPT-2's naming: `h.N.ln_1.weight`, `h.N.ln_2.bias`, `ln_f.weight`, after whatever the module was wrapped in:
 * `transformer.` (transformers), `_orig_mod.` (torch.compile), `module.` (DataParallel), `model.`, ...
 */

/** No GPT-2 is deeper; a larger number in a name is not a block index. */
const MAX_BLOCKS = 10_000;

const PATTERN =
  /^(?<prefix>(?:.*\.)?)(?:h\.(?<block>[0-9]+)\.(?<inner>ln_1|ln_2)|(?<final>ln_f))\.(?<kind>weight|bias)$/s;

/** A norm that stands in a GPT-2 of an encoder-decoder model, and that the study does not cover. */
const OTHER_NORM = /(?:^|\.)h\.[0-9]+\.(ln_cross_attn)\.(weight|bias)$/;

export interface Named {
  readonly prefix: string;
  readonly id: TensorId;
}

/** Which LayerNorm tensor a name stands for; a text says why a name that looks like one is not taken; null for others. */
export function parseName(name: string): Named | string | null {
  const groups = PATTERN.exec(name)?.groups;
  if (groups === undefined) {
    return OTHER_NORM.test(name) ? "the norm of a cross-attention, which GPT-2 itself does not have" : null;
  }
  const { prefix = "", block, inner } = groups;
  const parameter = groups.kind === "weight" ? "gain" : "bias";
  if (block === undefined) return { prefix, id: { norm: "ln_f", block: null, parameter } };
  if (!isBlockIndex(block)) return `${block.slice(0, 20)} is not a block index`;
  return { prefix, id: { norm: inner as Norm, block: Number(block), parameter } };
}

function isBlockIndex(digits: string): boolean {
  return /^(0|[1-9][0-9]{0,5})$/.test(digits) && Number(digits) < MAX_BLOCKS;
}

/** The name that transformers gives the tensor in a bare GPT-2, whatever a file calls it. */
export function canonicalName({ norm, block, parameter }: TensorId): string {
  const kind = parameter === "gain" ? "weight" : "bias";
  return block === null ? `${norm}.${kind}` : `h.${block}.${norm}.${kind}`;
}
