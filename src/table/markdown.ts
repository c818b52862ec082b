import { iqrRatio } from "../analysis/findings.js";
import { escapeMarkdown } from "../escape.js";
import type { Comparison, TensorComparison } from "../model/comparison.js";
import type { ModelInfo } from "../model/norms.js";
import { modelLabel } from "../words/modelLabel.js";
import { factor, signed, significant, UNDEFINED } from "../words/numbers.js";
import { plural } from "../words/phrases.js";
import { headline, medianChange } from "../words/sentences.js";
import { tensorLabel } from "../words/tensorNames.js";

/** A comparison as Markdown for a pull request: what changed in words, then a table with a row a tensor. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { pre, post, findings, tensors } = comparison;
  return [
    `### LayerNorm weights: ${label(pre)} → ${label(post)}`,
    "",
    // Sentences are made of numbers and canonical names alone.
    ...headline(findings).map((sentence) => `- ${sentence}`),
    "",
    row([
      "tensor",
      "median pre",
      "median post",
      "change",
      "IQR",
      "KS",
      "relative L2",
      "outliers",
      "sign flips",
      "moved most",
    ]),
    row(["---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "---"]),
    ...tensors.map(tensorRow),
    "",
    `${plural(tensors.length, "tensor")} of ${plural(pre.width, "dimension")}. IQR: ratio of interquartile ranges; KS: Kolmogorov-Smirnov statistic; outliers: modified z above 3.5, pre → post, each by its own median and MAD.`,
    "",
  ].join("\n");
}

function tensorRow(tensor: TensorComparison): string {
  const { id, pre, post, change } = tensor;
  const [top] = change.topMoved;
  const outliers = [pre, post].map(({ summary }) => summary.outlierDims?.length ?? UNDEFINED);
  return row([
    tensorLabel(id),
    significant(pre.summary.median),
    significant(post.summary.median),
    ...(change.identical
      ? ["identical", "", ""]
      : [medianChange(tensor), factor(iqrRatio(tensor), "×"), change.ksStatistic?.toFixed(2) ?? UNDEFINED]),
    change.identical ? "" : significant(change.relativeL2, 2),
    `${outliers[0]} → ${outliers[1]}`,
    String(change.signFlips),
    top === undefined ? "" : `dim ${top.dim}: ${signed(top.delta)}`,
  ]);
}

function label({ path }: ModelInfo): string {
  return escapeMarkdown(modelLabel(path));
}

/** A row of a Markdown table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
