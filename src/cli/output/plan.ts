import { basename, join } from "node:path";
import { usageError, type WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { Io } from "../io.js";
import { ANY_ENDING, endingText, FOLDER, type OutputKind, STDOUT } from "./outputKind.js";
import type { PictureName } from "./picture.js";

/** What -o and --format ask for, known before any work is done. */

export interface PlanFlags {
  readonly output?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
}

export interface OutputPlan<Made> {
  /** What goes to stdout instead of text for people; null for that text. */
  readonly printed: OutputKind<Made> | null;
  readonly files: readonly OutputFile<Made>[];
  /** Neither -o nor --format was given. */
  readonly isDefault: boolean;
}

export interface OutputFile<Made> {
  readonly path: string;
  readonly kind: OutputKind<Made>;
  /** What this file alone is made from; without, the whole run. */
  readonly run?: Made;
}

/** @throws WdistError USAGE */
export function planOutputs<Made>(
  io: Io,
  kinds: readonly OutputKind<Made>[],
  { output = [], format }: PlanFlags,
): OutputPlan<Made> {
  const paths = [output].flat();
  for (const path of paths) refuseUnknownPlaceholders(path, kinds);
  const sole = kinds.find(({ ending }) => ending === ANY_ENDING);
  const printed =
    kinds.find(({ name }) => name === format) ?? (paths.includes(STDOUT) ? sole : undefined) ?? null;
  if (paths.includes(STDOUT) && format === undefined && printed === null) {
    throw usageError(
      "-o -",
      "stdout has no ending that says what to print",
      "add --format, e.g. --format json",
    );
  }
  if (printed?.isBinary && io.stdout.isTerminal) throw fillsTerminal(printed);
  return {
    printed,
    files: paths
      .filter((path) => path !== STDOUT)
      .map((path) => fileOf(path, sole ?? outputKindOf(kinds, path))),
    isDefault: paths.length === 0 && format === undefined,
  };
}

function fileOf<Made>(path: string, kind: OutputKind<Made>): OutputFile<Made> {
  return { path: kind.fileIn === undefined ? path : join(path, kind.fileIn), kind };
}

/** Parts of a file's name that are replaced by what distinguishes pictures. */
export const PLACEHOLDERS = ["model", "figure", "tensor"] as const satisfies readonly (keyof PictureName)[];

/** A name that was not filled in would be written as it is. */
function refuseUnknownPlaceholders(path: string, kinds: readonly OutputKind<never>[]): void {
  const isKnown = (name: string) => PLACEHOLDERS.some((known) => known === name);
  const drawn = kinds.filter(({ pictures }) => pictures !== undefined);
  const takesThem = drawn.some(({ ending }) => ending !== null && endsIn(basename(path), ending));
  const [unknown] = [...path.matchAll(/\{([^{}]*)\}/g)].filter(
    ([, name = ""]) => !(takesThem && isKnown(name)),
  );
  if (unknown === undefined) return;
  const [written, name = ""] = unknown;
  throw usageError(
    `-o ${quote(path)}`,
    isKnown(name) ? `has ${written}, which only pictures have` : `has ${written}, which is not a placeholder`,
    takesThem
      ? `write ${PLACEHOLDERS.map((known) => `{${known}}`).join(", ")}, or a name without braces`
      : "write a name without braces",
  );
}

function fillsTerminal({ name, ending }: OutputKind<never>): WdistError {
  const what = "would fill the terminal with bytes";
  if (ending === ANY_ENDING)
    return usageError("-o -", what, `redirect it, or name a file, e.g. -o model.${name}`);
  const fix =
    ending === FOLDER ? "name a folder, e.g. -o tb/" : `redirect it, or name a file, e.g. -o out.${name}`;
  return usageError(`--format ${name}`, what, fix);
}

/** The kind of output that a file's name asks for: the one with the longest ending that it has. */
function outputKindOf<Made>(kinds: readonly OutputKind<Made>[], path: string): OutputKind<Made> {
  const [kind] = kinds
    .filter(
      ({ ending }) =>
        ending !== null && (path.endsWith("/") ? ending === FOLDER : endsIn(basename(path), ending)),
    )
    .sort((a, b) => (b.ending?.length ?? 0) - (a.ending?.length ?? 0));
  if (kind !== undefined) return kind;
  throw usageError(
    `-o ${quote(path)}`,
    "its ending says nothing about what to write",
    `end it in ${endings(kinds).join(", ")}, or use -o - with --format`,
  );
}

/** In any letter case. "report.pdf" is an ending of "report.pdf" itself, and of "my-report.pdf". */
function endsIn(fileName: string, ending: string): boolean {
  const name = fileName.toLowerCase();
  return name.endsWith(`.${ending}`) || (ending.startsWith("report.") && name.endsWith(ending));
}

function endings(kinds: readonly OutputKind<never>[]): string[] {
  return kinds.flatMap(({ ending }) => (ending === null ? [] : [endingText(ending)]));
}
