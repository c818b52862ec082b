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
  return kindNamed(of, name).build(subject, options);
}

/**
 * The pages that continue a figure which has no room for all that was asked for; none for most.
 * @throws RangeError for an unknown kind
 */
export function buildMorePages<Of extends FigureSubject>(
  of: Of,
  name: string,
  subject: FigureSubjects[Of],
  options: FigureOptions,
): readonly VegaLiteSpec[] {
  return kindNamed(of, name).morePages?.(subject, options) ?? [];
}

function kindNamed<Of extends FigureSubject>(of: Of, name: string): FigureOf<Of> {
  const kinds = figuresOf(of);
  const chosen = kinds.find((kind) => kind.name === name);
  if (chosen !== undefined) return chosen;
  throw new RangeError(`no figure "${name}"; there are ${kinds.map((kind) => kind.name).join(", ")}`);
}
