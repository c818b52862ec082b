import type { TensorId } from "../../model/architecture.js";
import { CROSS_ATTENTION, makeNaming } from "../naming.js";

/**
 * PyTorch's names of a GPT-2: `h.N.ln_1.weight`, `h.N.ln_2.bias`, `ln_f.weight`, after whatever the module was wrapped
 * in: `transformer.` (transformers), `_orig_mod.` (torch.compile), `module.` (DataParallel), `model.`, ...
 */
export const GPT2 = makeNaming({
  example: "h.N.ln_1.weight",
  pattern:
    /^(?<prefix>(?:.*\.)?)(?:h\.(?<block>[0-9]+)\.(?<inner>ln_1|ln_2)|(?<final>ln_f))\.(?<kind>weight|bias)$/s,
  inner: ["ln_1", "ln_2"],
  gain: "weight",
  others: [[/(?:^|\.)h\.[0-9]+\.ln_cross_attn\.(weight|bias)$/, CROSS_ATTENTION]],
});

/** The name that transformers gives the tensor in a bare GPT-2, whatever a file calls it. */
export function canonicalName({ norm, block, parameter }: TensorId): string {
  const kind = parameter === "gain" ? "weight" : "bias";
  return block === null ? `${norm}.${kind}` : `h.${block}.${norm}.${kind}`;
}
