import { describe, expect, it } from "vitest";
import type { Block, Report } from "../../src/model/document.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderHtml } from "../../src/render/html.js";
import { renderMarkdown, renderPictures } from "../../src/render/markdownReport.js";
import { renderReport } from "../../src/render/reportPdf.js";
import { comparisonReport } from "../../src/report/documents/comparisonReport.js";
import { headline } from "../../src/words/findings/headline.js";
import { everyFinding, smallPair } from "../support/comparisons.js";
import { HAS_POPPLER, pdfText } from "../support/pdf.js";

const TOOL = { name: "gpt2-wdist", version: "1.2.3" };
const HOSTILE = "<img src=x>|`a`\u202e";

/** As words/ writes it, before it is typeset. */
function inPlainSigns(text: string): string {
  return text.replace(/[–−]/g, "-").replace(/×(?=\d)/g, "x");
}

/** The words of the report in print, as if on one line; none where no program can read them. */
async function printed(report: Report): Promise<string | null> {
  const pdf = await renderReport(report);
  return HAS_POPPLER ? pdfText(pdf).replace(/\s+/g, " ") : null;
}

/** A picture of one dot, which says in its title which rows it was asked for. */
function dot(rows: unknown): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: [`Rows ${JSON.stringify(rows)}`] },
    width: 20,
    height: 20,
    data: { values: [{ x: 1 }] },
    mark: "point",
    encoding: { x: { field: "x", type: "quantitative" } },
  };
}

/** A report about nothing that this project compares, with every kind of block. */
function madeUpReport(blocks: readonly Block[] = []): Report {
  return {
    title: `Run ${HOSTILE}`,
    tool: TOOL,
    pageData: null,
    blocks: [
      { kind: "heading", level: 1, text: "Norms settled at step 300" },
      { kind: "paragraph", text: [{ text: HOSTILE, is: "name" }, " of 44 steps"], is: "names" },
      { kind: "list", items: ["ln_1 first", "ln_2 last"] },
      { kind: "heading", level: 2, id: "settling", text: "When it settled" },
      {
        kind: "figure",
        figure: { name: "settling", rows: { count: 40, noun: "step" }, draw: (_, part) => dot(part) },
      },
      { kind: "heading", level: 2, id: "numbers", text: "Numbers" },
      {
        kind: "table",
        table: {
          id: "steps",
          caption: "Steps",
          heads: [
            { text: "step", isNumber: true },
            { text: "file", isNumber: false },
          ],
          rows: [[{ text: "100", key: 100, dim: 3 }, { text: [{ text: HOSTILE, is: "name" }] }]],
        },
      },
      ...blocks,
      { kind: "heading", level: 2, id: "methods", text: "Methods" },
      { kind: "definitions", entries: [{ term: "step", text: "an update of the weights" }] },
      { kind: "heading", level: 2, id: "files", text: "Files" },
      {
        kind: "files",
        caption: "Files",
        files: [{ side: "step 100", path: HOSTILE, byteLength: null, sha256: null }],
      },
    ],
  };
}

describe("a report of any kind", () => {
  it("is a page that needs no script where it has no data for one", async () => {
    const html = await renderHtml(madeUpReport());
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<img src=x>");
    expect(html).toContain("<h1>Norms settled at step 300</h1>");
    expect(html).toContain(
      '<nav aria-label="Sections"><a href="#settling">When it settled</a><a href="#numbers">',
    );
    expect(html).toContain("Of 40 steps the 30 that changed most.");
    expect(html).toContain("Rows {&quot;mostChanged&quot;:30}");
    expect(html).toContain('data-dim="3" disabled>100</button></th><td>&lt;img src=x&gt;|`a`\\u{202e}</td>');
  });

  it("is Markdown with its pictures beside it", async () => {
    const report = madeUpReport();
    const text = renderMarkdown(report, ({ name }) => `run-${name}.svg`);
    expect(text).toMatch(/^# Norms settled at step 300\n\n/);
    expect(text).toContain("## When it settled\n\n![Rows null](run-settling.svg)\n");
    expect(text).toContain("- **step 100**: &lt;img src=x&gt;\\|\\`a\\`\\\\u\\{202e\\}: read by ranges");
    const pictures = await renderPictures(report);
    expect(pictures.map(({ figure }) => figure.name)).toEqual(["settling"]);
    expect(pictures[0]?.svg).toMatch(/^<svg .*@font-face/s);
  });

  it.skipIf(!HAS_POPPLER)(
    "is a typeset report, its figures over as many pages as their rows take",
    async () => {
      const text = await printed(madeUpReport());
      for (const words of ["Norms settled at step 300", "an update of the weights", "read by ranges"])
        expect(text).toContain(words);
      const pages = ['Rows {"from":0,"to":14}', 'Rows {"from":14,"to":28}', 'Rows {"from":28,"to":42}'];
      for (const title of pages) expect(text).toContain(title);
      // A figure has a title of its own.
      expect(text).not.toContain("When it settled");
    },
  );

  it("leaves what only a page can do out of Markdown and of print", async () => {
    const report = madeUpReport([
      { kind: "heading", level: 2, id: "explore", text: "Explore" },
      { kind: "live", id: "explorer" },
    ]);
    expect(await renderHtml(report)).toContain('<div id="explorer" hidden></div>');
    expect(renderMarkdown(report, () => "x.svg")).not.toContain("Explore");
    expect((await printed(report)) ?? "").not.toContain("Explore");
  });
});

describe("the report of a comparison", () => {
  it("says the same in all its forms", async () => {
    const comparison = await smallPair();
    const report = comparisonReport(comparison, [], TOOL);
    const html = await renderHtml(report);
    const markdown = renderMarkdown(report, ({ name }) => `${name}.svg`);
    const print = await printed(report);
    const headings = [...markdown.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading ?? "");
    expect(headings).toEqual([
      "What changed, block by block",
      "Where it moved",
      "Tensor by tensor",
      "Change of each dimension",
      "Which dimensions",
      "Outlier dimensions",
      "ln_1 against ln_2",
      "Lineage",
      "Numbers",
      "The study's questions",
      "Methods",
      "Files",
    ]);
    for (const heading of headings) expect(html).toContain(`-heading">${heading}</h2>`);
    for (const heading of headings.slice(8)) if (print !== null) expect(print).toContain(heading);
    for (const text of [html, markdown, ...(print === null ? [] : [print])]) {
      for (const sentence of headline(comparison)) expect(inPlainSigns(text)).toContain(sentence);
      expect(text).toContain("Euclidean length of the change over that of pre.");
    }
  });

  it("is of whatever was compared: NaN, what is identical, one tensor", async () => {
    const report = comparisonReport(everyFinding(), [], TOOL);
    expect(await renderHtml(report)).toContain("Post holds 1 value that is NaN or infinite");
    expect((await renderReport(report)).length).toBeGreaterThan(10_000);
  });
});
