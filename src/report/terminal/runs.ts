import { runsAnswersOf } from "../../analysis/track/seeds/answers.js";
import { type NormsOfRuns, normsOfRuns } from "../../analysis/track/seeds/groups.js";
import { escapeControls } from "../../escape.js";
import type { Text } from "../../model/document.js";
import type { TrackedRuns } from "../../model/runs.js";
import { RUNS_BLOCKS_COLUMN, RUNS_NORM_COLUMN, RUNS_NUMBERS } from "../../table/readable/runsNorms.js";
import { type TextColumn, textTable } from "../../table/readable.js";
import { condensed, course } from "../../table/sparkline.js";
import { stepNumber } from "../../words/run/steps.js";
import { runsHeading, runsLegend } from "../../words/seeds/heading.js";
import { brokenSentences, runsSentences } from "../../words/seeds/sentences.js";
import { typeset } from "../../words/typeset.js";
import { TERMINAL_COLOURS, type TerminalStyle, wrapped } from "./style.js";

/** Several runs for people at a terminal: which they are, a line a norm and group of blocks, then what they did. */

/** Cells of a course. */
const CELLS = 12;

export function runsText(tracked: TrackedRuns, style: TerminalStyle): string {
  const parts = [heading(tracked, style), table(tracked, style), sentences(tracked, style)];
  return `${parts.join("\n\n")}\n`;
}

function heading(tracked: TrackedRuns, { chalk, ascii }: TerminalStyle): string {
  const { labels, runs } = tracked;
  const text = runsHeading(tracked);
  const names = labels.map(escapeControls);
  const widest = Math.max(...names.map((name) => name.length));
  const each = names.map((name, i) => {
    const typed = escapeControls(runs[i]?.name ?? "");
    return typed === name ? `  ${chalk.bold(name)}` : `  ${chalk.bold(name.padEnd(widest))}  ${typed}`;
  });
  return [ascii ? text : typeset(text), ...each].join("\n");
}

function table(tracked: TrackedRuns, style: TerminalStyle): string {
  const { chalk, ascii, columns } = style;
  const cells = Math.min(CELLS, tracked.steps.length);
  const paint = (text: string) => chalk.hex(TERMINAL_COLOURS.post)(text);
  const courseColumn = (
    head: string,
    of: (group: NormsOfRuns) => readonly (number | null)[],
    drop?: number,
  ): TextColumn<NormsOfRuns> => ({
    head: `${head}\n${axis(tracked, cells)}`,
    align: "left",
    cell: (group) => course(condensed(of(group), CELLS), ascii),
    paint,
    ...(drop === undefined ? {} : { drop }),
  });
  const shown: TextColumn<NormsOfRuns>[] = [
    RUNS_NORM_COLUMN,
    { ...RUNS_BLOCKS_COLUMN, drop: 3 },
    courseColumn("medians", ({ medians }) => medians, 2),
    courseColumn("apart", ({ apart }) => apart),
    ...RUNS_NUMBERS,
  ];
  const legend = chalk.dim(wrapped(runsLegend(tracked, cells), style));
  return [...textTable(shown, normsOfRuns(tracked), columns), legend].join("\n");
}

/** The first and the last step over the ends of the courses. */
function axis({ steps }: TrackedRuns, cells: number): string {
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0].map(stepNumber) as [string, string];
  return first + last.padStart(Math.max(last.length + 1, cells - first.length));
}

function sentences(tracked: TrackedRuns, style: TerminalStyle): string {
  const { chalk, ascii, columns } = style;
  // Behind the bullet.
  const narrower = { ...style, columns: columns - 2 };
  const broken = brokenSentences(tracked).length;
  return runsSentences(tracked, runsAnswersOf(tracked))
    .map((sentence, i) => {
      const text = wrapped(plain(sentence, ascii), narrower).replaceAll("\n", "\n  ");
      const lines = `${ascii ? "-" : "•"} ${text}`;
      return i < broken ? chalk.hex(TERMINAL_COLOURS.bad)(lines) : lines;
    })
    .join("\n");
}

/** Names stay as they are, made inert. */
function plain(text: Text, ascii: boolean): string {
  const parts = typeof text === "string" ? [text] : text;
  return parts
    .map((part) => (typeof part === "string" ? (ascii ? part : typeset(part)) : escapeControls(part.text)))
    .join("");
}
