import { basename } from "node:path";
import { WdistError } from "../../errors.js";
import { escapeControls, quote } from "../../escape.js";
import type { ModelInfo } from "../../model/norms.js";
import type { Skipped } from "../../model/tensors.js";
import type { Io } from "../io.js";
import { isSameFile, makeFolderOf, writeWhole } from "./files.js";

/** From results to files and streams: what -o and --format ask for, made before the first of them is written. */

const STDOUT = "-";
/** The format of stdout that is for people. */
export const TEXT = "text";

export interface OutputKind<Results> {
  /** The value of --format. */
  readonly name: string;
  /** The ending of a file's name without its dot; null for what is only printed. */
  readonly ending: string | null;
  readonly holds: string;
  readonly isBinary: boolean;
  /** It draws pictures: one a file, or as many as there are. */
  readonly pictures?: "one" | "many";
  /** `path`: of the file, for what refers to others beside it; as given, "-" where it is printed. */
  readonly make: (results: Results, path: string) => Promise<string | Uint8Array>;
  /** Other files that belong to it. */
  readonly makeBeside?: (results: Results, path: string) => Promise<readonly MadeFile[]>;
  /** Not printed to stdout. */
  readonly isFileOnly?: boolean;
}

/** Text, by the same name as a format and as the ending of a file. */
export function textOutput<Results>(
  name: string,
  holds: string,
  make: (results: Results) => string,
): OutputKind<Results> {
  return { name, ending: name, holds, isBinary: false, make: async (results) => make(results) };
}

/** A file before it is written. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: string | Uint8Array;
}

export interface OutputFlags {
  readonly output?: readonly string[];
  readonly format?: string;
  readonly quiet?: true;
}

export interface OutputPlan<Results> {
  /** What goes to stdout instead of text for people; null for that. */
  readonly printed: OutputKind<Results> | null;
  readonly files: readonly OutputFile<Results>[];
  /** Neither -o nor --format was given. */
  readonly isDefault: boolean;
}

export interface OutputFile<Results> {
  readonly path: string;
  readonly kind: OutputKind<Results>;
  /** What this file alone holds; without, the results of the whole run. */
  readonly results?: Results;
  /** Its name was made from a pattern: a folder that lacks is made. */
  readonly isPatterned?: boolean;
}

/** Reads what the flags ask for, before any work is done. */
export function planOutputs<Results>(
  io: Io,
  kinds: readonly OutputKind<Results>[],
  { output = [], format }: OutputFlags,
): OutputPlan<Results> {
  const printed = kinds.find(({ name }) => name === format) ?? null;
  if (printed === null && format !== undefined && format !== TEXT) {
    const formats = kinds.filter(({ isFileOnly }) => isFileOnly !== true).map(({ name }) => name);
    throw usage(
      `--format ${format}`,
      "is no format of this",
      `choose among ${[TEXT, ...formats].join(", ")}`,
    );
  }
  if (output.includes(STDOUT) && format === undefined) {
    throw usage("-o -", "stdout has no ending that says what to print", "add --format, e.g. --format json");
  }
  if (printed?.isBinary && io.stdout.isTerminal) {
    throw usage(
      `--format ${printed.name}`,
      "would fill the terminal with bytes",
      `redirect it, or use -o figure.${printed.name}`,
    );
  }
  return {
    printed,
    files: output
      .filter((path) => path !== STDOUT)
      .map((path) => ({ path, kind: outputKindOf(kinds, path) })),
    isDefault: output.length === 0 && format === undefined,
  };
}

/** The kind of output that a file's name asks for: the one with the longest ending that it has. */
function outputKindOf<Results>(kinds: readonly OutputKind<Results>[], path: string): OutputKind<Results> {
  const [kind] = kinds
    .filter(({ ending }) => ending !== null && endsIn(basename(path), ending))
    .sort((a, b) => (b.ending?.length ?? 0) - (a.ending?.length ?? 0));
  if (kind !== undefined) return kind;
  throw usage(
    `-o ${quote(path)}`,
    "its ending says nothing about what to write",
    `end it in ${endings(kinds).join(", ")}, or use -o - with --format`,
  );
}

/** "report.pdf" is an ending of "report.pdf" itself, and of "my-report.pdf". */
function endsIn(name: string, ending: string): boolean {
  return name.endsWith(`.${ending}`) || (ending.startsWith("report.") && name.endsWith(ending));
}

