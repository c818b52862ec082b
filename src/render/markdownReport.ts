import { specTitle } from "../figure/panel/frame.js";
import type { DocumentFigure, Report } from "../model/document.js";
import { markdownOf } from "../report/markdown.js";
import { withFiles } from "../report/withFiles.js";
import { embedFonts } from "./fonts.js";
import { alternativeText, documentFigures, drawFigure, PRINT_OPTIONS } from "./reportFigures.js";

/** A report as Markdown, a file of its own, with its pictures beside it. */

/** @param linkTo where the picture of a figure is, as a link */
export async function renderMarkdown(
  report: Report,
  linkTo: (figure: DocumentFigure) => string,
): Promise<string> {
  const pictureOf = (figure: DocumentFigure) => {
    const title = alternativeText(figure, specTitle(figure.draw(PRINT_OPTIONS, null)));
    return { path: linkTo(figure), title };
  };
  return markdownOf(await withFiles(report), { topLevel: 1, pictureOf });
}

/** The picture of every figure, as SVG with its fonts embedded. */
export async function renderPictures(
  report: Report,
): Promise<readonly { readonly figure: DocumentFigure; readonly svg: string }[]> {
  const pictures = [];
  for (const figure of documentFigures(report)) {
    const { svg } = await drawFigure(figure, PRINT_OPTIONS, null);
    pictures.push({ figure, svg: embedFonts(svg) });
  }
  return pictures;
}
