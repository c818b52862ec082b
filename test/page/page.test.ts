/// <reference lib="dom" />
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figuresOf } from "../../src/figure/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { Report } from "../../src/model/document.js";
import { renderHtml } from "../../src/render/html.js";
import { comparisonReport } from "../../src/report/documents/comparisonReport.js";
import { figureTitle } from "../../src/words/findings/title.js";
import { typeset } from "../../src/words/typeset.js";
import { HAS_BROWSER, launchBrowser } from "../support/browser.js";
import { smallPair } from "../support/comparisons.js";
import { useTempDir } from "../support/tempDir.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const HOSTILE = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'"\`\${1}-->\u202e`;

const dir = useTempDir();

function reportOf(comparison: Comparison): Report {
  const files = [{ side: "pre", path: comparison.pre.path, byteLength: 12, sha256: "ab".repeat(32) }];
  return comparisonReport(comparison, files, { name: "gpt2-wdist", version: "0.0.0" });
}

async function hostilePair(): Promise<Comparison> {
  const pair = await smallPair({ blocks: [8], norms: ["ln_2"] });
  const path = `${HOSTILE}.safetensors`;
  return {
    ...pair,
    pre: { ...pair.pre, path, files: [path], prefix: HOSTILE },
    skipped: [{ name: HOSTILE, reason: HOSTILE }],
  };
}

