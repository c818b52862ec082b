import type { ForwardParts } from "./forward.js";
import { GPT2_FORWARD } from "./gpt2/forward.js";

/** The architectures that can be run. */
const FORWARD: readonly ForwardParts[] = [GPT2_FORWARD];

/** Titles of what can be run, for messages. */
export const CAN_RUN = "GPT-2";

/** By the architecture's name; null where a forward pass of it is not known. */
export function forwardPartsOf(architecture: string): ForwardParts | null {
  return FORWARD.find((parts) => parts.architecture === architecture) ?? null;
}
