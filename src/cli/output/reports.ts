import type { Comparison } from "../../model/comparison.js";
import type { OutputKind, Run } from "./outputKind.js";

/** Whole reports: words, every figure and the numbers, as one thing to read. */

/** Loaded when a report is asked for. */
const content = () => import("./reportContent.js");

export const REPORT_OUTPUTS: readonly OutputKind<Run<Comparison>>[] = [
  {
    name: "html",
    ending: "html",
    holds: "a page to read and explore, in one file",
    make: async (run) => (await content()).pageOf(run),
  },
  {
    name: "report.md",
    ending: "report.md",
    holds: "a report, with its pictures beside it",
    isFileOnly: true,
    make: async (run, path) => (await content()).markdownOf(run, path),
    makeBeside: async (run, path) => (await content()).picturesBeside(run, path),
  },
  {
    name: "report.pdf",
    ending: "report.pdf",
    holds: "a typeset report",
    isBinary: true,
    isFileOnly: true,
    make: async (run) => (await content()).printOf(run),
  },
];
