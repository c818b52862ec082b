import { escapeControls } from "../escape.js";
import { paletteOf } from "../figure/panel/theme.js";
import type { ReadableTable, Run, Text } from "../model/document.js";
import { typeset } from "../words/typeset.js";
import { drawSvg, sizeOf } from "./pdf.js";

/** A4, in points; the column is as wide as a figure of double width. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 45;
const COLUMN = PAGE.width - 2 * MARGIN;
const BOTTOM = PAGE.height - MARGIN - 12;
/** Above a figure. */
const FIGURE_GAP = 12;
const PALETTE = paletteOf("light");

/** Own words are typeset, names stay as they are. */
export function plainText(text: Text): string {
  const runs = typeof text === "string" ? [text] : text;
  return runs.map(plainRun).join("");
}

function plainRun(run: string | Run): string {
  if (typeof run === "string") return typeset(run);
  return run.is === "strong" || run.is === "quiet" ? typeset(run.text) : escapeControls(run.text);
}

interface TextStyle {
  readonly size: number;
  readonly face?: "regular" | "semi-bold";
  readonly colour?: string;
}

/** Sets text and figures below each other, on a new page where one is full. */
export class PdfWriter {
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
    // Never the last line of a page: some of what follows must fit below it.
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

  /** Points that a figure has room for below what is there already. */
  room(): number {
    return Math.max(0, BOTTOM - this.#y - FIGURE_GAP);
  }

  /** The same on a page of its own. */
  pageRoom(): number {
    return BOTTOM - MARGIN;
  }

  figure(svg: string, title: string): void {
    const size = sizeOf(svg);
    const scale = Math.min(1, COLUMN / size.width, (BOTTOM - MARGIN) / size.height);
    const [width, height] = [size.width * scale, size.height * scale];
    this.#y += FIGURE_GAP;
    this.#makeRoom(height);
    this.#document.outline.addItem(title);
    drawSvg(this.#document, svg, { x: MARGIN, y: this.#y, width, height });
    this.#y += height;
  }

  table({ heads, rows }: ReadableTable): void {
    const share = (column: number) => (column === 0 || column === heads.length - 1 ? 1.4 : 1);
    const unit = COLUMN / heads.reduce((sum, _, column) => sum + share(column), 0);
    const lines = [
      heads.map(({ text }) => text),
      ...rows.map((cells) => cells.map(({ text }) => plainText(text))),
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