describe("a report page", () => {
  it("is the same, byte for byte, when made again, and less than 3 MB", async () => {
    const report = reportOf(await smallPair());
    const html = await renderHtml(report);
    expect((await renderHtml(report)) === html).toBe(true);
    expect(html.length).toBeLessThan(3_000_000);
  });

  it("holds no markup that came from a file", async () => {
    const html = await renderHtml(reportOf(await hostilePair()));
    expect(html.includes("<img src=x")).toBe(false);
    expect(html.includes("<script>window.pwned")).toBe(false);
    expect(html.includes("\u202e")).toBe(false);
    // Its own data, its own script, and no more.
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
  });

  it("says which rows of a long figure its drawing has", async () => {
    const long = await smallPair({ blocks: "all", bias: true });
    const html = await renderHtml(reportOf(long));
    expect(html.match(/Of 50 tensors the 30 that changed most/g)).toHaveLength(2);
  });

  it("names nothing on any network", async () => {
    const html = await renderHtml(reportOf(await smallPair({ blocks: [8] })));
    const [markup = ""] = html.split('<script type="application/json"');
    expect(/(?:src|href)="(?!#)/.exec(markup)?.[0]).toBeUndefined();
    expect(markup.includes("default-src &#39;none&#39;") || markup.includes("default-src 'none'")).toBe(true);
  });
});

describe.skipIf(!HAS_BROWSER)("a report page in a browser", () => {
  let browser: Browser;
  let address = "";
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    address = pageAt("report.html", await renderHtml(reportOf(await smallPair())));
  });

  afterAll(() => browser?.close());

  function pageAt(name: string, html: string): string {
    const path = join(dir.path, name);
    writeFileSync(path, html);
    return pathToFileURL(path).href;
  }

  /** A page that is open and drawn; every request and complaint of it is noted. */
  async function opened(
    url: string,
    options: Parameters<Browser["newPage"]>[0] = { viewport: { width: 1280, height: 900 } },
  ): Promise<Page> {
    const page = await browser.newPage(options);
    page.on("console", (message) => problems.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && request.url() !== url)
        problems.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    if (options?.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]");
    return page;
  }

  it("opens from a file with no request and no complaint, all its figures alive", async () => {
    problems.length = 0;
    const page = await opened(address);
    expect(problems).toEqual([]);
    expect(await page.locator("figure.is-live svg.marks").count()).toBe(figuresOf("comparison").length);
    expect(await page.locator("#explorer-panels .panel").count()).toBeGreaterThan(3);
    await page.close();
  });

  it("reads without its script: words, drawings and tables", async () => {
    const page = await opened(address, { javaScriptEnabled: false });
    expect(await page.locator("h1").textContent()).toBe(typeset(figureTitle(await smallPair())));
    expect(await page.locator("figure .drawing svg").count()).toBe(figuresOf("comparison").length);
    expect(await page.locator("#tensor-table tbody tr").count()).toBe(15);
    await page.close();
  });

  it("tells of a dimension under the pointer: before, after and change", async () => {
    const page = await opened(address);
    const dot = page.locator("figure[data-figure=moved] svg.marks .mark-symbol path").last();
    await dot.scrollIntoViewIfNeeded();
    await dot.hover({ force: true });
    const tip = page.locator("#vg-tooltip-element.visible");
    await tip.waitFor();
    const text = await tip.textContent();
    for (const word of ["tensor", "dimension", "pre", "post", "change"]) expect(text).toContain(word);
    await page.close();
  });

  it("highlights what is brushed in one panel in all of them, and clears by Escape", async () => {
    const page = await opened(address);
    const panel = page.locator("#explorer-panels .panel svg.marks").first();
    await panel.scrollIntoViewIfNeeded();
    const box = await panel.boundingBox();
    if (box === null) throw new Error("the panel is not drawn");
    await page.mouse.move(box.x + 60, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 30, box.y + box.height - 60, { steps: 6 });
    await page.mouse.up();
    await page.waitForFunction(() =>
      /^Highlighted/.test(document.querySelector("#highlighted")?.textContent ?? ""),
    );
    const others = page
      .locator("#explorer-panels .panel")
      .nth(2)
      .locator(".mark-symbol path[opacity='0.35']");
    await page.waitForFunction(
      () =>
        document.querySelectorAll("#explorer-panels .panel:nth-of-type(3) .mark-symbol path[opacity='0.35']")
          .length > 0,
    );
    expect(await others.count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() =>
      /^No dimension/.test(document.querySelector("#highlighted")?.textContent ?? ""),
    );
    await page.close();
  });

  it("highlights dimensions by number, with the keyboard alone, and from the table", async () => {
    const page = await opened(address);
    await page.locator("#dims").fill("7, 12 and 99999");
    await page.keyboard.press("Enter");
    expect(await page.locator("#highlighted").textContent()).toBe("Highlighted (2): 7, 12");
    expect(await page.locator("#status").textContent()).toBe("Highlighted (2): 7, 12");
    for (const name of ["outliers", "moved"]) {
      const faded = page.locator(`figure[data-figure=${name}] svg.marks path[opacity="0.25"]`);
      await faded.first().waitFor({ state: "attached" });
    }
    const button = page.locator("#moved-table button.dim").first();
    await button.click();
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect(await page.locator("#highlighted").textContent()).toMatch(/^Highlighted \(3\)/);
    await page.close();
  });

  it("sorts and searches its tables", async () => {
    const page = await opened(address);
    const table = page.locator("#tensor-table");
    const medians = () =>
      table
        .locator("tbody tr:visible td:nth-child(2)")
        .evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));
    await table.locator("thead button").nth(1).click();
    const ascending = await medians();
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(await table.locator("thead th").nth(1).getAttribute("aria-sort")).toBe("ascending");
    await table.locator("thead button").nth(1).click();
    expect(await medians()).toEqual(ascending.toReversed());
    await page.locator("#tensor-table-search").fill("ln_2 H6");
    expect(await table.locator("tbody tr:visible").count()).toBe(1);
    expect(await table.locator("tbody tr:visible th").textContent()).toBe("h6 ln_2");
    await page.close();
  });

  it("shows the blocks and norms that are picked", async () => {
    const page = await opened(address);
    const rows = () =>
      page
        .locator("figure[data-figure=pairs] svg.marks text")
        .evaluateAll(
          (texts) =>
            texts.map((text) => text.textContent).filter((text) => /^h\d+ ln_/.test(text ?? "")).length,
        );
    expect(await rows()).toBe(14);
    await page.getByLabel("ln_1", { exact: true }).uncheck();
    await page.waitForFunction(
      () => !document.querySelector("figure[data-figure=pairs] svg.marks")?.textContent?.includes("h5 ln_1"),
    );
    const drawn = figuresOf("comparison").filter((kind) => "heading" in kind).length;
    await page.waitForFunction(
      (count) => document.querySelectorAll("figure.is-live svg.marks").length === count,
      drawn,
    );
    expect(await rows()).toBe(7);
    await page.close();
  });

  it("turns dark and light, figures too", async () => {
    const page = await opened(address, { colorScheme: "dark" });
    const ground = () =>
      page
        .locator("figure[data-figure=spread] svg.marks")
        .evaluate((svg) => getComputedStyle(svg).backgroundColor);
    expect(await ground()).toBe("rgb(22, 24, 29)");
    await page.locator("#theme").click();
    await page.waitForSelector("html[data-ready=light]");
    expect(await ground()).toBe("rgb(255, 255, 255)");
    await page.close();
  });

  it("saves a figure as SVG", async () => {
    const page = await opened(address);
    const menu = page.locator("figure[data-figure=spread] details");
    await menu.locator("summary").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      menu.getByText("Save as SVG").click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^spread.*\.svg$/);
    expect(readFileSync(await download.path(), "utf8")).toContain("<svg");
    await page.close();
  });

  it.each(["light", "dark"] as const)("has nothing serious for axe to find, %s", async (colorScheme) => {
    const page = await opened(address, { colorScheme });
    await page.evaluate(AXE);
    const serious = await page.evaluate(async () => {
      const axe = (
        window as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
            }>;
          };
        }
      ).axe;
      const { violations } = await axe.run();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.length} x ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
    });
    expect(serious).toEqual([]);
    await page.close();
  });

  it("never scrolls sideways on a phone", async () => {
    const page = await opened(address, { viewport: { width: 390, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.close();
  });

  it("prints its drawings and whole tables, without what only a pointer needs", async () => {
    const page = await opened(address);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("figure .drawing").first().isVisible()).toBe(true);
    for (const hidden of ["#explore", "#pick", "header", "figure .live >> nth=0"])
      expect(await page.locator(hidden).isVisible()).toBe(false);
    await page.close();
  });

  it("runs nothing that stands in a file's names", async () => {
    problems.length = 0;
    const page = await opened(pageAt("hostile.html", await renderHtml(reportOf(await hostilePair()))));
    expect(await page.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined();
    expect(problems).toEqual([]);
    expect(await page.locator("img").count()).toBe(0);
    await page.close();
  });
});
