import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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
