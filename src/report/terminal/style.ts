import type { ChalkInstance } from "chalk";
import { wrapWords } from "../../words/wrap.js";

/** How text is set in a terminal. */
export interface TerminalStyle {
  /** Columns of the terminal. */
  readonly columns: number;
  /** Break sentences at its edge; a file or a pipe gets them whole. */
  readonly wrap: boolean;
  /** Only ASCII characters. */
  readonly ascii: boolean;
  readonly chalk: ChalkInstance;
}

/** Each with a contrast of 3 or more on white and on black: a terminal may be either. Pre and post are the figures'. */
export const TERMINAL_COLOURS = {
  pre: "#0072B2",
  post: "#D55E00",
  good: "#2E8B57",
  warning: "#B8860B",
  bad: "#D13438",
} as const;

/** The text, broken at the edge of a terminal between words. */
export function wrapped(text: string, { wrap, columns }: TerminalStyle): string {
  return wrapWords(text, wrap ? columns : null).join("\n");
}
