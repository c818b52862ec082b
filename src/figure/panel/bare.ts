import type { VegaLiteSpec } from "../../model/figure.js";
import { originOf, specOf } from "./drawing.js";

/** A figure and its words apart, for a page that sets these as text of its own. */
export interface BareFigure {
  /** Without title and caption. */
  readonly spec: VegaLiteSpec;
  /** In one line; null where it has none. */
  readonly title: string | null;
  readonly caption: string | null;
}

export function bareFigure(spec: VegaLiteSpec): BareFigure {
  const { title: words, ...bare } = spec;
  const { text, subtitle } = (words ?? {}) as { readonly text?: unknown; readonly subtitle?: unknown };
  const origin = originOf(spec);
  const inOneLine = { title: oneLine(text), caption: oneLine(subtitle) };
  if (origin === null) return { spec: bare, ...inOneLine };
  const { title: _, ...drawing } = origin.drawing;
  return { spec: specOf(drawing), ...inOneLine };
}

function oneLine(words: unknown): string | null {
  const text = Array.isArray(words) ? words.join(" ") : words;
  return typeof text === "string" && text !== "" ? text : null;
}
