import { specTitle } from "../figure/panel/frame.js";
import { SIZES } from "../figure/panel/sizes.js";
import type { Document, DocumentFigure, FigurePart } from "../model/document.js";
import type { FigureOptions } from "../model/figure.js";
import { typeset } from "../words/typeset.js";
import { renderSvg } from "./svg.js";

/** The figures of a document, as they are drawn for what it is shown as. */

/** Figures in print: a double column of a journal. */
export const PRINT_OPTIONS: FigureOptions = {
  ...SIZES.double,
  theme: "light",
  title: null,
  interactive: false,
};

export interface DrawnFigure {
  /** What the figure's own title says, in one line. */
  readonly title: string;
  /** Without fonts. */
  readonly svg: string;
}

export function documentFigures({ blocks }: Document): DocumentFigure[] {
  return blocks.flatMap((block) => (block.kind === "figure" ? [block.figure] : []));
}

/** For those who do not see a figure: what it says, then what there is to see. */
export function alternativeText({ name, shows }: DocumentFigure, title: string | null): string {
  const said = title ?? name;
  return shows === undefined ? said : `${said} (figure: ${typeset(shows)})`;
}

export async function drawFigure(
  figure: DocumentFigure,
  options: FigureOptions,
  part: FigurePart | null,
): Promise<DrawnFigure> {
  const spec = figure.draw(options, part);
  return { title: specTitle(spec) ?? figure.name, svg: await renderSvg(spec) };
}
