import type { TerminalStyle } from "../../report/terminal/style.js";
import type { Io } from "../io.js";

/** What the flags say about the look of text. */
export interface StyleFlags {
  readonly ascii?: true | undefined;
  readonly color?: boolean | undefined;
}

/** Colours are loaded when there is text to colour. */
export async function styleOf(io: Io, { ascii, color }: StyleFlags): Promise<TerminalStyle> {
  const { Chalk } = await import("chalk");
  const plain = color === false || (io.env.NO_COLOR ?? "") !== "";
  return {
    columns: io.stdout.columns,
    wrap: io.stdout.isTerminal,
    ascii: ascii === true,
    chalk: new Chalk({ level: plain ? 0 : await io.stdout.colourLevel() }),
  };
}
