import type { FigureKind, FigureSubject } from "./kind.js";
import { FIGURES } from "./kinds/index.js";

/**
 * What there is to say of figures without drawing any: plain data. The built program has only the data here, so that
 * what draws is loaded when a picture is asked for.
 */
export const FIGURE_NAMES: readonly {
  readonly name: string;
  readonly shows: string;
  readonly of: FigureSubject;
  readonly needs?: FigureKind<FigureSubject>["needs"];
}[] = (FIGURES as readonly object[] as readonly FigureKind<FigureSubject>[]).map(
  ({ name, shows, of, needs }) => ({ name, shows, of, ...(needs === undefined ? {} : { needs }) }),
);
