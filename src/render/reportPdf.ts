import { escapeControls } from "../escape.js";
import { paletteOf } from "../figure/panel/theme.js";
import type { Block, DocumentFigure, FigurePart, InputFile, Report } from "../model/document.js";
import { blocksFor, sectionsOf } from "../report/sections.js";
import { identityLine, withFiles } from "../report/withFiles.js";
import { collected, startPdf } from "./pdf.js";
import { PdfWriter, plainText } from "./pdfWriter.js";
import { type DrawnFigure, documentFigures, drawFigure, PRINT_OPTIONS } from "./reportFigures.js";

const PALETTE = paletteOf("light");

/** Figures that grow with their rows go over several pages. */
const ROWS_A_PAGE = 15;

/** A typeset report, page after page. */
export async function renderReport(report: Report): Promise<Uint8Array> {
  const made = `${report.tool.name} ${report.tool.version}`;
  const drawn = await drawAll(report);
  const { intro, sections } = sectionsOf(blocksFor(await withFiles(report), "paper"));
  const document = startPdf({ title: report.title, creator: made }, true);
  const done = collected(document);
  const writer = new PdfWriter(document);
  for (const block of intro) writeBlock(writer, block, drawn);
  for (const { heading, blocks } of sections) {
    // A figure has a title of its own.
    if (!blocks.every(({ kind }) => kind === "figure")) writer.heading(plainText(heading.text));
    for (const block of blocks) writeBlock(writer, block, drawn);
  }
  writer.pageNumbers(made);
  document.end();
  return done;
}

type Drawn = ReadonlyMap<DocumentFigure, readonly DrawnFigure[]>;

async function drawAll(report: Report): Promise<Drawn> {
  const drawn = new Map<DocumentFigure, readonly DrawnFigure[]>();
  for (const figure of documentFigures(report)) {
    const pages: DrawnFigure[] = [];
    for (const part of pagesOf(figure)) pages.push(await drawFigure(figure, PRINT_OPTIONS, part));
    drawn.set(figure, pages);
  }
  return drawn;
}

/** All rows, as many pages of them as it takes. */
function pagesOf({ rows }: DocumentFigure): readonly (FigurePart | null)[] {
  if (rows === null) return [null];
  const pages = Math.ceil(rows.count / ROWS_A_PAGE);
  const each = Math.ceil(rows.count / pages);
  return Array.from({ length: pages }, (_, i) => ({ from: i * each, to: (i + 1) * each }));
}

function writeBlock(writer: PdfWriter, block: Block, drawn: Drawn): void {
  switch (block.kind) {
    case "heading":
      writer.text(plainText(block.text), { size: 17, face: "semi-bold" });
      break;
    case "paragraph":
      writer.text(plainText(block.text), {
        size: 9.5,
        ...(block.is === undefined ? {} : { colour: PALETTE.quietInk }),
      });
      break;
    case "list":
      for (const item of block.items) writer.text(`•  ${plainText(item)}`, { size: 9.5 });
      break;
    case "table":
      writer.table(block.table);
      break;
    case "definitions":
      for (const { term, text } of block.entries) writer.term(plainText(term), plainText(text));
      break;
    case "files":
      for (const file of block.files) writeFile(writer, file);
      break;
    case "figure":
      for (const { svg, title } of drawn.get(block.figure) ?? []) writer.figure(svg, title);
      break;
    case "live":
      break;
  }
}

function writeFile(writer: PdfWriter, file: InputFile): void {
  writer.term(`${file.side}: ${escapeControls(file.path)}`, identityLine(file));
}
