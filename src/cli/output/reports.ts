import type { OutputKind } from "./emit.js";
import type { ReportResults } from "./reportContent.js";

/** Whole reports: words, every figure and the numbers, as one thing to read. */

/** Loaded when a report is asked for. */
const content = () => import("./reportContent.js");

export const REPORT_OUTPUTS: readonly OutputKind<ReportResults>[] = [
  {
    name: "html",
    ending: "html",
    holds: "a page to read and explore, in one file",
    isBinary: false,
    make: async (results) => (await content()).pageOf(results),
  },
  {
    name: "report.md",
    ending: "report.md",
    holds: "a report, with its pictures beside it",
    isBinary: false,
    isFileOnly: true,
    make: async (results, path) => (await content()).markdownOf(results, path),
    makeBeside: async (results, path) => (await content()).picturesBeside(results, path),
  },
  {
    name: "report.pdf",
    ending: "report.pdf",
    holds: "a typeset report",
    isBinary: true,
    isFileOnly: true,
    make: async (results) => (await content()).printOf(results),
  },
];
