import { DEFAULT_COMPARE_OPTIONS } from "../../analysis/compare.js";
import { DEFAULT_ARCHITECTURE } from "../../family/registry.js";
import type { Selection } from "../../model/comparison.js";
import type { BinRule } from "../../model/numbers.js";
import { BIN_RULES } from "../../stats/binning.js";
import { type Flag, toggle, type ValuesOf, valued } from "./flag.js";
import { parseBins, parseBlocks, parseNorms } from "./parse.js";

/** Which LayerNorm tensors a command is about, and how their values are binned. */

const NORMS: Flag<Selection["norms"]> = {
  syntax: "--norms <list>",
  help: `of ${DEFAULT_ARCHITECTURE.sites.map(({ name }) => name).join(", ")}`,
  heading: null,
  fallback: DEFAULT_COMPARE_OPTIONS.norms,
  fallbackText: "all three",
  completes: [...DEFAULT_ARCHITECTURE.sites.map(({ name }) => name), "all"],
  parse: parseNorms,
};

/** `blocksByDefault`: in words, for the help. */
export function selectionFlags(blocksByDefault: string) {
  return {
    blocks: valued("--blocks <list>", `blocks: 0,3,5-7 or all (default: ${blocksByDefault})`, parseBlocks, {
      completes: ["all"],
    }),
    norms: NORMS,
    bias: toggle("--bias", "the biases too"),
    bins: valued("--bins <rule>", `${BIN_RULES.join(", ")} or a number (default: auto)`, parseBins, {
      completes: BIN_RULES.map(String),
    }),
  };
}

/** Gains with what they are multiplied by. */
export const EFFECTIVE: Flag<true | undefined> = toggle(
  "--effective",
  "gains times the norms of the matrix rows behind them, too: reads those matrices",
);

export type SelectionFlags = ValuesOf<ReturnType<typeof selectionFlags>>;

/** The rule asked for, else the one that the look of the pictures goes with. */
export function binsOf({
  bins,
  preset,
}: {
  readonly bins: BinRule | undefined;
  readonly preset?: "study" | undefined;
}): BinRule {
  return bins ?? preset ?? DEFAULT_COMPARE_OPTIONS.bins;
}
