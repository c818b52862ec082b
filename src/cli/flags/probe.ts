import { InvalidArgumentError } from "commander";
import { choiceOr, text, type ValuesOf, valued } from "./flag.js";

/** What a model is run on, and by what. */

export const BACKENDS = ["auto", "wasm", "node"] as const;

/** Of the tokenizers that are a part of the program; anything else is a file. */
export const TOKENIZERS = ["auto", "gpt2", "bytes"] as const;

/** As much as takes minutes with GPT-2's smallest. */
export const USUAL_TOKENS = 4096;
/** Beyond these the arrays of what is measured would not fit the memory. */
const MOST_TOKENS = 1 << 20;
const MOST_ABLATED = 64;

function countUpTo(most: number, noun: string): (typed: string) => number {
  return (typed) => {
    const count = Number(typed);
    if (/^\d+$/.test(typed) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`"${typed}" is not a number of ${noun}; write one from 1 to ${most}`);
  };
}

export const TEXT_FLAGS = {
  text: text(
    "--text <file>",
    "text to run the model on; - is stdin (default: one that is part of the package)",
    {
      completes: "file",
      conflictsWith: "tokens",
    },
  ),
  tokens: text("--tokens <file>", "tokens instead: a JSON array of ids", { completes: "file" }),
  tokenizer: text(
    "--tokenizer <name>",
    "gpt2, bytes or a tokenizer.json (default: bytes for a vocabulary of 256, else the tokenizer.json beside the model, else gpt2)",
    { completes: TOKENIZERS },
  ),
  window: valued(
    "--window <tokens>",
    "run the text in windows of so many (default: as many as the model can see)",
    countUpTo(MOST_TOKENS, "tokens"),
  ),
  maxTokens: valued(
    "--max-tokens <count>",
    `run no more of the text (default: ${USUAL_TOKENS})`,
    countUpTo(MOST_TOKENS, "tokens"),
  ),
};

export const RUN_FLAGS = {
  ablate: valued(
    "--ablate <count>",
    "change so many gains of each norm one by one: the farthest from the median, and random ones",
    countUpTo(MOST_ABLATED, "gains"),
  ),
  backend: choiceOr(
    "--backend <name>",
    "what multiplies: wasm is part of the package, node is @tensorflow/tfjs-node where you have installed it",
    BACKENDS,
    "auto",
  ),
  heads: valued(
    "--heads <count>",
    "attention heads, where no config.json says it",
    countUpTo(MOST_TOKENS, "heads"),
  ),
  config: text("--config <file>", "the model's config.json, where it is not beside it", {
    completes: "file",
  }),
};

export type TextFlags = ValuesOf<typeof TEXT_FLAGS>;
export type RunFlags = ValuesOf<typeof RUN_FLAGS>;
