import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { escapeJson, escapeXml } from "../escape.js";
import type { DocumentFigure, Report } from "../model/document.js";
import type { FigureOptions } from "../model/figure.js";
import { type PageDrawing, type PageDrawings, pageBody } from "../report/page/body.js";
import { fontFaces } from "./fonts.js";
import { documentFigures, drawFigure, PRINT_OPTIONS } from "./reportFigures.js";

/** A page's column is wider than a journal's. */
const PAGE_OPTIONS: FigureOptions = { ...PRINT_OPTIONS, width: 740 };

/** Of a figure that grows with its rows; the page's script draws all of them, which need not be in the page twice. */
const MOST_STATIC_ROWS = 30;

/**
 * A report as one HTML file: it loads nothing from any network, can be read without its script, and runs no other.
 * Figures are in it as drawings; its script draws them again from the values, to be explored.
 */
export async function renderHtml(report: Report): Promise<string> {
  const body = pageBody(report, await drawingsOf(report));
  const script = built("page.js");
  const style = `${fontFaces()}${built("page.css")}`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    // The tooltips have a style sheet of their own.
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeXml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(report.title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${report.pageData === null ? "" : scripts(report.pageData(), script)}</body>
</html>
`;
}

async function drawingsOf(report: Report): Promise<PageDrawings> {
  const drawings = new Map<DocumentFigure, PageDrawing>();
  for (const figure of documentFigures(report)) {
    const part = figure.rows === null ? null : { mostChanged: MOST_STATIC_ROWS };
    const rows = figure.rows === null ? null : Math.min(MOST_STATIC_ROWS, figure.rows.count);
    drawings.set(figure, { ...(await drawFigure(figure, PAGE_OPTIONS, part)), rows });
  }
  return drawings;
}

function scripts(data: unknown, script: string): string {
  return `<script type="application/json" id="data">${inertJson(data)}</script>
<script>${script}</script>
`;
}

/** What `npm run build` made of src/page; src/render and dist/program are equally deep in the package. */
function built(name: string): string {
  return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url), "utf8");
}

/** Nothing inside a script element may look like markup. */
function inertJson(data: unknown): string {
  return escapeJson(JSON.stringify(data)).replace(/</g, "\\u003c");
}
