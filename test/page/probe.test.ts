/// <reference lib="dom" />
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Probe } from "../../src/model/probe.js";
import { renderHtml } from "../../src/render/html.js";
import { probeReport } from "../../src/report/documents/probeReport.js";
import { axeFindings, HAS_BROWSER, launchBrowser } from "../support/browser.js";
import { madeProbe } from "../support/probes.js";
import { HOSTILE, pageAt, Watched } from "../support/reportPages.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const TOOL = { name: "gpt2-wdist", version: "0.0.0" };
const FILE = { side: "pre", path: "/home/somebody/runs/model.safetensors", byteLength: 3, sha256: "ab" };

function pageOf(probe: Probe): Promise<string> {
  return renderHtml(probeReport(probe, [FILE], TOOL));
}

const figuresIn = (page: string) => [...page.matchAll(/data-figure="(\w+)"/g)].map(([, name]) => name);

describe("the page of a probe", { timeout: 120_000 }, () => {
  it("has the figures that have something to show", async () => {
    expect(figuresIn(await pageOf(madeProbe({ ablated: true })))).toEqual(["depth", "causes", "ablation"]);
    expect(figuresIn(await pageOf(madeProbe()))).toEqual(["depth", "causes"]);
    expect(figuresIn(await pageOf(madeProbe({ two: null })))).toEqual(["depth"]);
  });

  it("is the same again, small, and tells nobody where text and models were", async () => {
    const made = madeProbe({ ablated: true });
    const probe = {
      ...made,
      text: { ...made.text, name: "/home/somebody/secret.txt" },
      notices: [`no config.json speaks of ${made.pre.model.path}: 1 head is assumed`],
    };
    const page = await pageOf(probe);
    expect(page === (await pageOf(probe))).toBe(true);
    expect(page).toContain("secret.txt");
    expect(page).toContain("no config.json speaks of pre: 1 head is assumed.");
    expect(page).not.toMatch(/\/home\/somebody|runs\/pre/);
    expect(page.length).toBeLessThan(400_000);
  });

  it("answers the study's question by what was measured", async () => {
    expect(await pageOf(madeProbe({ two: null }))).toMatch(
      /Does LayerNorm standardise\?<\/dt><dd>LayerNorm standardises each token: .*the standard deviation of the output is 1\.10 at each\./,
    );
  });

  it("explains what is in it, and nothing else", async () => {
    const terms = async (probe: Probe) =>
      [...(await pageOf(probe)).matchAll(/<dt>([^<]+)<\/dt>/g)].map(([, term]) => term);
    expect(await terms(madeProbe({ two: null }))).toContain("kurtosis");
    expect(await terms(madeProbe({ two: null }))).not.toContain("ablation");
    const both = await terms(madeProbe({ ablated: true }));
    expect(both).toEqual(expect.arrayContaining(["split of a change", "norms exchanged", "ablation"]));
    expect(both).not.toContain("kurtosis");
  });
});

describe.skipIf(!HAS_BROWSER)("the page of a probe in a browser", { timeout: 120_000 }, () => {
  let browser: Browser;
  let watched: Watched;
  let address = "";

  beforeAll(async () => {
    browser = await launchBrowser();
    watched = new Watched(browser);
    address = pageAt(dir.path, "probe.html", await pageOf(madeProbe({ ablated: true })));
  }, 120_000);

  afterAll(() => browser?.close());

  it("opens from a file with no request and no complaint, and marks tell what they show", async () => {
    watched.problems.length = 0;
    const page = await watched.open(address);
    expect(watched.problems).toEqual([]);
    const tipOf = async (figure: string, fact: string) => {
      const mark = page.locator(`[data-figure=${figure}] [data-tip*="${fact}"]`).last();
      await mark.scrollIntoViewIfNeeded();
      const box = (await mark.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      return page.locator("#tip").innerText();
    };
    expect(await tipOf("depth", "post / pre")).toMatch(/^ln_f\npost \/ pre 0\.7/);
    expect(await tipOf("causes", "of which by gain")).toMatch(
      /^ln_f\noutput changed \d+ %\nof which by gain /,
    );
    expect(await tipOf("ablation", "gain times")).toMatch(
      /\ndim 9\ngain times 1\.4\d*\ndivergence [\d.−e]+\nstandard error [\d.−e]+$/,
    );
    await page.close();
  });

  it("is as wide as the window, and axe finds nothing, light or dark", async () => {
    for (const [width, colorScheme] of [
      [390, "light"],
      [1280, "dark"],
      [1920, "light"],
    ] as const) {
      const page = await watched.open(address, { viewport: { width, height: 900 }, colorScheme });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    }
  });

  it("sorts its table by numbers", async () => {
    const page = await watched.open(address);
    await page.locator("#probed-norms thead button", { hasText: "output changed" }).click();
    await page.locator("#probed-norms thead button", { hasText: "output changed" }).click();
    expect(await page.locator("#probed-norms tbody th").first().textContent()).toBe("ln_f");
    await page.close();
  });

  it("runs nothing that a file says", async () => {
    const made = madeProbe();
    const pre = { ...made.pre, model: { ...made.pre.model, label: HOSTILE } };
    const probe = { ...made, pre, text: { ...made.text, name: HOSTILE }, notices: [HOSTILE] };
    const page = await watched.open(pageAt(dir.path, "hostile.html", await pageOf(probe)));
    expect(await page.evaluate(() => "pwned" in globalThis)).toBe(false);
    await page.close();
  });

  it("without a script has sentences, figures and numbers", async () => {
    const page = await watched.open(address, { javaScriptEnabled: false });
    expect(await page.locator("figure svg").count()).toBe(3);
    expect(await page.locator("#probed-norms tbody tr").count()).toBeGreaterThan(3);
    await page.close();
  });
});
