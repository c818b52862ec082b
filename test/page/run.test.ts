/// <reference lib="dom" />
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TrackedRun } from "../../src/model/run.js";
import { renderHtml } from "../../src/render/html.js";
import { runReport } from "../../src/report/documents/runReport.js";
import { runPageData } from "../../src/report/page/runData.js";
import { axeFindings, HAS_BROWSER, launchBrowser } from "../support/browser.js";
import { HOSTILE, pageAt, Watched } from "../support/reportPages.js";
import { smallRun, track, writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const TOOL = { name: "gpt2-wdist", version: "0.0.0" };

function pageOf(run: TrackedRun): Promise<string> {
  return renderHtml(runReport(run, TOOL));
}

describe("what the page of a run carries", { timeout: 120_000 }, () => {
  it("is histograms and words for at most 48 steps, whatever the run has", async () => {
    const steps = Array.from({ length: 50 }, (_, k) => k * 10);
    const data = runPageData(await track(writeRun(dir, "long", { steps, blocks: 1 })));
    expect(data.steps).toHaveLength(48);
    expect([data.steps[0], data.steps.at(-1)]).toEqual(["step 0", "step 490"]);
    for (const { heights, facts } of data.tensors) {
      expect(new Set(heights.map(({ length }) => length))).toEqual(new Set([30]));
      expect(facts).toHaveLength(48);
    }
  });

  it("says what is not finite, and what is beyond an axis", async () => {
    const change = (vectors: Map<string, number[]>, k: number) => {
      const name = "h.0.ln_1.weight";
      const values = [...(vectors.get(name) ?? [])];
      if (k === 1) values[3] = Number.NaN;
      values[5] = 40;
      vectors.set(name, values);
    };
    const run = await track(writeRun(dir, "odd", { steps: [0, 10, 20], blocks: 1, change }));
    const facts = runPageData(run).tensors.find(({ label }) => label === "h0 ln_1")?.facts ?? [];
    expect(facts[1]).toContain("1 not finite");
    expect(facts[2]).toContain("1 beyond");
  });
});

describe("the page of a run", { timeout: 120_000 }, () => {
  it("is the same again, small, and tells nobody where the run was", async () => {
    const run = { ...(await smallRun()), name: "/home/somebody/secret/run" };
    const page = await pageOf(run);
    expect(page === (await pageOf(run))).toBe(true);
    expect(page).not.toContain("/home/somebody");
    expect(page.length).toBeLessThan(1_000_000);
  });
});

describe.skipIf(!HAS_BROWSER)("the page of a run in a browser", { timeout: 120_000 }, () => {
  let browser: Browser;
  let watched: Watched;
  let address = "";

  beforeAll(async () => {
    browser = await launchBrowser();
    watched = new Watched(browser);
    address = pageAt(dir.path, "run.html", await pageOf(await smallRun()));
  }, 120_000);

  afterAll(() => browser?.close());

  const markersAt = (page: Page, figure: string) =>
    page
      .locator(`[data-figure=${figure}] line.marker`)
      .evaluateAll((lines) => lines.map((line) => Math.round(line.getBoundingClientRect().x)));

  it("opens from a file with no request and no complaint, at the last step", async () => {
    watched.problems.length = 0;
    const page = await watched.open(address);
    expect(watched.problems).toEqual([]);
    expect(await page.locator("#steps output").textContent()).toMatch(/^step 1,200, learning rate /);
    await page.close();
  });

  it("is moved by the keyboard: a line in each panel over steps, and all histograms", async () => {
    const page = await watched.open(address);
    await page.locator("#drift").scrollIntoViewIfNeeded();
    const before = await markersAt(page, "drift");
    expect(before).toHaveLength(6);
    // Two columns of three panels: each line is in its own.
    expect(new Set(before).size).toBe(2);
    const card = page.locator(".card").first();
    const [path, facts] = [
      await card.locator(".now").getAttribute("d"),
      await card.locator(".quiet").last().textContent(),
    ];
    await page.getByRole("slider", { name: "Step" }).press("Home");
    expect(await page.locator("#steps output").textContent()).toMatch(/^step 0/);
    const after = await markersAt(page, "drift");
    expect(after.every((x, i) => x < (before[i] ?? 0))).toBe(true);
    expect(await card.locator(".now").getAttribute("d")).not.toBe(path);
    expect(await card.locator(".quiet").last().textContent()).not.toBe(facts);
    await page.getByRole("slider", { name: "Step" }).press("ArrowRight");
    expect(await page.locator("#steps output").textContent()).toMatch(/^step 40/);
    await page.close();
  });

  it("plays from the beginning to the end and stops there, more slowly for who wants less motion", async () => {
    const stepAfter = async (reducedMotion: "reduce" | "no-preference", milliseconds: number) => {
      const page = await watched.open(address, { reducedMotion }, (opening) => opening.clock.install());
      await page.clock.pauseAt(Date.now() + 60_000);
      await page.locator("#steps button").click();
      await page.clock.runFor(milliseconds);
      const said = await page.locator("#steps output").textContent();
      const button = await page.locator("#steps button").textContent();
      await page.close();
      return [
        said
          ?.split(",")
          .slice(0, said.startsWith("step 1,") ? 2 : 1)
          .join(),
        button,
      ];
    };
    expect(await stepAfter("no-preference", 0)).toEqual(["step 0", "Pause"]);
    expect(await stepAfter("no-preference", 400)).toEqual(["step 80", "Pause"]);
    expect(await stepAfter("reduce", 400)).toEqual(["step 0", "Pause"]);
    expect(await stepAfter("no-preference", 5000)).toEqual(["step 1,200", "Play"]);
  });

  it("is as wide as the window, and axe finds nothing", async () => {
    for (const width of [390, 1280]) {
      const page = await watched.open(address, { viewport: { width, height: 900 } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    }
  });

  it("runs nothing that a file says", async () => {
    const run = { ...(await smallRun()), name: HOSTILE };
    const page = await watched.open(pageAt(dir.path, "hostile.html", await pageOf(run)));
    expect(await page.evaluate(() => "pwned" in globalThis)).toBe(false);
    await page.close();
  });

  it("without a script has sentences, figures and numbers, and no slider", async () => {
    const page = await watched.open(address, { javaScriptEnabled: false });
    expect(await page.locator("#steps").isVisible()).toBe(false);
    expect(await page.locator("figure svg").count()).toBe(7);
    await page.close();
  });
});
