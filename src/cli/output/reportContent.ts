import { basename, dirname, join } from "node:path";
import type { Comparison } from "../../model/comparison.js";
import type { DocumentFigure, Report } from "../../model/document.js";
import type { Probe } from "../../model/probe.js";
import { comparisonReport } from "../../report/documents/comparisonReport.js";
import { probeReport } from "../../report/documents/probeReport.js";
import { inputFilesOf } from "../../source/inputFiles.js";
import type { MadeFile, Run } from "./outputKind.js";

/** What reports hold. */

export async function pageOf(report: Report): Promise<string> {
  const { renderHtml } = await import("../../render/html.js");
  return renderHtml(report);
}

export async function printOf(report: Report): Promise<Uint8Array> {
  const { renderReport } = await import("../../render/reportPdf.js");
  return renderReport(report);
}

export async function markdownOf(report: Report, path: string): Promise<string> {
  const { renderMarkdown } = await import("../../render/markdownReport.js");
  return renderMarkdown(report, (figure) => encodeURIComponent(basename(besidePath(path, figure))));
}

/** A picture of every figure, named after the text: report-pairs.svg, ... */
export async function picturesBeside(report: Report, path: string): Promise<MadeFile[]> {
  const { renderPictures } = await import("../../render/markdownReport.js");
  const pictures = await renderPictures(report);
  return pictures.map(({ figure, svg }) => ({ path: besidePath(path, figure), bytes: svg }));
}

export function probeReportOf({ result, tool }: Run<Probe>, isWithFiles: boolean): Report {
  if (!isWithFiles) return probeReport(result, [], tool);
  const { pre, post } = result;
  const files = inputFilesOf(post === null ? { model: pre.model } : { pre: pre.model, post: post.model });
  files.catch(() => {});
  return probeReport(result, files, tool);
}

export function comparisonReportOf({ result, tool }: Run<Comparison>, isWithFiles: boolean): Report {
  if (!isWithFiles) return comparisonReport(result, [], tool);
  const files = inputFilesOf({ pre: result.pre, post: result.post });
  // Where drawing fails first, nobody is left to ask for them.
  files.catch(() => {});
  return comparisonReport(result, files, tool);
}

function besidePath(path: string, { name }: DocumentFigure): string {
  return join(dirname(path), `${basename(path).slice(0, -".md".length)}-${name}.svg`);
}
