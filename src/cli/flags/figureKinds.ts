import { InvalidArgumentError } from "commander";
import { usageError } from "../../errors.js";
import type { FigureKind, FigureSubject } from "../../figure/kind.js";
import { FIGURE_NAMES } from "../../figure/names.js";
import { type Extras, type Flag, repeated } from "./flag.js";

/** Which kinds of figures are drawn: what each use of --figure means, in names. */
export type FigureKindsFlag = readonly (readonly string[])[] | undefined;

/** `--figure` of a command that draws such a subject; `others`: others that it may draw instead. */
export function figureKindsFlag(
  of: FigureSubject,
  extras: Extras<FigureKindsFlag> = {},
  others: readonly FigureSubject[] = [],
): Flag<FigureKindsFlag> {
  const subjects = [of, ...others];
  const kinds = subjects.flatMap((subject) => FIGURE_NAMES.filter((kind) => kind.of === subject));
  const names = [...new Set(subjects.flatMap(namesOf))];
  return repeated(
    "--figure <kind>",
    `${kinds.map(({ name, shows }) => `${name}: ${shows}`).join("; ")}; all: each of them (repeatable, default: ${names[0]})`,
    (typed) => parseKind(typed, names),
    { completes: [...names, "all"], ...extras },
  );
}

/**
 * A figure that was named is one of such a subject; "all" means those that are.
 * @param is what the subject is, in words: "one run"
 * @param fix how to come by the others
 * @throws WdistError USAGE
 */
export function requireFiguresOf(of: FigureSubject, asked: FigureKindsFlag, is: string, fix: string): void {
  const names = namesOf(of);
  const other = (asked ?? [])
    .filter(({ length }) => length === 1)
    .flat()
    .find((name) => !names.includes(name));
  if (other === undefined) return;
  throw usageError(
    `--figure ${other}`,
    `is not drawn of ${is}`,
    `of ${is} there are ${names.join(", ")}${fix}`,
  );
}

/** What a figure may need that a subject has only where it was asked for. */
type Need = NonNullable<FigureKind<FigureSubject>["needs"]>;

/**
 * In the order of the registry, each once; the first of all where none was asked for.
 * @param has what the subject has of what some figures need; those that lack something are not drawn
 */
export function figuresAskedFor(
  of: FigureSubject,
  asked: FigureKindsFlag,
  has: { readonly [need in Need]?: boolean } = {},
): readonly string[] {
  const all = FIGURE_NAMES.flatMap((kind) =>
    kind.of === of && (kind.needs === undefined || has[kind.needs] === true) ? [kind.name] : [],
  );
  return asked === undefined ? all.slice(0, 1) : all.filter((name) => asked.flat().includes(name));
}

/** Is a figure named that needs this? Those that "all" means are drawn without it. */
export function namesOneThatNeeds(need: Need, asked: FigureKindsFlag): boolean {
  const named = (asked ?? []).filter(({ length }) => length === 1).flat();
  return FIGURE_NAMES.some(({ name, needs }) => needs === need && named.includes(name));
}

function namesOf(of: FigureSubject): readonly string[] {
  return FIGURE_NAMES.flatMap((kind) => (kind.of === of ? [kind.name] : []));
}

/** @throws InvalidArgumentError */
function parseKind(typed: string, names: readonly string[]): readonly string[] {
  if (typed === "all") return names;
  if (names.includes(typed)) return [typed];
  throw new InvalidArgumentError(`"${typed}" is not a figure; there are ${names.join(", ")} and all`);
}
