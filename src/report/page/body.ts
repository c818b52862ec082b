import { escapeXml } from "../../escape.js";
import type { Block, DocumentFigure, Report } from "../../model/document.js";
import { blocksFor, type Section, sectionsOf } from "../sections.js";
import { textHtml } from "./runs.js";
import { filesHtml, tableHtml } from "./tableHtml.js";

/** A report as the body of a page, which reads without a script. Everything that a file says is escaped. */

/** A figure as it was drawn for a page. */
export interface PageDrawing {
  /** What the figure's own title says. */
  readonly title: string;
  readonly svg: string;
  /** How many rows it shows, where it has rows. */
  readonly rows: number | null;
}

export type PageDrawings = ReadonlyMap<DocumentFigure, PageDrawing>;

export function pageBody(report: Report, drawings: PageDrawings): string {
  const { tool } = report;
  const { intro, sections } = sectionsOf(blocksFor(report, "page"));
  const links = sections.map(({ heading }) => `<a href="#${heading.id}">${textHtml(heading.text)}</a>`);
  return `<a class="skip" href="#main">Skip to the report</a>
<header><div class="bar"><strong>${escapeXml(tool.name)}</strong><nav aria-label="Sections">${links.join("")}</nav><button type="button" id="theme" hidden>Dark</button></div></header>
<main id="main">
${intro.map((block) => blockHtml(block, drawings)).join("\n")}
<form id="pick" hidden></form>
${sections.map((section) => sectionHtml(section, drawings)).join("\n")}
</main>
<footer><p>Made by ${escapeXml(`${tool.name} ${tool.version}`)}. The same inputs give the same page.</p></footer>
<p id="status" role="status" aria-live="polite"></p>`;
}

function sectionHtml({ heading: { id, text }, blocks }: Section, drawings: PageDrawings): string {
  const html = blocks.map((block) => blockHtml(block, drawings)).join("");
  return `<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${textHtml(text)}</h2>${html}</section>`;
}

function blockHtml(block: Block, drawings: PageDrawings): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level}>${textHtml(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p${block.is === undefined ? "" : ` class="${block.is}"`}>${textHtml(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${textHtml(item)}</li>`).join("")}</ul>`;
    case "table":
      return tableHtml(block.table);
    case "definitions":
      return `<dl>${block.entries.map(({ term, text }) => `<dt>${textHtml(term)}</dt><dd>${textHtml(text)}</dd>`).join("")}</dl>`;
    case "files":
      return filesHtml(block.caption, block.files);
    case "figure":
      return figureHtml(block.figure, drawings.get(block.figure));
    case "live":
      return `<p class="static">This part needs JavaScript.</p><div id="${block.id}" hidden></div>`;
  }
}

function figureHtml({ name, rows: all }: DocumentFigure, drawing: PageDrawing | undefined): string {
  if (drawing === undefined) throw new RangeError(`no drawing of ${name}`);
  const { title, svg, rows } = drawing;
  // Several drawings in one page may not share the names of their parts.
  const own = svg.replace(/\b(id="|url\(#)/g, `$1${name}-`);
  const label = escapeXml(title);
  const inPage = own.replace(/^<svg /, `<svg role="img" aria-label="${label}" `);
  const isPart = all !== null && rows !== null && rows < all.count;
  const part = isPart
    ? `<p class="quiet part">Of ${all.count} ${all.noun}s the ${rows} that changed most.</p>`
    : "";
  return `<figure data-figure="${name}" aria-label="${label}"><div class="scroll drawing" role="region" tabindex="0" aria-label="Figure: ${label}">${inPage}</div>${part}<div class="live"></div></figure>`;
}
