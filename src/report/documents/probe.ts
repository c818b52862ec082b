import type { Document } from "../../model/document.js";
import type { Probe } from "../../model/probe.js";
import { NORM_COLUMN, ONE_MODEL, probeRows, TWO_MODELS } from "../../table/readable/probedNorms.js";
import { readableTable } from "../../table/readable.js";
import { labelOf } from "../../words/modelLabel.js";
import { errorWords, lossLines, originWords, probeLegend, textWords } from "../../words/probe/heading.js";
import { probeSentences } from "../../words/probe/sentences.js";
import { normNoun } from "../../words/sites.js";

/** A probe for a pull request or a notebook. */
export function probeDocument(probe: Probe): Document {
  const { pre, post, text, pair } = probe;
  const names = [pre, ...(post === null ? [] : [post])].map(({ model }) => labelOf(model)).join(" and ");
  const numbers = pair === null ? ONE_MODEL : TWO_MODELS;
  const columns = [NORM_COLUMN, ...numbers].map((column) => ({
    ...column,
    head: column.head.replace("-\n", "").replace("\n/", " / ").replace("\n", " ").trim(),
  }));
  const losses = lossLines(probe).map(({ of, loss, change, share }) =>
    [`${of}: ${loss}`, change, share].filter((part) => part !== "").join(", "),
  );
  const about = { id: "probed-norms", caption: "Every norm on this text" };
  return {
    blocks: [
      {
        kind: "heading",
        level: 1,
        text: [`${normNoun(pre.model.architecture)}s on text: `, { text: names, is: "name" }],
      },
      {
        kind: "paragraph",
        text: [{ text: text.name, is: "name" }, `: ${textWords(text)}; ${originWords(probe)}.`],
      },
      { kind: "list", items: losses },
      { kind: "paragraph", text: errorWords(probe) },
      { kind: "list", items: probeSentences(probe) },
      { kind: "table", table: readableTable(about, columns, probeRows(probe)) },
      { kind: "paragraph", text: probeLegend(probe) },
    ],
  };
}
