import type { DocumentFigure, FigurePart, FigureRows } from "../model/document.js";
import { PT_PER_PX, sizeOf } from "./pdf.js";
import type { PdfWriter } from "./pdfWriter.js";
import { type DrawnFigure, drawFigure, PRINT_OPTIONS } from "./reportFigures.js";

/** The figures of a typeset report, so that its pages are full: rows as many as fit, heights that the page has room for. */

/** Fewer rows than this are not begun at the foot of a page. */
const LEAST_ROWS = 4;

/** A figure is pressed to this share of its height rather than left to the next page. */
const LEAST_PRESSED = 0.6;

export async function writeFigure(writer: PdfWriter, figure: DocumentFigure): Promise<void> {
  if (figure.rows === null) writeDrawn(writer, await fitted(writer, figure));
  else await writeRows(writer, figure, figure.rows);
}

/** As it is, or as high as the page has room for, if that is not much less. */
async function fitted(writer: PdfWriter, figure: DocumentFigure): Promise<DrawnFigure> {
  const drawn = await drawFigure(figure, PRINT_OPTIONS, null);
  const [height, room] = [sizeOf(drawn.svg).height, writer.room()];
  if (height <= room || room < LEAST_PRESSED * height) return drawn;
  const pressed = await drawFigure(figure, { ...PRINT_OPTIONS, height: Math.floor(room / PT_PER_PX) }, null);
  return sizeOf(pressed.svg).height <= room ? pressed : drawn;
}

/** Over as many pages as its rows take, the first of them the rest of this one. */
async function writeRows(writer: PdfWriter, figure: DocumentFigure, { count }: FigureRows): Promise<void> {
  const rowsIn = await rowsThatFit(figure, count);
  for (let from = 0; from < count; ) {
    const here = rowsIn(writer.room());
    const rest = count - from;
    // What is left over would look lost: it is shared with the page before.
    const most = here < Math.min(LEAST_ROWS, rest) ? Math.max(1, rowsIn(writer.pageRoom())) : here;
    const taken = rest > most && rest - most < LEAST_ROWS ? Math.ceil(rest / 2) : Math.min(rest, most);
    const part: FigurePart = { from, to: from + taken };
    writeDrawn(writer, await drawFigure(figure, PRINT_OPTIONS, part));
    from += taken;
  }
}

/** How many rows have room in so many points, by the heights of two drawings of few rows. */
async function rowsThatFit(figure: DocumentFigure, count: number): Promise<(room: number) => number> {
  const few = Math.min(2, count);
  const more = Math.min(6, count);
  const heightOf = async (to: number) => {
    const { svg } = await drawFigure(figure, PRINT_OPTIONS, { from: 0, to });
    return sizeOf(svg).height;
  };
  const [low, high] = [await heightOf(few), await heightOf(more)];
  const each = more > few ? (high - low) / (more - few) : high;
  const around = low - few * each;
  // Nothing of a row, where the page is full.
  return (room) => (each > 0 ? Math.max(0, Math.min(count, Math.floor((room - around) / each))) : count);
}

function writeDrawn(writer: PdfWriter, { svg, title }: DrawnFigure): void {
  writer.figure(svg, title);
}
