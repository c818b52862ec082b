import { answersOf } from "../../analysis/track/answers.js";
import { escapeControls } from "../../escape.js";
import { figuresOf } from "../../figure/index.js";
import type { FigureKind } from "../../figure/kind.js";
import type { Block, Report, ToolInfo } from "../../model/document.js";
import type { FigureOptions } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { fileName } from "../../words/modelLabel.js";
import { AT_STEP_CAPTION, AT_STEP_HEADING } from "../../words/run/atStep.js";
import { runHeading } from "../../words/run/heading.js";
import { RUN_METHODS } from "../../words/run/methods.js";
import { runNotices } from "../../words/run/notices.js";
import { runSentences } from "../../words/run/sentences.js";
import { rateWords } from "../../words/run/settling.js";
import { runTitle } from "../../words/run/title.js";
import { normNoun } from "../../words/sites.js";
import { pageSteps, runPageData } from "../page/runData.js";
import { runNormsBlock } from "./run.js";

/** A whole report of a run: what happened, every figure, the norms at each step, the numbers and what they mean. */
export function runReport(run: TrackedRun, tool: ToolInfo): Report {
  // A report is passed on: nobody else needs to know in which folders of a machine the run was.
  const name = fileName(run.name);
  return {
    title: `${escapeControls(name)}: ${normNoun(run.model.architecture)} weights of a run`,
    tool,
    script: "run",
    blocks: [
      ...summaryBlocks(run, name),
      section("at-step-section", AT_STEP_HEADING),
      { kind: "paragraph", text: AT_STEP_CAPTION, is: "quiet" },
      { kind: "live", id: "at-step" },
      ...figureBlocks(run),
      section("numbers", "Numbers"),
      runNormsBlock(run),
      section("methods", "Methods"),
      {
        kind: "definitions",
        entries: RUN_METHODS.map(({ term, definition }) => ({ term, text: definition })),
      },
    ],
    pageData: () => runPageData(run),
  };
}

function section(id: string, text: string): Block {
  return { kind: "heading", level: 2, id, text };
}

function summaryBlocks(run: TrackedRun, name: string): Block[] {
  const answers = answersOf(run);
  const rate = rateWords(run);
  const remarks = [...run.notices, ...runNotices(run).filter((notice) => !notice.startsWith("left out"))];
  return [
    { kind: "heading", level: 1, text: runTitle(run, answers) },
    {
      kind: "paragraph",
      text: [
        { text: name, is: "name" },
        ` · ${runHeading(run, answers).replace(" x ", " × ")}${rate === null ? "" : `; ${rate}`}`,
      ],
      is: "names",
    },
    { kind: "list", items: runSentences(run, answers) },
    ...(remarks.length === 0 ? [] : [{ kind: "paragraph", text: remarks.join(". "), is: "quiet" } as const]),
  ];
}

function figureBlocks(run: TrackedRun): Block[] {
  const steps = pageSteps(run);
  const kinds: readonly FigureKind<"run">[] = figuresOf("run");
  return kinds.flatMap(({ name, shows, heading, build }): Block[] => {
    if (heading === undefined) return [];
    const text = typeof heading === "string" ? heading : heading(run);
    const draw = (options: FigureOptions) => build(run, options);
    return [section(name, text), { kind: "figure", figure: { name, shows, steps, rows: null, draw } }];
  });
}
