import { InvalidArgumentError } from "commander";
import type { FigureSubject } from "../../figure/kind.js";
import { FIGURE_NAMES } from "../../figure/names.js";
import { type Extras, type Flag, repeated } from "./flag.js";

/** Which kinds of figures are drawn: what each use of --figure means, in names. */
export type FigureKindsFlag = readonly (readonly string[])[] | undefined;

/** `--figure` of a command that draws such a subject. */
export function figureKindsFlag(
  of: FigureSubject,
  extras: Extras<FigureKindsFlag> = {},
): Flag<FigureKindsFlag> {
  const kinds = FIGURE_NAMES.filter((kind) => kind.of === of);
  const names = namesOf(of);
  return repeated(
    "--figure <kind>",
    `${kinds.map(({ name, shows }) => `${name}: ${shows}`).join("; ")}; all: each of them (repeatable, default: ${names[0]})`,
    (typed) => parseKind(typed, names),
    { completes: [...names, "all"], ...extras },
  );
}

/** In the order of the registry, each once; the first of all where none was asked for. */
export function figuresAskedFor(of: FigureSubject, asked: FigureKindsFlag): readonly string[] {
  const all = namesOf(of);
  return asked === undefined ? all.slice(0, 1) : all.filter((name) => asked.flat().includes(name));
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
