import { answerQuestions } from "../../analysis/answers.js";
import { escapeControls, escapeXml } from "../../escape.js";
import type { Comparison } from "../../model/comparison.js";
import type { ToolInfo } from "../../model/document.js";
import type { ModelInfo } from "../../model/norms.js";
import { sublayerSites } from "../../model/sites.js";
import { wordAnswer } from "../../words/answers.js";
import { headline } from "../../words/findings/headline.js";
import { figureTitle } from "../../words/findings/title.js";
import { leftOut } from "../../words/leftOut.js";
import { methodsOf } from "../../words/methods.js";
import { labelOf } from "../../words/modelLabel.js";
import { plural } from "../../words/phrases.js";
import { dimensionsOf } from "../../words/sites.js";
import { typeset } from "../../words/typeset.js";
import type { InputFile } from "./input.js";
import { movedTable, tableHtml, tensorTable } from "./tables.js";

/** The words of a report page, as HTML that reads without a script. Everything that a file says is escaped. */

/** A figure in the page. */
export interface PageFigure {
  readonly name: string;
  /** What the figure's own title says. */
  readonly title: string;
  readonly svg: string;
  /** How many tensors the drawing shows, where it has a row a tensor. */
  readonly rows: number;
}

export interface PageContent {
  readonly comparison: Comparison;
  readonly figures: readonly PageFigure[];
  readonly files: readonly InputFile[];
  readonly tool: ToolInfo;
}

/** Headings over the figures, in the order in which a reader asks. */
const HEADINGS: Readonly<Record<string, string>> = {
  ridgeline: "Where it moved",
  pairs: "Tensor by tensor",
  overlay: "Change of each dimension",
  moved: "Which dimensions",
  outliers: "Outlier dimensions",
  spread: "How wide the norms are",
};

/** Names of the figures of a report, in its order. */
export const REPORT_FIGURES: readonly string[] = Object.keys(HEADINGS);

interface Section {
  readonly id: string;
  readonly heading: string;
  readonly html: string;
}

export function pageTitle({ pre, post }: Comparison): string {
  return `${label(pre)} → ${label(post)}: LayerNorm weights`;
}

function label(model: ModelInfo): string {
  return escapeControls(labelOf(model));
}

export function pageBody(content: PageContent): string {
  const sections = sectionsOf(content);
  const links = sections.map(({ id, heading }) => `<a href="#${id}">${escapeXml(heading)}</a>`).join("");
  return `<a class="skip" href="#main">Skip to the report</a>
<header><div class="bar"><strong>${escapeXml(content.tool.name)}</strong><nav aria-label="Sections">${links}</nav><button type="button" id="theme" hidden>Dark</button></div></header>
<main id="main">
${summaryHtml(content)}
<form id="pick" hidden></form>
${sections.map(sectionHtml).join("\n")}
</main>
<footer><p>Made by ${escapeXml(`${content.tool.name} ${content.tool.version}`)}. The same inputs give the same page.</p></footer>
<p id="status" role="status" aria-live="polite"></p>`;
}

function summaryHtml({ comparison }: PageContent): string {
  const { pre, post, tensors, notices } = comparison;
  const sentences = headline(comparison).map((sentence) => `<li>${typesetHtml(sentence)}</li>`);
  const size = `${plural(tensors.length, "tensor")} × ${dimensionsOf(tensors.map((tensor) => tensor.pre.values))}`;
  const remarks = [...notices, leftOut(comparison) ?? ""].filter((text) => text !== "");
  const notes = remarks.length === 0 ? "" : `<p class="quiet">${typesetHtml(remarks.join(" "))}</p>`;
  return `<h1>${typesetHtml(figureTitle(comparison))}</h1>
<p class="names"><span class="pre">${escapeXml(label(pre))}</span> → <span class="post">${escapeXml(label(post))}</span> · ${size}</p>
<ul>${sentences.join("")}</ul>${notes}`;
}

function sectionsOf({ comparison, figures, files }: PageContent): Section[] {
  const pictures = Object.entries(HEADINGS).flatMap(([name, heading]) =>
    figures
      .filter((figure) => figure.name === name)
      .map((figure) => ({
        id: name,
        heading: name === "spread" ? spreadHeading(comparison, heading) : heading,
        html: figureHtml(figure, comparison.tensors.length),
      })),
  );
  return [
    ...pictures,
    { id: "explore", heading: "Explore dimensions", html: EXPLORER_HTML },
    {
      id: "numbers",
      heading: "Numbers",
      html: [tensorTable(comparison.tensors), movedTable(comparison.tensors)].map(tableHtml).join(""),
    },
    { id: "answers", heading: "The study's questions", html: answersHtml(comparison) },
    { id: "methods", heading: "Methods", html: methodsHtml(comparison) },
    { id: "files", heading: "Files", html: filesHtml(files) },
  ];
}

/** The two norms that the figure is about, where a block has them. */
function spreadHeading({ pre }: Comparison, otherwise: string): string {
  const before = sublayerSites(pre.architecture);
  return before === null ? otherwise : `${before.attention.name} against ${before.mlp.name}`;
}

const EXPLORER_HTML = `<p class="static">This part needs JavaScript.</p><div id="explorer" hidden></div>`;

function sectionHtml({ id, heading, html }: Section): string {
  return `<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${escapeXml(heading)}</h2>${html}</section>`;
}

function figureHtml({ name, title, svg, rows }: PageFigure, all: number): string {
  // Several drawings in one page may not share the names of their parts.
  const own = svg.replace(/\b(id="|url\(#)/g, `$1${name}-`);
  const drawing = own.replace(/^<svg /, `<svg role="img" aria-label="${escapeXml(title)}" `);
  const part = rows < all ? `<p class="quiet part">Of ${all} tensors the ${rows} that changed most.</p>` : "";
  return `<figure data-figure="${name}" aria-label="${escapeXml(title)}"><div class="scroll drawing" role="region" tabindex="0" aria-label="Figure: ${escapeXml(title)}">${drawing}</div>${part}<div class="live"></div></figure>`;
}

function answersHtml({ tensors, pre }: Comparison): string {
  const answers = answerQuestions(tensors).map((answer) => {
    const { title, verdict, caveat } = wordAnswer(answer, pre.architecture);
    return `<dt>${escapeXml(title)}</dt><dd>${typesetHtml(verdict)} <span class="quiet">${escapeXml(caveat)}</span></dd>`;
  });
  return `<dl>${answers.join("")}</dl>`;
}

function methodsHtml({ pre }: Comparison): string {
  return `<dl>${methodsOf(pre.architecture)
    .map(({ term, definition }) => `<dt>${escapeXml(term)}</dt><dd>${typesetHtml(definition)}</dd>`)
    .join("")}</dl>`;
}

function filesHtml(files: readonly InputFile[]): string {
  const rows = files.map(({ side, path, byteLength, sha256 }) => {
    const size = byteLength === null ? "read by ranges" : `${byteLength} bytes`;
    return `<tr><th scope="row">${escapeXml(side)}</th><td>${escapeXml(path)}</td><td class="number">${size}</td><td class="hash">${sha256 ?? "not taken"}</td></tr>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-label="The files that were compared"><table><caption>The files that were compared</caption><thead><tr><th scope="col">side</th><th scope="col">file</th><th scope="col" class="number">size</th><th scope="col">SHA-256</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function typesetHtml(text: string): string {
  return escapeXml(typeset(text));
}
