import type { Inspection } from "../../analysis/inspect.js";
import { STORED_TENSOR_COLUMNS } from "../../table/readable/storedTensors.js";
import { asciiText, textTable } from "../../table/readable.js";
import { inspectionFacts } from "../../words/inspection.js";
import { type TerminalStyle, wrapped } from "./style.js";

/** The longest name of a fact, and two spaces. */
const TERM_WIDTH = 12;

/** What checkpoints are, for people at a terminal; `all` lists every tensor. */
export function inspectionsText(
  inspections: readonly Inspection[],
  style: TerminalStyle,
  all: boolean,
): string {
  return inspections.map((inspection) => inspectionText(inspection, style, all)).join("\n");
}

function inspectionText(inspection: Inspection, style: TerminalStyle, all: boolean): string {
  const lines = inspectionFacts(inspection).map(({ term, text }) =>
    wrapped(`${style.chalk.dim(asciiText(term).padEnd(TERM_WIDTH))}${asciiText(text)}`, style),
  );
  const listing = all ? ["", ...textTable(STORED_TENSOR_COLUMNS, inspection.tensors, style.columns)] : [];
  return `${[...lines, ...listing].join("\n")}\n`;
}
