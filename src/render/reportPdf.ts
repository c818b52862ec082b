import { answerQuestions } from "../analysis/answers.js";
import { escapeControls } from "../escape.js";
import { paletteOf } from "../figure/panel/theme.js";
import { type PageContent, pageTitle } from "../report/page/body.js";
import { type PageTable, tensorTable } from "../report/page/tables.js";
import { wordAnswer } from "../words/answers.js";
import { headline } from "../words/findings/headline.js";
import { figureTitle } from "../words/findings/title.js";
import { methodsOf } from "../words/methods.js";
import { labelOf } from "../words/modelLabel.js";
import { plural } from "../words/phrases.js";
import { dimensionsOf } from "../words/sites.js";
import { typeset } from "../words/typeset.js";
import { collected, drawSvg, sizeOf, startPdf } from "./pdf.js";

/** A4, in points; the column is as wide as a figure of double width. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 45;
const COLUMN = PAGE.width - 2 * MARGIN;
const BOTTOM = PAGE.height - MARGIN - 12;
const PALETTE = paletteOf("light");

/** A typeset report: words first, then the figures, the table, the study's questions, methods and files. */
export async function renderReport(content: PageContent): Promise<Uint8Array> {
  const { tool, comparison } = content;
  const document = startPdf({ title: pageTitle(comparison), creator: `${tool.name} ${tool.version}` }, true);
  const done = collected(document);
  const writer = new Writer(document);
  writeSummary(writer, content);
  for (const { svg, title } of content.figures) writer.figure(svg, title);
  writer.heading("Numbers");
  writer.table(tensorTable(comparison.tensors));
  writer.heading("The study's questions");
  for (const answer of answerQuestions(comparison.tensors)) {
    const { title, verdict, caveat } = wordAnswer(answer, comparison.pre.architecture);
    writer.term(title, typeset(`${verdict} ${caveat}`));
  }
  writer.heading("Methods");
  for (const { term, definition } of methodsOf(comparison.pre.architecture)) {
    writer.term(term, typeset(definition));
  }
  writeFiles(writer, content);
  writer.pageNumbers(`${tool.name} ${tool.version}`);
  document.end();
  return done;
}

function writeSummary(writer: Writer, { comparison }: PageContent): void {
  const { pre, post, tensors } = comparison;
  const [before, after] = [pre, post].map((model) => escapeControls(labelOf(model)));
  writer.text(typeset(figureTitle(comparison)), { size: 17, face: "semi-bold" });
  writer.text(
    `${before} → ${after}: ${plural(tensors.length, "tensor")} × ${dimensionsOf(tensors.map(({ pre: { values } }) => values))}`,
    {
      size: 9.5,
      colour: PALETTE.quietInk,
    },
  );
  for (const sentence of headline(comparison)) writer.text(`•  ${typeset(sentence)}`, { size: 9.5 });
}

function writeFiles(writer: Writer, { files }: PageContent): void {
  writer.heading("Files");
  for (const { side, path, byteLength, sha256 } of files) {
    const size = byteLength === null ? "read by ranges" : `${byteLength} bytes, SHA-256 ${sha256}`;
    writer.term(`${side}: ${escapeControls(path)}`, size);
  }
}

interface TextStyle {
  readonly size: number;
  readonly face?: "regular" | "semi-bold";
  readonly colour?: string;
}

/** Sets text and figures below each other, on a new page where one is full. */
class Writer {
  readonly #document: PDFKit.PDFDocument;
  #y = BOTTOM + 1;

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
  }

  text(text: string, { size, face = "regular", colour = PALETTE.ink }: TextStyle): void {
    const document = this.#document.font(face).fontSize(size);
    const options = { width: COLUMN, lineGap: size * 0.2 };
    this.#makeRoom(document.heightOfString(text, options));
    document.font(face).fontSize(size).fillColor(colour).text(text, MARGIN, this.#y, options);
    this.#y = document.y + size * 0.35;
  }

  heading(text: string): void {
    // Not at the foot of a page, without what it stands over.
    this.#makeRoom(70);
    this.#y += 10;
    this.text(text, { size: 13, face: "semi-bold" });
  }

  term(term: string, definition: string): void {
    this.#makeRoom(40);
    this.text(term, { size: 9, face: "semi-bold" });
    this.#y -= 2;
    this.text(definition, { size: 9, colour: PALETTE.quietInk });
    this.#y += 2;
  }

  figure(svg: string, title: string): void {
    const size = sizeOf(svg);
    const scale = Math.min(1, COLUMN / size.width, (BOTTOM - MARGIN) / size.height);
    const [width, height] = [size.width * scale, size.height * scale];
    this.#y += 12;
    this.#makeRoom(height);
    this.#document.outline.addItem(title);
    drawSvg(this.#document, svg, { x: MARGIN, y: this.#y, width, height });
    this.#y += height;
  }

  table({ heads, rows }: PageTable): void {
    const share = (column: number) => (column === 0 || column === heads.length - 1 ? 1.4 : 1);
    const unit = COLUMN / heads.reduce((sum, _, column) => sum + share(column), 0);
    const lines = [
      heads.map(({ text }) => text),
      ...rows.map(({ cells }) => cells.map(({ text }) => typeset(text))),
    ];
    lines.forEach((cells, line) => {
      this.#makeRoom(11);
      let x = MARGIN;
      cells.forEach((cell, column) => {
        const width = unit * share(column);
        const isNumber = heads[column]?.isNumber === true;
        this.#document
          .font(line === 0 || column === 0 ? "semi-bold" : "regular")
          .fontSize(6.6)
          .fillColor(PALETTE.ink)
          .text(cell, x, this.#y, { width: width - 3, align: isNumber ? "right" : "left", lineBreak: false });
        x += width;
      });
      this.#y += 11;
    });
  }

  pageNumbers(footer: string): void {
    const { start, count } = this.#document.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.#document.switchToPage(page);
      this.#document
        .font("regular")
        .fontSize(7.5)
        .fillColor(PALETTE.quietInk)
        .text(`${footer}, page ${page + 1} of ${count}`, MARGIN, PAGE.height - MARGIN, {
          width: COLUMN,
          align: "right",
          lineBreak: false,
        });
    }
  }

  #makeRoom(height: number): void {
    if (this.#y + height <= BOTTOM) return;
    this.#document.addPage({ size: [PAGE.width, PAGE.height], margin: 0 });
    this.#y = MARGIN;
  }
}
