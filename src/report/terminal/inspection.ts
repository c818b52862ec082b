import type { Inspection } from "../../analysis/inspect.js";
import { STORED_TENSOR_COLUMNS } from "../../table/readable/storedTensors.js";
import { asciiText, textTable } from "../../table/readable.js";
import { inspectionFacts } from "../../words/inspection.js";
import { type TerminalStyle, wrapped } from "./style.js";

/** What checkpoints are, for people at a terminal; `all` lists every tensor. */
export function inspectionsText(
  inspections: readonly Inspection[],
  style: TerminalStyle,
  all: boolean,
): string {
  return inspections.map((inspection) => inspectionText(inspection, style, all)).join("\n");
}

function inspectionText(inspection: Inspection, style: TerminalStyle, all: boolean): string {
  const facts = inspectionFacts(inspection).map(
    ({ term, text }) => [asciiText(term), asciiText(text)] as const,
  );
  const termWidth = Math.max(...facts.map(([term]) => term.length)) + 2;
  const lines = facts.map(([term, text]) =>
    wrapped(`${style.chalk.dim(term.padEnd(termWidth))}${text}`, style),
  );
  const listing = all ? ["", ...textTable(STORED_TENSOR_COLUMNS, inspection.tensors, style.columns)] : [];
  return `${[...lines, ...listing].join("\n")}\n`;
}
