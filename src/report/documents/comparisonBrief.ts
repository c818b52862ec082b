import type { Comparison } from "../../model/comparison.js";
import type { Block, Document } from "../../model/document.js";
import { comparedTensorColumns } from "../../table/readable/comparedTensors.js";
import { readableTable } from "../../table/readable.js";
import { headline } from "../../words/findings/headline.js";
import { leftOut } from "../../words/leftOut.js";
import { labelOf } from "../../words/modelLabel.js";
import { plural } from "../../words/phrases.js";
import { dimensionsOf, normNoun } from "../../words/sites.js";

/** A comparison for a pull request: what changed in words, then a table with a row a tensor. */
export function comparisonBrief(comparison: Comparison): Document {
  const omission = leftOut(comparison);
  const omitted = omission === null ? "" : ` ${omission}`;
  const { pre, post, tensors } = comparison;
  return {
    blocks: [
      {
        kind: "heading",
        level: 1,
        text: [
          `${normNoun(pre.architecture)} weights: `,
          { text: labelOf(pre), is: "pre" },
          " → ",
          { text: labelOf(post), is: "post" },
        ],
      },
      { kind: "list", items: headline(comparison) },
      comparedTensorsBlock(comparison),
      {
        kind: "paragraph",
        text: `${plural(tensors.length, "tensor")} of ${dimensionsOf(tensors.map(({ pre: { values } }) => values))}. IQR ratio: interquartile range of post over that of pre; KS: Kolmogorov-Smirnov statistic; outliers: modified z above 3.5, each side by its own median and MAD.${omitted}`,
      },
    ],
  };
}

export function comparedTensorsBlock({ tensors }: Comparison): Block {
  const about = { id: "tensor-table", caption: "Every tensor compared" };
  return { kind: "table", table: readableTable(about, comparedTensorColumns(tensors), tensors) };
}
