import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's, or whichever the variable names. */
const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Where no browser is, these tests are left out; with GPT2_WDIST_TOOLS=required, as in .ci/run, they fail instead. */
export const HAS_BROWSER = existsSync(PROGRAM) || process.env.GPT2_WDIST_TOOLS === "required";

if (!HAS_BROWSER) console.warn(`no ${PROGRAM}: the tests of report pages in a browser are left out`);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe has against a page: the rule, in how many places, and the first of them. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.length} x ${nodes[0]?.html.slice(0, 300)} ${nodes[0]?.failureSummary}`,
    );
  });
}
