/// <reference lib="dom" />
import { readFileSync } from "node:fs";
import type { Browser, Download, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figuresOf } from "../../src/figure/index.js";
import { figure, render } from "../../src/index.js";
import { renderHtml } from "../../src/render/html.js";
import { figureTitle } from "../../src/words/findings/title.js";
import { typeset, unbroken } from "../../src/words/typeset.js";
import { axeFindings, HAS_BROWSER, launchBrowser } from "../support/browser.js";
import { SMALL_POST, SMALL_PRE, smallPair } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { alive, hostilePair, pageAt, reportOf, timesDrawn, Watched } from "../support/reportPages.js";
import { useTempDir } from "../support/tempDir.js";

const KINDS = figuresOf("comparison")
  .filter(({ heading }) => heading !== undefined)
  .map(({ name }) => name);

const dir = useTempDir();

describe.skipIf(!HAS_BROWSER)("a report page in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let watched: Watched;
  let address = "";
  /** For tests that leave it as it was: with all figures alive. */
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    watched = new Watched(browser);
    address = pageAt(dir.path, "report.html", await renderHtml(reportOf(await smallPair())));
    page = await watched.open(address);
    for (const name of KINDS) await alive(page, name);
  }, 60_000);

  afterAll(() => browser?.close());

  it("opens from a file with no request and no complaint, and all its figures come alive", async () => {
    watched.problems.length = 0;
    const page = await watched.open(address);
    for (const name of KINDS) await alive(page, name);
    expect(watched.problems).toEqual([]);
    expect(await page.locator("#explorer-panels .panel").count()).toBeGreaterThan(3);
    await page.close();
  });

  it("draws only what comes near the window, and of what is picked only that again", async () => {
    const page = await watched.open(address);
    const atFirst = await timesDrawn(page);
    const seen = KINDS.filter((name) => atFirst[name] === 1);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(KINDS.length / 2);
    const prepared = await page.locator("html").getAttribute("data-prepared");
    await page.getByLabel("h9", { exact: true }).uncheck();
    await page.waitForFunction(
      (name) => document.querySelector<HTMLElement>(`[data-figure=${name}]`)?.dataset.drawn === "2",
      seen[0],
    );
    const then = await timesDrawn(page);
    for (const name of KINDS) expect(then[name]).toBe(seen.includes(name) ? 2 : 0);
    // What is slow, to compile a specification, was done at first and serves again.
    expect(await page.locator("html").getAttribute("data-prepared")).toBe(prepared);
    await page.close();
  });

  it("draws by itself where the browser gives it no thread", async () => {
    const page = await watched.open(address, undefined, (opening) =>
      opening.addInitScript(() => Reflect.deleteProperty(window, "Worker")),
    );
    watched.problems.length = 0;
    await alive(page, KINDS[0] ?? "");
    expect(watched.problems).toEqual([]);
    await page.close();
  });

  it("reads without its script: words, drawings and tables", async () => {
    const page = await watched.open(address, { javaScriptEnabled: false });
    expect(await page.locator("h1").textContent()).toBe(unbroken(typeset(figureTitle(await smallPair()))));
    expect(await page.locator("figure .drawing svg").count()).toBe(KINDS.length);
    expect(await page.locator("#tensor-table tbody tr").count()).toBe(15);
    await page.close();
  });

  it.each([
    ["moved", "[data-dim]", ["dim", "pre", "post", "change"]],
    ["pairs", "[data-tip*='in pre']", ["from", "to", "in pre"]],
    ["ridgeline", "[data-tip]", ["median", "IQR"]],
    ["outliers", "[data-dim]", ["dim", "pre", "post", "change"]],
    ["spread", "[data-tip*=side]", ["side", "value"]],
    ["lineage", "[data-tip*=other]", ["ln_", "value"]],
  ])("tells of a mark of %s under the pointer", async (name, mark, words) => {
    const live = await alive(page, name);
    await page.mouse.move(...(await pointOn(live.locator(`.live ${mark}`))));
    const tip = page.locator("#tip");
    await tip.waitFor();
    const text = await tip.textContent();
    for (const word of words) expect(text).toContain(word);
  });

  it("starts exploring with what changed most", async () => {
    const panels = page.locator("#explorer-panels .panel");
    const shown = await panels.evaluateAll((all) =>
      (all as HTMLElement[]).map(({ dataset }) => dataset.tensor),
    );
    const { tensors } = await smallPair();
    const changed = tensors
      .filter(({ change }) => !change.identical)
      .toSorted((a, b) => (b.change.relativeL2 ?? 0) - (a.change.relativeL2 ?? 0));
    const [most] = changed;
    expect(shown[0]).toBe(most?.id.block === null ? most.id.norm : `h${most?.id.block} ${most?.id.norm}`);
  });

  it("highlights what is brushed in one panel in all of them, and clears brush and all by Escape", async () => {
    const panel = page.locator("#explorer-panels .panel canvas").first();
    await panel.scrollIntoViewIfNeeded();
    const box = await panel.boundingBox();
    if (box === null) throw new Error("the panel is not drawn");
    await page.mouse.move(box.x + 60, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 20, box.y + box.height - 60, { steps: 6 });
    await page.mouse.up();
    expect(await page.locator("#highlighted").textContent()).toMatch(/^Highlighted \(\d+\)/);
    expect(await page.locator(".brush:visible").count()).toBe(1);
    const other = page.locator("#explorer-panels .panel").nth(2);
    expect(Number(await other.getAttribute("data-chosen"))).toBeGreaterThan(0);
    expect(await page.locator("figure[data-figure=moved] .chosen").count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(await page.locator("#highlighted").textContent()).toBe("No dimension is highlighted.");
    expect(await page.locator(".brush:visible").count()).toBe(0);
    expect(await other.getAttribute("data-chosen")).toBe("0");
    expect(await page.locator("figure .chosen").count()).toBe(0);
  });

  it("highlights dimensions by number, with the keyboard alone, and says what is none", async () => {
    await page.locator("#chosen-dims").fill("7, 12-13 and 99999, x");
    await page.keyboard.press("Enter");
    const said = "Highlighted (3): 7, 12, 13 “99999”, “x”: no dimension of this model, which has 0 to 63.";
    const dimensions = (await smallPair()).tensors[0]?.pre.values.length ?? 0;
    const expected = said.replace("63", String(dimensions - 1));
    expect(await page.locator("#highlighted").textContent()).toBe(expected);
    expect(await page.locator("#status").textContent()).toBe(expected);
    expect(await page.locator("#chosen-dims").getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("figure[data-figure=moved] .has-chosen .chosen").count()).toBeGreaterThan(0);
    const button = page.locator("#moved-table button.dim").first();
    await button.click();
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect(await page.locator("#highlighted").textContent()).toMatch(/^Highlighted \(4\)/);
    await page.getByRole("button", { name: "Clear" }).click();
    expect(await page.locator("#chosen-dims").inputValue()).toBe("");
  });

  it("sorts and searches its tables", async () => {
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
  });

  it("shows the blocks and norms that are picked, and says so where none is", async () => {
    const page = await watched.open(address);
    const live = (await alive(page, "pairs")).locator(".live svg");
    const rows = () =>
      live
        .locator("text")
        .evaluateAll(
          (texts) => texts.filter(({ textContent }) => /^h\d+ ln_/.test(textContent ?? "")).length,
        );
    expect(await rows()).toBe(14);
    await page.getByLabel("ln_1", { exact: true }).uncheck();
    const drawnAgain = page.locator("figure[data-figure=pairs][data-drawn='2']");
    await page.locator("figure[data-figure=pairs]").scrollIntoViewIfNeeded();
    await drawnAgain.waitFor();
    expect(await rows()).toBe(7);
    await page.getByLabel("none: Blocks").click();
    expect(await page.getByText("Nothing is chosen").isVisible()).toBe(true);
    await page.close();
  });

  it("draws the rows that changed most of a long figure, and all when asked", async () => {
    const long = await smallPair({ blocks: "all", bias: true });
    const page = await watched.open(pageAt(dir.path, "long.html", await renderHtml(reportOf(long))));
    const live = await alive(page, "pairs");
    expect(await live.locator(".rows").textContent()).toBe("The 30 tensors that changed most. Draw all 50");
    await live.getByText("Draw all 50").click();
    await live.and(page.locator("[data-drawn='2']")).waitFor();
    expect(await live.locator(".rows").isVisible()).toBe(false);
    await page.close();
  });

  it("turns dark and light, figures too", async () => {
    const page = await watched.open(address, { colorScheme: "dark" });
    const ground = async (name: string) =>
      (await alive(page, name)).locator(".live svg > rect").first().getAttribute("fill");
    expect(await ground(KINDS[1] ?? "")).toBe("#16181d");
    await page.locator("#theme").click();
    await page.waitForSelector("html[data-ready=light]");
    await page.waitForFunction(
      (name) =>
        document.querySelector(`[data-figure=${name}] .live svg > rect`)?.getAttribute("fill") !== "#16181d",
      KINDS[1],
    );
    expect(await ground(KINDS[1] ?? "")).toBe("#ffffff");
    await page.close();
  });

  async function saved(page: Page, name: string, words: string): Promise<Download> {
    const menu = (await alive(page, name)).locator("details.save");
    await menu.locator("summary").click();
    const [download] = await Promise.all([page.waitForEvent("download"), menu.getByText(words).click()]);
    return download;
  }

  it("saves a figure as the command line writes it, named after it", async () => {
    const spec = figure(await smallPair(), "spread");
    const svg = await saved(page, "spread", "SVG");
    expect(svg.suggestedFilename()).toBe("spread.svg");
    expect(readFileSync(await svg.path(), "utf8") === (await render(spec, "svg"))).toBe(true);
    const json = await saved(page, "spread", "Vega-Lite");
    expect(json.suggestedFilename()).toBe("spread.vl.json");
    const written = await runCli([
      "compare",
      SMALL_PRE,
      SMALL_POST,
      "--figure",
      "spread",
      "--format",
      "vl.json",
    ]);
    expect(readFileSync(await json.path(), "utf8")).toBe(written.out);
    const csv = readFileSync(await (await saved(page, "spread", "CSV")).path(), "utf8").split("\r\n");
    expect(csv[0]).toBe("name,block,norm,parameter,dim,pre,post,change");
    const { tensors } = await smallPair();
    expect(csv.length - 2).toBe(tensors.reduce((sum, { pre }) => sum + pre.values.length, 0));
    const png = readFileSync(await (await saved(page, "spread", "PNG")).path());
    const expected = Buffer.from(await render(spec, "png", 2));
    // Width and height, in the header.
    expect(png.subarray(16, 24)).toEqual(expected.subarray(16, 24));
  });

  it.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("has nothing for axe to find, %s and %s px wide", async (colorScheme, width) => {
    const page = await watched.open(address, { colorScheme, viewport: { width, height: 900 } });
    for (const name of KINDS) await alive(page, name);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it("has its contents at the side, or in a menu on a phone, where nothing scrolls sideways", async () => {
    const wide = await watched.open(address);
    expect(await wide.locator("nav.side a:visible").count()).toBe(KINDS.length + 5);
    expect(await wide.locator("details.menu").isVisible()).toBe(false);
    await wide.close();
    const phone = await watched.open(address, { viewport: { width: 390, height: 800 } });
    for (const name of KINDS) await alive(phone, name);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await phone.locator("nav.side").isVisible()).toBe(false);
    await phone.locator("details.menu summary").click();
    await phone.locator("details.menu").getByText("Methods").click();
    expect(await phone.locator("details.menu nav").isVisible()).toBe(false);
    expect(new URL(phone.url()).hash).toBe("#methods");
    await phone.close();
  });

  it("prints its drawings and whole tables on six pages at most, without what only a pointer needs", async () => {
    const page = await watched.open(address);
    await alive(page, "moved");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("figure .drawing").first().isVisible()).toBe(true);
    for (const hidden of [
      "#explore",
      "#pick",
      "header",
      "nav.side",
      "figure .live >> nth=0",
      ".save >> nth=0",
    ])
      expect(await page.locator(hidden).isVisible()).toBe(false);
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    expect((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length).toBeLessThanOrEqual(6);
    await page.close();
  });

  it("runs nothing that stands in a file's names", async () => {
    watched.problems.length = 0;
    const page = await watched.open(
      pageAt(dir.path, "hostile.html", await renderHtml(reportOf(await hostilePair()))),
    );
    await alive(page, KINDS[0] ?? "");
    expect(await page.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined();
    expect(watched.problems).toEqual([]);
    expect(await page.locator("img").count()).toBe(0);
    await page.close();
  });
});

/** Where the pointer is on one of these marks, the largest that can be seen: the middle of what surrounds a curve need not be on it. */
async function pointOn(marks: Locator): Promise<readonly [x: number, y: number]> {
  const point = await marks.evaluateAll((all) => {
    const area = (one: Element) => {
      const { width, height } = one.getBoundingClientRect();
      return width * height;
    };
    const shares = Array.from({ length: 21 }, (_, i) => (i + 0.5) / 21);
    for (const one of all.toSorted((a, b) => area(b) - area(a)).slice(0, 50)) {
      one.scrollIntoView({ block: "center" });
      const { left, top, width, height } = one.getBoundingClientRect();
      const points = shares.flatMap((down) =>
        shares.map((across) => [left + across * width, top + down * height] as const),
      );
      const seen = points.find(([x, y]) => document.elementFromPoint(x, y) === one);
      if (seen !== undefined) return seen;
    }
    return null;
  });
  if (point === null) throw new Error("none of the marks is to be seen");
  return point;
}
