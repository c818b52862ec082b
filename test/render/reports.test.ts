import { describe, expect, it } from "vitest";
import type { Block, FigurePart, Report } from "../../src/model/document.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import { renderHtml } from "../../src/render/html.js";
import { renderMarkdown, renderPictures } from "../../src/render/markdownReport.js";
import { renderReport } from "../../src/render/reportPdf.js";
import { comparisonReport } from "../../src/report/documents/comparisonReport.js";
import { headline } from "../../src/words/findings/headline.js";
import { figureTitle } from "../../src/words/findings/title.js";
import { everyFinding, smallPair } from "../support/comparisons.js";
import { HAS_POPPLER, pdfText } from "../support/pdf.js";

const TOOL = { name: "gpt2-wdist", version: "1.2.3" };
const ROW_PX = 40;
const HOSTILE = "<img src=x>|`a`\u202e";

/** As words/ writes it, before it is typeset, and before a page writes it in ASCII alone. */
function inPlainSigns(text: string): string {
  const characters = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  return characters
    .replace(/[–−]/g, "-")
    .replace(/×(?=\d)/g, "x")
    .replaceAll("\u00a0", " ");
}

/** The words of the report in print, as if on one line; none where no program can read them. */
async function printed(report: Report): Promise<string | null> {
  const pdf = await renderReport(report);
  return HAS_POPPLER ? pdfText(pdf).replace(/\s+/g, " ") : null;
}

/** A picture of one dot, which says in its title which rows it was asked for, and is as high as these are. */
function dot(rows: FigurePart | null): VegaLiteSpec {
  const count = rows !== null && "from" in rows ? rows.to - rows.from : 1;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: [`Rows ${JSON.stringify(rows)}`] },
    width: 20,
    height: ROW_PX * count,
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
      '<nav class="side" aria-label="Contents"><ol><li><a href="#settling">When it settled</a></li><li><a href="#numbers">',
    );
    expect(html).toContain("Of 40 steps the 16 that changed most.");
    expect(html).toContain("Rows {&quot;mostChanged&quot;:16}");
    expect(html).toContain('data-dim="3" disabled>100</button></th><td>&lt;img src=x&gt;|`a`\\u{202e}</td>');
  });

  it("is Markdown with its pictures beside it", async () => {
    const report = madeUpReport();
    const text = await renderMarkdown(report, ({ name }) => `run-${name}.svg`);
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
      const parts = [...(text ?? "").matchAll(/Rows \{"from":(\d+),"to":(\d+)\}/g)];
      const [starts, ends] = [1, 2].map((end) => parts.map((part) => Number(part[end])));
      expect([...(starts ?? []), 40]).toEqual([0, ...(ends ?? [])]);
      // 1200 points of rows: what is left of the first page, and most of the second.
      expect(parts.length).toBe(2);
      expect((ends?.[1] ?? 0) - (starts?.[1] ?? 0)).toBeGreaterThanOrEqual(17);
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
    expect(await renderMarkdown(report, () => "x.svg")).not.toContain("Explore");
    expect((await printed(report)) ?? "").not.toContain("Explore");
  });
});

describe("the report of a comparison", () => {
  it("says the same in all its forms", async () => {
    const comparison = await smallPair();
    const report = comparisonReport(comparison, [], TOOL);
    const html = await renderHtml(report);
    const markdown = await renderMarkdown(report, ({ name }) => `${name}.svg`);
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
      "How the distributions moved",
      "Every dimension",
      "Dimensions across blocks",
      "Lineage",
      "Numbers",
      "The study's questions",
      "Methods",
      "Files",
    ]);
    for (const heading of headings) expect(html).toContain(`-heading">${heading}</h2>`);
    const afterFigures = headings.slice(headings.indexOf("Numbers"));
    for (const heading of afterFigures) if (print !== null) expect(print).toContain(heading);
    for (const text of [html, markdown, ...(print === null ? [] : [print])]) {
      for (const sentence of headline(comparison)) expect(inPlainSigns(text)).toContain(sentence);
      expect(text).toContain("Euclidean length of the change over that of pre.");
    }
  });

  it("has pages without a hole: a figure is pressed a little rather than left to the next", async () => {
    const natural = 1000;
    const figure = {
      name: "pressed",
      rows: null,
      draw: ({ height }: FigureOptions) => ({
        ...dot(null),
        title: { text: [height === null ? "as it is" : "pressed"] },
        height: (height ?? natural) - 60,
      }),
    };
    const alone: Report = {
      ...madeUpReport(),
      blocks: [
        { kind: "heading", level: 1, text: "A" },
        { kind: "figure", figure },
      ],
    };
    const said = await printed(alone);
    if (said !== null) expect(said).toContain("pressed");
    if (said !== null) expect(said).toContain("page 1 of 1");
  });

  it("says to those who do not see a picture what it says, and what there is to see", async () => {
    const comparison = await smallPair();
    const markdown = await renderMarkdown(
      comparisonReport(comparison, [], TOOL),
      ({ name }) => `${name}.svg`,
    );
    const alt = /!\[(.*)\]\(pairs\.svg\)/.exec(markdown)?.[1]?.replace(/\\/g, "") ?? "";
    expect(inPlainSigns(alt)).toContain(figureTitle(comparison));
    expect(alt).toContain("(figure: pre and post side by side");
  });

  it("is of whatever was compared: NaN, what is identical, one tensor", async () => {
    const report = comparisonReport(everyFinding(), [], TOOL);
    expect(await renderHtml(report)).toContain("Post holds 1 value that is NaN or infinite");
    expect((await renderReport(report)).length).toBeGreaterThan(10_000);
  });
});