/** As people write it. */
export function endingText(ending: string): string {
  return ending.startsWith("report.") ? ending : `.${ending}`;
}

function endings(kinds: readonly OutputKind<never>[]): string[] {
  return kinds.flatMap(({ ending }) => (ending === null ? [] : [endingText(ending)]));
}

export interface Emission<Results> {
  readonly plan: OutputPlan<Results>;
  readonly results: Results;
  /** What people read on stdout. */
  readonly text: () => Promise<string>;
  readonly notices: readonly string[];
  /** The checkpoints that were read: no output may replace them. */
  readonly inputs: readonly ModelInfo[];
  readonly quiet: boolean;
}

/** Makes every output, then writes the files, then prints. */
export async function emit<Results>(io: Io, emission: Emission<Results>): Promise<void> {
  const { plan, results, text, notices, inputs, quiet } = emission;
  refuseInputs(inputs, plan.files);
  const made: MadeFile[] = [];
  for (const { path, kind, results: own = results } of plan.files) {
    made.push({ path, bytes: await kind.make(own, path) }, ...((await kind.makeBeside?.(own, path)) ?? []));
  }
  refuseInputs(inputs, made);
  const printed =
    plan.printed === null ? (quiet ? null : await text()) : await plan.printed.make(results, STDOUT);

  for (const { path, isPatterned } of plan.files) if (isPatterned === true) makeFolderOf(path);
  for (const { path, bytes } of made) writeWhole(path, bytes);
  if (!quiet) for (const notice of notices) io.stderr.write(`note: ${notice}\n`);
  if (printed !== null) io.stdout.write(printed);
  if (!quiet && made.length > 0) io.stderr.write(`wrote ${listed(made.map(({ path }) => path))}\n`);
}

/** How many files are named. */
const MOST_NAMED = 8;

function listed(paths: readonly string[]): string {
  const named = paths.slice(0, MOST_NAMED).map(escapeControls).join(", ");
  return paths.length > MOST_NAMED ? `${named} and ${paths.length - MOST_NAMED} more` : named;
}

/** @throws WdistError USAGE if an output is one of the files that were read, through whatever links */
export function refuseInputs(
  inputs: readonly ModelInfo[],
  outputs: readonly { readonly path: string }[],
): void {
  const read = inputs.flatMap(({ files }) => files);
  for (const { path } of outputs) {
    if (read.some((input) => isSameFile(input, path))) {
      throw usage(`-o ${path}`, "is one of the checkpoints that are read", "write to another file");
    }
  }
}

/** Which file was taken, where the user named a directory or a model of the hub. A URL may hold a secret. */
export function takenNotices(
  taken: readonly (readonly [typed: string, model: Pick<ModelInfo, "path">])[],
): string[] {
  const notices = taken
    .filter(([typed, { path }]) => path !== typed && !/^https?:/i.test(typed))
    .map(([typed, { path }]) => `${escapeControls(typed)}: took ${escapeControls(path)}`);
  return [...new Set(notices)];
}

/** How many kinds of skipped tensors are told of. */
const MOST_REASONS = 3;

/** Remarks for stderr: how the request was met, and what was left out, by reason. */
export function noticesOf({
  notices,
  skipped,
}: {
  notices: readonly string[];
  skipped: readonly Skipped[];
}): string[] {
  const byReason = new Map<string, { readonly example: string; count: number }>();
  for (const { name, reason } of skipped) {
    const group = byReason.get(reason) ?? { example: name, count: 0 };
    group.count++;
    byReason.set(reason, group);
  }
  const groups = [...byReason];
  const shown = groups.slice(0, MOST_REASONS).map(([reason, { example, count }]) => {
    const which = count === 1 ? quote(example) : `${count} tensors, such as ${quote(example)}`;
    return `skipped ${which}: ${escapeControls(reason)}`;
  });
  const left = groups.slice(MOST_REASONS).reduce((sum, [, { count }]) => sum + count, 0);
  return [...notices, ...shown, ...(left > 0 ? [`skipped ${left} more tensors, for other reasons`] : [])];
}

export function usage(where: string, what: string, fix: string): WdistError {
  return new WdistError("USAGE", { where, what, fix });
}
