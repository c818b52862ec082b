import type { Comparison } from "../../model/comparison.js";
import type { Report } from "../../model/document.js";
import type { Probe } from "../../model/probe.js";
import type { OutputKind, Run } from "./outputKind.js";

/** Whole reports: words, every figure and the numbers, as one thing to read. */

/** Loaded when a report is asked for. */
const content = () => import("./reportContent.js");

/** The report of a run; `isWithFiles`: of those it was made from. */
type MakeReport<Result> = (run: Run<Result>, isWithFiles: boolean) => Promise<Report>;

/** Every kind of file that holds a report. */
export function reportOutputs<Result>(reportOf: MakeReport<Result>): readonly OutputKind<Run<Result>>[] {
  return [
    {
      name: "html",
      ending: "html",
      holds: "a page to read and explore, in one file",
      make: async (run) => (await content()).pageOf(await reportOf(run, true)),
    },
    {
      name: "report.md",
      ending: "report.md",
      holds: "a report, with its pictures beside it",
      isFileOnly: true,
      make: async (run, path) => (await content()).markdownOf(await reportOf(run, true), path),
      makeBeside: async (run, path) => (await content()).picturesBeside(await reportOf(run, false), path),
    },
    {
      name: "report.pdf",
      ending: "report.pdf",
      holds: "a typeset report",
      isBinary: true,
      isFileOnly: true,
      make: async (run) => (await content()).printOf(await reportOf(run, true)),
    },
  ];
}

export const REPORT_OUTPUTS = reportOutputs<Comparison>(async (run, isWithFiles) =>
  (await content()).comparisonReportOf(run, isWithFiles),
);

export const PROBE_REPORTS = reportOutputs<Probe>(async (run, isWithFiles) =>
  (await content()).probeReportOf(run, isWithFiles),
);
