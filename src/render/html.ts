import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { asciiJson, asciiMarkup, escapeJson, escapeXml } from "../escape.js";
import { bareFigure } from "../figure/panel/bare.js";
import { paletteOf } from "../figure/panel/theme.js";
import { stepMarks } from "../figure/run/marks.js";
import { labelledMarks, told } from "../figure/told/told.js";
import type { DocumentFigure, Report } from "../model/document.js";
import type { FigureOptions, VegaLiteSpec } from "../model/figure.js";
import { type PageDrawing, type PageDrawings, pageBody } from "../report/page/body.js";
import { withFiles } from "../report/withFiles.js";
import { compactSvg } from "./compactSvg.js";
import { fontFaces } from "./fonts.js";
import { documentFigures, PRINT_OPTIONS } from "./reportFigures.js";
import { renderSvg } from "./svg.js";

/** A page's column is wider than a journal's. */
const PAGE_OPTIONS: FigureOptions = { ...PRINT_OPTIONS, width: 740 };

/** Of a figure that grows with its rows: they fit on a sheet. The page's script draws more of them. */
const MOST_STATIC_ROWS = 16;

/**
 * A report as one HTML file: it loads nothing from any network, can be read without its script, and runs no other.
 * Figures are in it as drawings; its script draws them again from the values, to be explored.
 */
export async function renderHtml(report: Report): Promise<string> {
  const { drawings, rules } = await drawingsOf(report);
  const body = asciiMarkup(pageBody(await withFiles(report), drawings));
  const scripts = scriptsOf(report);
  const style = built("page.css") + rules;
  const fonts = fontFaces();
  const policy = [
    "default-src 'none'",
    // The thread that draws; where a browser has none for it, the page itself runs the same script.
    ...(scripts === null
      ? []
      : [
          `script-src ${sourcesOf(...[scripts.page, scripts.drawer].filter((script) => script !== null))}`,
          ...(scripts.drawer === null ? [] : ["worker-src blob:"]),
        ]),
    `style-src ${sourcesOf(fonts, style)}`,
    "img-src data: blob:",
    "font-src data:",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeXml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asciiMarkup(escapeXml(report.title))}</title>
<style id="fonts">${fonts}</style>
<style>${style}</style>
</head>
<body>
${body}
${scripts === null ? "" : scriptsHtml(report.pageData, scripts)}</body>
</html>
`;
}

interface PageScripts {
  readonly page: string;
  /** Of the thread that draws; null where the page draws nothing anew. */
  readonly drawer: string | null;
}

/** Null for a page that has none. */
function scriptsOf({ pageData, script }: Report): PageScripts | null {
  if (script === "told") return { page: built("told.js"), drawer: null };
  if (pageData === null) return null;
  return script === "run"
    ? { page: built("run.js"), drawer: null }
    : { page: built("page.js"), drawer: built("drawer.js") };
}

/** As a policy allows them: by their hashes, and no others. */
function sourcesOf(...texts: readonly string[]): string {
  return texts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`).join(" ");
}

interface Drawings {
  readonly drawings: PageDrawings;
  /** CSS of what is in them. */
  readonly rules: string;
}

async function drawingsOf(report: Report): Promise<Drawings> {
  const drawings = new Map<DocumentFigure, PageDrawing>();
  const allRules: string[] = [];
  for (const figure of documentFigures(report)) {
    const part = figure.rows === null ? null : { mostChanged: MOST_STATIC_ROWS };
    const rows = figure.rows === null ? null : Math.min(MOST_STATIC_ROWS, figure.rows.count);
    const { spec, title, caption } = bareFigure(figure.draw(PAGE_OPTIONS, part));
    const { svg, rules } = compactSvg(await drawnForPage(figure, spec), `${figure.name}-`);
    allRules.push(rules);
    const marks = figure.steps === undefined ? null : stepMarks(spec, figure.steps);
    drawings.set(figure, { svg, title: title ?? figure.name, caption, rows, marks });
  }
  return { drawings, rules: allRules.join("") };
}

async function drawnForPage({ isTold }: DocumentFigure, spec: VegaLiteSpec): Promise<string> {
  if (isTold !== true) return renderSvg(spec);
  return labelledMarks(await renderSvg(told(spec, paletteOf(PAGE_OPTIONS.theme))), "");
}

/** The data if there are any, the script of the thread as the build packed it, and the script of the page. */
function scriptsHtml(dataOf: Report["pageData"], { page, drawer }: PageScripts): string {
  const data =
    dataOf === null ? "" : `<script type="application/json" id="data">${inertJson(dataOf())}</script>\n`;
  const packed =
    drawer === null ? "" : `<script type="text/plain" id="drawer">${built("drawer.packed")}</script>\n`;
  return `${data}${packed}<script>${page}</script>
`;
}

/** What `npm run build` made of src/page; src/render and dist/program are equally deep in the package. */
function built(name: string): string {
  return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url), "utf8");
}

/** Nothing inside a script element may look like markup. */
function inertJson(data: unknown): string {
  return asciiJson(escapeJson(JSON.stringify(data))).replace(/</g, "\\u003c");
}
