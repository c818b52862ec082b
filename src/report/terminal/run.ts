import { answersOf } from "../../analysis/track/answers.js";
import { type NormGroup, normGroups } from "../../analysis/track/groups.js";
import { escapeControls } from "../../escape.js";
import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { BLOCKS_COLUMN, mediansOf, NORM_COLUMN, RUN_NUMBERS } from "../../table/readable/runNorms.js";
import { type TextColumn, textTable } from "../../table/readable.js";
import { condensed, course } from "../../table/sparkline.js";
import { runHeading, runLegend } from "../../words/run/heading.js";
import { runSentences } from "../../words/run/sentences.js";
import { rateWords } from "../../words/run/settling.js";
import { stepNumber } from "../../words/run/steps.js";
import { typeset } from "../../words/typeset.js";
import { TERMINAL_COLOURS, type TerminalStyle, wrapped } from "./style.js";

/** A run for people at a terminal: a line a norm and group of blocks, then what the run did. */

/** Cells of a course. */
const CELLS = 16;

export function runText(run: TrackedRun, style: TerminalStyle): string {
  const answers = answersOf(run);
  const parts = [heading(run, answers, style), table(run, style), sentences(run, answers, style)];
  return `${parts.join("\n\n")}\n`;
}

function heading(run: TrackedRun, answers: RunAnswers, style: TerminalStyle): string {
  const { chalk, ascii } = style;
  const set = (text: string) => (ascii ? text : typeset(text));
  const rate = rateWords(run);
  return [
    `${chalk.bold(escapeControls(run.name))}  ${set(runHeading(run, answers))}`,
    ...(rate === null ? [] : [set(rate)]),
  ].join("\n");
}

function table(run: TrackedRun, style: TerminalStyle): string {
  const { chalk, ascii, columns } = style;
  const groups = normGroups(run.tensors);
  const cells = Math.min(CELLS, run.points.length);
  const paint = (text: string) => chalk.hex(TERMINAL_COLOURS.post)(text);
  const shown: TextColumn<NormGroup>[] = [
    NORM_COLUMN,
    { ...BLOCKS_COLUMN, drop: 3 },
    {
      head: `median over steps\n${axis(run, cells)}`,
      align: "left",
      cell: (group) => course(condensed(mediansOf(group, run.points), CELLS), ascii),
      paint,
    },
    ...RUN_NUMBERS,
  ];
  const legend = chalk.dim(wrapped(runLegend(run, cells), style));
  return [...textTable(shown, groups, columns), legend].join("\n");
}

/** The first and the last step over the ends of the courses. */
function axis({ points }: TrackedRun, cells: number): string {
  const [first, last] = [points[0], points.at(-1)].map((point) => stepNumber(point?.step ?? 0)) as [
    string,
    string,
  ];
  return first + last.padStart(Math.max(last.length + 1, cells - first.length));
}

function sentences(run: TrackedRun, answers: RunAnswers, style: TerminalStyle): string {
  const { chalk, ascii, columns } = style;
  // Behind the bullet.
  const narrower = { ...style, columns: columns - 2 };
  const broken = run.findings.length;
  return runSentences(run, answers)
    .map((sentence, i) => {
      const text = wrapped(ascii ? sentence : typeset(sentence), narrower).replaceAll("\n", "\n  ");
      const lines = `${ascii ? "-" : "•"} ${text}`;
      return i < broken ? chalk.hex(TERMINAL_COLOURS.bad)(lines) : lines;
    })
    .join("\n");
}
