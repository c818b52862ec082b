import { escapeXml } from "../../escape.js";
import type { Block, DocumentFigure, Report } from "../../model/document.js";
import { typeset, unbroken } from "../../words/typeset.js";
import { blocksFor, type Section, sectionsOf } from "../sections.js";
import { besideHeadline } from "./besideHeadline.js";
import { textHtml } from "./runs.js";
import { filesHtml, tableHtml } from "./tableHtml.js";

/** A report as the body of a page, which reads without a script. Everything that a file says is escaped. */

/** A figure as it was drawn for a page. */
export interface PageDrawing {
  /** What the figure says, and how to read it: as text of the page, not of the drawing. */
  readonly title: string;
  readonly caption: string | null;
  /** Without title and caption. */
  readonly svg: string;
  /** How many rows it shows, where it has rows. */
  readonly rows: number | null;
  /** Where its steps are, for the page's script; null where it has none. */
  readonly marks: object | null;
}

export type PageDrawings = ReadonlyMap<DocumentFigure, PageDrawing>;

export function pageBody(report: Report, drawings: PageDrawings): string {
  const { tool } = report;
  const { intro, sections } = sectionsOf(blocksFor(report, "page"));
  const links = sections.map(
    ({ heading }) => `<li><a href="#${heading.id}">${textHtml(heading.text)}</a></li>`,
  );
  const shown = { drawings, headline: headlineOf(intro) };
  const contents = `<ol>${links.join("")}</ol>`;
  // Contents are at the side, or in a menu where the window has no room for them: the style shows one of both.
  return `<a class="skip" href="#main">Skip to the report</a>
<header><strong>${escapeXml(tool.name)}</strong><details class="menu"><summary>Contents</summary><nav aria-label="Contents">${contents}</nav></details><button type="button" id="theme" hidden>Dark</button></header>
<div class="columns">
<nav class="side" aria-label="Contents">${contents}</nav>
<main id="main">
${intro.map((block) => blockHtml(block, shown)).join("\n")}
${controlsHtml(report)}
${sections.map((section) => sectionHtml(section, shown)).join("\n")}
<footer><p>Made by ${escapeXml(`${tool.name} ${tool.version}`)}. The same inputs give the same page.</p></footer>
</main>
</div>
<p id="status" role="status" aria-live="polite"></p>`;
}

/** Filled by the page's script. */
function controlsHtml({ script }: Report): string {
  if (script === "told") return "";
  if (script === "run") return '<form id="steps" hidden aria-label="The step that is shown"></form>';
  return `<form id="pick" hidden aria-label="What the figures show"></form>
<p class="nothing">Nothing is chosen: no figure has anything to show.</p>`;
}

interface Shown {
  readonly drawings: PageDrawings;
  /** What the page is headed by, typeset: a figure need not say it again. */
  readonly headline: string | null;
}

function headlineOf(intro: readonly Block[]): string | null {
  const heading = intro.find((block) => block.kind === "heading");
  return heading?.kind === "heading" && typeof heading.text === "string" ? typeset(heading.text) : null;
}

function sectionHtml({ heading: { id, text }, blocks }: Section, shown: Shown): string {
  const html = blocks.map((block) => blockHtml(block, shown)).join("");
  return `<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${textHtml(text)}</h2>${html}</section>`;
}

function blockHtml(block: Block, shown: Shown): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level}>${textHtml(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p${block.is === undefined ? "" : ` class="${block.is}"`}>${textHtml(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${textHtml(item)}</li>`).join("")}</ul>`;
    case "table":
      return tableHtml(block.table, block.isForPages === true ? "for-pages" : null);
    case "definitions":
      return `<dl>${block.entries.map(({ term, text }) => `<dt>${textHtml(term)}</dt><dd>${textHtml(text)}</dd>`).join("")}</dl>`;
    case "files":
      return filesHtml(block.caption, block.files);
    case "figure":
      return figureHtml(block.figure, shown);
    case "live":
      return `<p class="static">This part needs JavaScript.</p><div id="${block.id}" hidden></div>`;
  }
}

function classOf({ rows, isTold }: DocumentFigure): string {
  if (rows !== null) return ' class="grows"';
  return isTold === true ? ' class="tells"' : "";
}

function figureHtml(figure: DocumentFigure, { drawings, headline }: Shown): string {
  const { name, rows: all } = figure;
  const drawing = drawings.get(figure);
  if (drawing === undefined) throw new RangeError(`no drawing of ${name}`);
  const { title, caption, svg, rows, marks } = drawing;
  // Several drawings in one page may not share the names of their parts.
  const own = svg.replace(/\b(id="|url\(#)/g, `$1${name}-`);
  const label = escapeXml(title);
  const inPage = own.replace(/^<svg /, `<svg role="img" aria-label="${label}" `);
  const isPart = all !== null && rows !== null && rows < all.count;
  const part = isPart
    ? `<p class="quiet part">Of ${all.count} ${all.noun}s the ${rows} that changed most.</p>`
    : "";
  const ownTitle = escapeXml(unbroken(besideHeadline(title, headline)));
  const words = `<figcaption><p class="title">${ownTitle}</p><p class="quiet caption">${escapeXml(unbroken(caption ?? ""))}</p></figcaption>`;
  const steps = marks === null ? "" : ` data-marks="${escapeXml(JSON.stringify(marks))}"`;
  return `<figure data-figure="${name}"${steps}${classOf(figure)} aria-label="${label}">${words}<div class="scroll drawing" role="region" tabindex="0" aria-label="Figure: ${label}">${inPage}</div>${part}</figure>`;
}
