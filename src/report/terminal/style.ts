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

/** Of histograms; the dark theme's, readable on dark and light terminals. */
export const PRE_COLOUR = "#56B4E9";
export const POST_COLOUR = "#F58A3C";

/** The text, broken at the edge of a terminal between words. */
export function wrapped(text: string, { wrap, columns }: TerminalStyle): string {
  return wrapWords(text, wrap ? columns : null).join("\n");
}
