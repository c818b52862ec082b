import { escapeControls } from "../../escape.js";
import type { Probe } from "../../model/probe.js";
import {
  NORM_COLUMN,
  ONE_MODEL,
  type ProbeRow,
  probeRows,
  TWO_MODELS,
} from "../../table/readable/probedNorms.js";
import { LOSS_COLUMNS } from "../../table/readable/probeLosses.js";
import { type TextColumn, textTable } from "../../table/readable.js";
import { labelOf } from "../../words/modelLabel.js";
import {
  errorWords,
  type LossLine,
  lossLines,
  originWords,
  probeLegend,
  textWords,
} from "../../words/probe/heading.js";
import { probeSentences } from "../../words/probe/sentences.js";
import { typeset } from "../../words/typeset.js";
import { type TerminalStyle, wrapped } from "./style.js";

/** A probe for people at a terminal: losses, a line a norm, and what it says. */

export function probeText(probe: Probe, style: TerminalStyle): string {
  const parts = [heading(probe, style), losses(probe, style), table(probe, style), sentences(probe, style)];
  return `${parts.join("\n\n")}\n`;
}

function set(text: string, { ascii }: TerminalStyle): string {
  return ascii ? text : typeset(text);
}

function heading(probe: Probe, style: TerminalStyle): string {
  const { pre, post, text } = probe;
  const names = [pre, ...(post === null ? [] : [post])].map(({ model }) => labelOf(model)).join(" -> ");
  return [
    `${style.chalk.bold(set(escapeControls(names), style))}  ${escapeControls(text.name)}`,
    set(escapeControls(textWords(text)), style),
    style.chalk.dim(wrapped(escapeControls(originWords(probe)), style)),
  ].join("\n");
}

function losses(probe: Probe, style: TerminalStyle): string {
  const columns = LOSS_COLUMNS.map((column) => ({
    ...column,
    cell: (line: LossLine) => set(column.cell(line), style),
  }));
  const lines = textTable(columns, lossLines(probe), style.columns);
  return [
    ...lines.map((line) => line.trimEnd()),
    style.chalk.dim(wrapped(set(errorWords(probe), style), style)),
  ].join("\n");
}

function table(probe: Probe, style: TerminalStyle): string {
  const numbers = probe.pair === null ? ONE_MODEL : TWO_MODELS;
  const columns: TextColumn<ProbeRow>[] = [NORM_COLUMN, ...numbers].map((column) => ({
    ...column,
    cell: (row, place) => {
      const text = column.cell(row, place);
      return typeof text === "string" ? set(text, style) : text;
    },
  }));
  const legend = style.chalk.dim(wrapped(set(probeLegend(probe), style), style));
  return [...textTable(columns, probeRows(probe), style.columns), legend].join("\n");
}

function sentences(probe: Probe, style: TerminalStyle): string {
  const narrower = { ...style, columns: style.columns - 2 };
  return probeSentences(probe)
    .map((sentence) => {
      const text = wrapped(set(escapeControls(sentence), style), narrower).replaceAll("\n", "\n  ");
      return `${style.ascii ? "-" : "•"} ${text}`;
    })
    .join("\n");
}
