import type { OpenOptions } from "../family/checkpoint.js";
import type { ToolInfo } from "../model/document.js";
import type { TerminalStyle } from "../report/terminal/style.js";
import type { Flags, ValuesOf } from "./flags/flag.js";
import type { Io } from "./io.js";
import type { Checkpoints } from "./open/checkpoints.js";
import type { OutputKind, Run } from "./output/outputKind.js";
import type { PictureSet } from "./output/pictureFiles.js";
import type { PlanFlags } from "./output/plan.js";
import type { StyleFlags } from "./terminal/style.js";
import type { LongWork } from "./terminal/workProgress.js";

/** A command as data. How it is run is the same for all of them: run.ts. */
export interface Command<F extends Flags, Result> {
  readonly name: string;
  /** For the list of commands. */
  readonly summary: string;
  readonly description: string;
  /** What --labels names, where that is not each checkpoint. */
  readonly labelled?: "run";
  /** What follows the flags in its help. */
  readonly examples: string;
  readonly arguments: readonly Argument[];
  /** In the order of its help. */
  readonly flags: F;
  /** Every kind of file that it writes; `[]` for one that only prints text. */
  readonly outputs: readonly OutputKind<Run<Result>>[];
  readonly compute: (request: Request<ValuesOf<F>>) => Promise<Result>;
  /** Work that takes long; without it, only the progress of fetching is shown. */
  readonly longWork?: (paths: readonly string[]) => LongWork;
  /** Where it draws: its pictures, which are written even where nothing is asked for; null where none are to be drawn. */
  readonly pictures?: (result: Result, flags: ValuesOf<F>) => PictureSet | null;
  /** What people read on stdout; null where there is nothing to say but what was written. */
  readonly text: ((result: Result, context: TextContext<ValuesOf<F>>) => Text) | null;
  /** Remarks for stderr, besides which files were taken; null for none at all. */
  readonly notices: ((result: Result) => readonly string[]) | null;
  /** False: which files were taken where folders were named is not said, since there may be hundreds. */
  readonly namesTaken?: boolean | ((result: Result) => boolean);
  /** Without, 0. */
  readonly exitCode?: (result: Result) => ExitCode;
  /** What is left to do once all is written. */
  readonly afterwards?: (run: Run<Result>, io: Io) => Promise<void>;
}

type Text = string | Promise<string>;

export interface TextContext<Values> {
  readonly style: TerminalStyle;
  readonly flags: Values;
  readonly tool: ToolInfo;
}

/**
 * 0 fine, 1 findings, 2 could not do it: mostly an error, and returned where some of many could not be done. 130 and 143: was
 * interrupted, as shells count.
 */
export type ExitCode = 0 | 1 | 2 | 130 | 143;

/** "<pre>", "[post]" or "<models...>" */
export interface Argument {
  readonly syntax: string;
  readonly help: string;
  /** The only values that it takes; without, it is a checkpoint. */
  readonly choices?: readonly string[];
}

/** What a command computes its result from. */
export interface Request<Values> {
  /** The arguments, in order. */
  readonly paths: readonly string[];
  readonly flags: Values;
  readonly checkpoints: Checkpoints;
  readonly io: Io;
  /** Adds to the remarks for stderr. */
  readonly remark: (notice: string) => void;
  /** For long work: how far it has come. */
  readonly onProgress: (done: number, all: number) => void;
  /** How checkpoints and other files are opened. */
  readonly sources: Partial<OpenOptions>;
}

/** What the runner itself asks of the flags. */
export interface CommonFlags extends PlanFlags, StyleFlags {
  readonly quiet?: true | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Of several models in one file, the place of the one that is meant: one for all checkpoints, or one for each. */
  readonly at?: readonly string[] | undefined;
}

/** What every run is given. */
export interface Context {
  readonly io: Io;
  readonly tool: ToolInfo;
}
