import type { Norm, TensorId } from "../model/architecture.js";
import { type ModuleWords, OPENAI_WORDS } from "./roles.js";

/** How one library calls the tensors of a GPT-2. */
export interface Naming {
  /** The gain of a block's `ln_1` in this naming, N for the block. */
  readonly example: string;
  /** Which LayerNorm tensor a name stands for; a text says why a name that looks like one is not taken; null for others. */
  readonly parseName: (name: string) => Named | string | null;
  /** How it calls the modules of a GPT-2, for weights of every kind. */
  readonly words: ModuleWords;
}

export interface Named {
  /** What stands before the naming's own words. */
  readonly prefix: string;
  readonly id: TensorId;
}

interface NamingParts {
  readonly example: string;
  /** Groups: `prefix`; `block` and `inner`, or `final`; `kind`. */
  readonly pattern: RegExp;
  /** What the naming calls `ln_1` and `ln_2`. */
  readonly inner: readonly [ln1: string, ln2: string];
  /** What it calls a gain; anything else that the pattern allows is a bias. */
  readonly gain: string;
  /** OpenAI's, unless others are given. */
  readonly words?: ModuleWords;
  /** A name that looks like a LayerNorm's, and the reason why it is none of the study's. */
  readonly others?: readonly (readonly [pattern: RegExp, reason: string])[];
}

/** Why the norm of an encoder-decoder's cross-attention is not taken. */
export const CROSS_ATTENTION = "the norm of a cross-attention, which GPT-2 itself does not have";

/** No GPT-2 is deeper; a larger number in a name is not a block index. */
const MAX_BLOCKS = 10_000;

export function makeNaming({
  example,
  pattern,
  inner,
  gain,
  words = OPENAI_WORDS,
  others = [],
}: NamingParts): Naming {
  return {
    example,
    words,
    parseName: (name) => {
      const groups = pattern.exec(name)?.groups;
      if (groups === undefined) return others.find(([other]) => other.test(name))?.[1] ?? null;
      const { prefix = "", block } = groups;
      const parameter = groups.kind === gain ? "gain" : "bias";
      if (block === undefined) return { prefix, id: { norm: "ln_f", block: null, parameter } };
      if (!isBlockIndex(block)) return `${block.slice(0, 20)} is not a block index`;
      const norm: Norm = groups.inner === inner[0] ? "ln_1" : "ln_2";
      return { prefix, id: { norm, block: Number(block), parameter } };
    },
  };
}

function isBlockIndex(digits: string): boolean {
  return /^(0|[1-9][0-9]{0,5})$/.test(digits) && Number(digits) < MAX_BLOCKS;
}
