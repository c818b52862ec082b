import type { ToolInfo } from "../../model/document.js";
import type { TerminalStyle } from "../../report/terminal/style.js";
import type { Picture } from "./picture.js";

/** A kind of output as data: the format that --format names and that a file's ending asks for. */

/** "-o -" */
export const STDOUT = "-";
/** The format of stdout that is for people. */
export const TEXT = "text";
/** The ending of a command that writes one kind of file only, whatever the file is called. */
export const ANY_ENDING = "*";
/** The ending of what is written into a folder: "tb/". */
export const FOLDER = "/";

/** What a command has found, with all that outputs are made from. */
export interface Run<Result> {
  readonly result: Result;
  /** All of the run, or for one file those that it holds. */
  readonly pictures: readonly Picture[];
  readonly tool: ToolInfo;
  readonly style: () => Promise<TerminalStyle>;
}

export interface OutputKind<Made> {
  /** The value of --format. */
  readonly name: string;
  /** The ending of a file's name without its dot; null for what is only printed. */
  readonly ending: string | null;
  /** Of what is written into a folder: the name of its file there. */
  readonly fileIn?: string;
  readonly holds: string;
  readonly isBinary?: boolean;
  /** It draws pictures: one a file, or as many as there are. */
  readonly pictures?: "one" | "many";
  /** `path`: of the file, for what refers to others beside it; as given, "-" where it is printed. */
  readonly make: (run: Made, path: string) => Promise<string | Uint8Array>;
  /** Other files that belong to it. */
  readonly makeBeside?: (run: Made, path: string) => Promise<readonly MadeFile[]>;
  /** Files that are written in its place, where it takes several; null where it is one. */
  readonly makeInstead?: (run: Made, path: string) => Promise<readonly MadeFile[] | null>;
  /** Not printed to stdout. */
  readonly isFileOnly?: true;
  /** What is said of the file besides its name, once it is written. */
  readonly describe?: (run: Made, bytes: string | Uint8Array) => string;
}

/** A file before it is written. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: string | Uint8Array;
  /** What is said of it besides its name. */
  readonly description?: string;
}

/** Text, by the same name as a format and as the ending of a file. */
export function textOutput<Result>(
  name: string,
  holds: string,
  make: (result: Result, tool: ToolInfo) => string | Promise<string>,
): OutputKind<Run<Result>> {
  return { name, ending: name, holds, make: async ({ result, tool }) => make(result, tool) };
}

/** An ending as people write it. */
export function endingText(ending: string): string {
  if (ending === FOLDER) return "FOLDER/";
  return ending.startsWith("report.") ? ending : `.${ending}`;
}
