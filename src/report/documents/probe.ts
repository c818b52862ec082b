import type { Block, Document } from "../../model/document.js";
import type { Probe } from "../../model/probe.js";
import { NORM_COLUMN, ONE_MODEL, probeRows, TWO_MODELS } from "../../table/readable/probedNorms.js";
import { LOSS_COLUMNS } from "../../table/readable/probeLosses.js";
import { readableTable } from "../../table/readable.js";
import { labelOf } from "../../words/modelLabel.js";
import {
  errorWords,
  LOSSES_CAPTION,
  lossLines,
  originWords,
  probeLegend,
  textWords,
} from "../../words/probe/heading.js";
import { probeSentences } from "../../words/probe/sentences.js";
import { normNoun } from "../../words/sites.js";

/** A probe for a pull request or a notebook. */
export function probeDocument(probe: Probe): Document {
  const { pre, post, text } = probe;
  const names = [pre, ...(post === null ? [] : [post])].map(({ model }) => labelOf(model)).join(" and ");
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
      lossesBlock(probe),
      { kind: "paragraph", text: errorWords(probe) },
      { kind: "list", items: probeSentences(probe) },
      ...probedNormsBlocks(probe),
    ],
  };
}

/** What was lost on this text, and in each model with the norms of the other. */
export function lossesBlock(probe: Probe): Block {
  const about = { id: "losses", caption: LOSSES_CAPTION };
  return { kind: "table", table: readableTable(about, LOSS_COLUMNS, lossLines(probe)) };
}

/** A row a norm, and how to read it. */
export function probedNormsBlocks(probe: Probe): readonly Block[] {
  const numbers = probe.pair === null ? ONE_MODEL : TWO_MODELS;
  const columns = [NORM_COLUMN, ...numbers].map((column) => ({ ...column, head: oneLine(column.head) }));
  const about = { id: "probed-norms", caption: "Every norm on this text" };
  return [
    { kind: "table", table: readableTable(about, columns, probeRows(probe)) },
    { kind: "paragraph", text: probeLegend(probe) },
  ];
}

function oneLine(head: string): string {
  return head.replace("-\n", "").replace("\n/", " / ").replace("\n", " ").trim();
}
