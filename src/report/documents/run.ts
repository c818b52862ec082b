import { answersOf } from "../../analysis/track/answers.js";
import { normGroups } from "../../analysis/track/groups.js";
import type { Block, Document } from "../../model/document.js";
import type { TrackedRun } from "../../model/run.js";
import { BLOCKS_COLUMN, NORM_COLUMN, RUN_NUMBERS } from "../../table/readable/runNorms.js";
import { readableTable } from "../../table/readable.js";
import { runHeading } from "../../words/run/heading.js";
import { runSentences } from "../../words/run/sentences.js";
import { rateWords } from "../../words/run/settling.js";
import { normNoun } from "../../words/sites.js";

/** A run for a pull request or a notebook: what it did in words, then a row a norm and group of blocks. */
export function runDocument(run: TrackedRun): Document {
  const answers = answersOf(run);
  const rate = rateWords(run);
  return {
    blocks: [
      {
        kind: "heading",
        level: 1,
        text: [`${normNoun(run.model.architecture)} weights of a run: `, { text: run.name, is: "name" }],
      },
      { kind: "paragraph", text: `${runHeading(run, answers)}${rate === null ? "" : `; ${rate}`}.` },
      { kind: "list", items: runSentences(run, answers) },
      runNormsBlock(run),
    ],
  };
}

/** A row a norm and group of neighbouring blocks. */
export function runNormsBlock(run: TrackedRun): Block {
  const about = { id: "run-norms", caption: "Every norm, by neighbouring blocks" };
  const columns = [NORM_COLUMN, BLOCKS_COLUMN, ...RUN_NUMBERS].map((column) => ({
    ...column,
    head: column.head.replace("-\n", "").replace("/\n", " / ").replace("\n", " "),
  }));
  return { kind: "table", table: readableTable(about, columns, normGroups(run.tensors)) };
}
