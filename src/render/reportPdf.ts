import { escapeControls } from "../escape.js";
import { paletteOf } from "../figure/panel/theme.js";
import type { Block, InputFile, Report } from "../model/document.js";
import { blocksFor, sectionsOf } from "../report/sections.js";
import { identityLine } from "../report/withFiles.js";
import { collected, startPdf } from "./pdf.js";
import { PdfWriter, plainText } from "./pdfWriter.js";
import { writeFigure } from "./reportPdfFigures.js";

const PALETTE = paletteOf("light");

/** A typeset report, page after page. */
export async function renderReport(report: Report): Promise<Uint8Array> {
  const made = `${report.tool.name} ${report.tool.version}`;
  const { intro, sections } = sectionsOf(blocksFor(report, "paper"));
  const document = startPdf({ title: report.title, creator: made }, true);
  const done = collected(document);
  const writer = new PdfWriter(document);
  const write = async (blocks: readonly Block[]) => {
    for (const block of blocks) await writeBlock(writer, block, report);
  };
  await write(intro);
  for (const { heading, blocks } of sections) {
    // A figure has a title of its own.
    if (!blocks.every(({ kind }) => kind === "figure")) writer.heading(plainText(heading.text));
    await write(blocks);
  }
  writer.pageNumbers(made);
  document.end();
  return done;
}

async function writeBlock(writer: PdfWriter, block: Block, report: Report): Promise<void> {
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
      // By now they have been read, while figures were drawn.
      for (const file of (await report.files) ?? block.files) writeFile(writer, file);
      break;
    case "figure":
      await writeFigure(writer, block.figure);
      break;
    case "live":
      break;
  }
}

function writeFile(writer: PdfWriter, file: InputFile): void {
  writer.term(`${file.side}: ${escapeControls(file.path)}`, identityLine(file));
}
