import { runsAnswersOf } from "../../analysis/track/seeds/answers.js";
import { normsOfRuns } from "../../analysis/track/seeds/groups.js";
import type { Block, Document } from "../../model/document.js";
import type { TrackedRuns } from "../../model/runs.js";
import { RUNS_BLOCKS_COLUMN, RUNS_NORM_COLUMN, RUNS_NUMBERS } from "../../table/readable/runsNorms.js";
import { readableTable } from "../../table/readable.js";
import { runsHeading } from "../../words/seeds/heading.js";
import { enumeratedNames } from "../../words/seeds/names.js";
import { runsSentences } from "../../words/seeds/sentences.js";
import { normNoun } from "../../words/sites.js";

/** Several runs for a pull request or a notebook: what they did in words, then a row a norm and group of blocks. */
export function runsDocument(tracked: TrackedRuns): Document {
  const { labels, runs } = tracked;
  const architecture = (runs[0] as TrackedRuns["runs"][number]).model.architecture;
  return {
    blocks: [
      {
        kind: "heading",
        level: 1,
        text: [`${normNoun(architecture)} weights of ${runs.length} runs: `, ...enumeratedNames(labels)],
      },
      { kind: "paragraph", text: `${runsHeading(tracked)}.` },
      { kind: "list", items: runsSentences(tracked, runsAnswersOf(tracked)) },
      runsNormsBlock(tracked),
    ],
  };
}

/** A row a norm and group of neighbouring blocks. */
export function runsNormsBlock(tracked: TrackedRuns): Block {
  const about = { id: "runs-norms", caption: "Every norm, by neighbouring blocks" };
  const columns = [RUNS_NORM_COLUMN, RUNS_BLOCKS_COLUMN, ...RUNS_NUMBERS].map((column) => ({
    ...column,
    head: column.head.replace("/\n", " / ").replace("\n", " "),
  }));
  return { kind: "table", table: readableTable(about, columns, normsOfRuns(tracked)) };
}
