/// <reference lib="dom" />
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { Comparison } from "../../src/model/comparison.js";
import type { Report } from "../../src/model/document.js";
import { comparisonReport } from "../../src/report/documents/comparisonReport.js";
import { smallPair } from "./comparisons.js";

/** Report pages for tests: made, opened in a browser, and watched. */

export const HOSTILE = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'"\`\${1}-->\u202e`;

export function reportOf(comparison: Comparison): Report {
  const files = [{ side: "pre", path: comparison.pre.path, byteLength: 12, sha256: "ab".repeat(32) }];
  return comparisonReport(comparison, files, { name: "gpt2-wdist", version: "0.0.0" });
}

export async function hostilePair(): Promise<Comparison> {
  const pair = await smallPair({ blocks: [8], norms: ["ln_2"] });
  const path = `${HOSTILE}.safetensors`;
  return {
    ...pair,
    pre: { ...pair.pre, path, files: [path], prefix: HOSTILE },
    skipped: [{ name: HOSTILE, reason: HOSTILE }],
  };
}

export function pageAt(folder: string, name: string, html: string): string {
  const path = join(folder, name);
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

type PageOptions = Parameters<Browser["newPage"]>[0];

/** Opens pages, and notes every request and complaint of them. */
export class Watched {
  readonly problems: string[] = [];
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A page that is open, and drawn as far as it is seen. */
  async open(
    url: string,
    options: PageOptions = { viewport: { width: 1280, height: 900 } },
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ): Promise<Page> {
    const page = await this.#browser.newPage(options);
    page.on("console", (message) => this.problems.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => this.problems.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && request.url() !== url)
        this.problems.push(`request: ${request.url()}`);
    });
    await prepare(page);
    await page.goto(url);
    if (options?.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]");
    return page;
  }
}

/** Waits until a figure that is scrolled to is alive. */
export async function alive(page: Page, name: string) {
  const figure = page.locator(`figure[data-figure=${name}]`);
  await figure.scrollIntoViewIfNeeded();
  await figure.locator(".live svg").waitFor();
  return figure;
}

/** How often each figure has been drawn by the page. */
export function timesDrawn(page: Page): Promise<Record<string, number>> {
  return page
    .locator("figure[data-figure]")
    .evaluateAll((figures) =>
      Object.fromEntries(
        (figures as HTMLElement[]).map(({ dataset }) => [dataset.figure, Number(dataset.drawn ?? 0)]),
      ),
    );
}
