import type { FigureOptions, VegaLiteSpec } from "../model/figure.js";
import type { FigureKind, FigureSubject, FigureSubjects } from "./kind.js";
import { FIGURES } from "./kinds/index.js";

/** Figures by what they are of, and by name. */

type RegisteredFigure = (typeof FIGURES)[number];

/** The name of a figure of such a subject. */
export type FigureName<Of extends FigureSubject> = Extract<RegisteredFigure, { readonly of: Of }>["name"];

type FigureOf<Of extends FigureSubject> = FigureKind<Of> & { readonly name: FigureName<Of> };

/** Every kind of figure of such a subject; the first is the default. */
export function figuresOf<Of extends FigureSubject>(of: Of): readonly FigureOf<Of>[] {
  // The compiler does not know that figures of the same subject have builders of the same type.
  return FIGURES.filter((kind) => kind.of === of) as readonly object[] as readonly FigureOf<Of>[];
}

/** @throws RangeError for an unknown kind */
export function buildFigure<Of extends FigureSubject>(
  of: Of,
  name: string,
  subject: FigureSubjects[Of],
  options: FigureOptions,
): VegaLiteSpec {
  const kinds = figuresOf(of);
  const chosen = kinds.find((kind) => kind.name === name);
  if (chosen !== undefined) return chosen.build(subject, options);
  throw new RangeError(`no figure "${name}"; there are ${kinds.map((kind) => kind.name).join(", ")}`);
}
