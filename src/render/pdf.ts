import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import { WdistError } from "../errors.js";
import { FACES } from "./fonts.js";

/** Points per CSS pixel. */
export const PT_PER_PX = 72 / 96;

/** 200 in: viewers do not show larger pages. */
const MOST_PT = 14_400;

export interface PdfInfo {
  readonly title: string;
  /** The program that made it, with its version. */
  readonly creator: string;
}

/** Every document has this date, so that it is the same on every run. */
const NO_DATE = new Date(0);

/**
 * Figures as PDF, a page each, as large as they are: vector drawings with their text as text in embedded TrueType faces.
 * @param svgs as `renderSvg` makes them
 * @throws WdistError USAGE for a page of more than 200 inches
 */
export async function renderPdf(svgs: readonly string[], info: PdfInfo): Promise<Uint8Array> {
  const document = startPdf(info);
  const done = collected(document);
  for (const svg of svgs) {
    const { width, height } = sizeOf(svg);
    document.addPage({ size: [width, height], margin: 0 });
    drawSvg(document, svg, { x: 0, y: 0, width, height });
  }
  document.end();
  return done;
}

/** A document without pages whose fonts are "regular" and "semi-bold"; `buffered` keeps its pages open, to write page numbers at the end. */
export function startPdf({ title, creator }: PdfInfo, buffered = false): PDFKit.PDFDocument {
  const document = new PDFDocument({
    autoFirstPage: false,
    bufferPages: buffered,
    pdfVersion: "1.7",
    lang: "en",
    displayTitle: true,
    info: { Title: title, Creator: creator, Producer: "pdfkit", CreationDate: NO_DATE, ModDate: NO_DATE },
  });
  FACES.forEach(({ file }, i) => {
    document.registerFont(i === 0 ? "regular" : "semi-bold", file);
  });
  return document;
}

/** Every byte, once the document has ended. */
export function collected(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
}

/** Width and height of an SVG in points. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /^<svg [^>]*width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"/.exec(svg) ?? [];
  const size = { width: Number(width) * PT_PER_PX, height: Number(height) * PT_PER_PX };
  if (size.width <= MOST_PT && size.height <= MOST_PT) return size;
  throw new WdistError("USAGE", {
    where: "PDF",
    what: `a page of ${Math.round(size.width / 72)} x ${Math.round(size.height / 72)} in is larger than viewers show`,
    fix: "lower --width or choose fewer blocks, or write an SVG",
  });
}

/** Draws an SVG of ours into a box of the page, in points. */
export function drawSvg(
  document: PDFKit.PDFDocument,
  svg: string,
  { x, y, width, height }: Readonly<Record<"x" | "y" | "width" | "height", number>>,
): void {
  svgToPdf(document, svg, x, y, {
    width,
    height,
    preserveAspectRatio: "xMinYMin meet",
    fontCallback: (_family, isBold) => (isBold ? "semi-bold" : "regular"),
  });
}
