import { type Answer, answerQuestions } from "../analysis/answers.js";
import { escapeJson } from "../escape.js";
import type { Architecture } from "../model/architecture.js";
import type { Comparison, TensorComparison } from "../model/comparison.js";
import type { ModelInfo } from "../model/norms.js";
import type { Distribution, Histogram } from "../model/numbers.js";
import { wordAnswer } from "../words/answers.js";
import { clause } from "../words/sentences.js";

/** A comparison as JSON, by schema/comparison.schema.json. Numbers have all their digits; the undefined is null. */

export const COMPARISON_SCHEMA = "gpt2-wdist/comparison@1";

export interface ToolInfo {
  readonly name: string;
  readonly version: string;
}

export function comparisonJson(comparison: Comparison, tool: ToolInfo): string {
  return stringify({
    schema: COMPARISON_SCHEMA,
    tool,
    pre: modelJson(comparison.pre),
    post: modelJson(comparison.post),
    options: comparison.options,
    tensors: comparison.tensors.map(tensorJson),
    skipped: comparison.skipped,
    findings: comparison.findings.map((finding) => ({
      ...finding,
      text: clause(finding, comparison.pre.architecture),
    })),
    answers: answerQuestions(comparison.tensors).map((answer) =>
      answerJson(answer, comparison.pre.architecture),
    ),
    notices: comparison.notices,
  });
}

function answerJson(answer: Answer, architecture: Architecture) {
  const { question, ...measures } = answer;
  return { question, ...wordAnswer(answer, architecture), measures };
}

export function modelJson({
  path,
  format,
  files,
  naming,
  prefix,
  blocks,
  width,
  dtypes,
  tensorCount,
}: ModelInfo) {
  return { path, format, files, naming, prefix, blocks, width, dtypes, tensorCount };
}

function tensorJson({ name, id, pre, post, change }: TensorComparison) {
  return {
    name,
    block: id.block,
    norm: id.norm,
    parameter: id.parameter,
    pre: distributionJson(pre),
    post: distributionJson(post),
    change,
  };
}

export function distributionJson({ summary, histogram }: Distribution) {
  return { ...summary, histogram: histogram === null ? null : histogramJson(histogram) };
}

function histogramJson({ edges, counts, below, above }: Histogram) {
  return { edges: [...edges], counts: [...counts], below, above };
}

/** JSON for people too: two spaces, but arrays of plain values on one line. Ends with a newline. */
export function stringify(value: unknown): string {
  return `${write(value, "")}\n`;
}

/** The same on one line: strings hold no line breaks (JSON escapes them), so that the layout's can go. */
export function stringifyLine(value: unknown): string {
  return `${stringify(value).replace(/\n\s*/g, "")}\n`;
}

function write(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return escapeJson(JSON.stringify(value) ?? "null");
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    // Long lists are of numbers, which are written as they are.
    if (value.every(Number.isFinite)) return `[${value.join(", ")}]`;
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return `[${value.map((item) => write(item, "")).join(", ")}]`;
    }
    return `[\n${value.map((item) => deeper + write(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${deeper}${escapeJson(JSON.stringify(key))}: ${write(member, deeper)}`,
  );
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
}
