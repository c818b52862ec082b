import { type Inspection, inspectModel } from "../../analysis/inspect.js";
import { inspectionsDocument } from "../../report/documents/inspection.js";
import { inspectionsJson } from "../../report/json/inspection.js";
import { markdownOf } from "../../report/markdown.js";
import { inspectionsText } from "../../report/terminal/inspection.js";
import { STORED_TENSORS } from "../../table/data/storedTensors.js";
import { tableOf } from "../../table/dataTable.js";
import { defineCommand } from "../commander.js";
import { toggle } from "../flags/flag.js";
import { outputFlags } from "../flags/output.js";
import { type OutputKind, type Run, textOutput } from "../output/outputKind.js";
import { tableOutputs } from "../output/tableOutputs.js";

const OUTPUTS: readonly OutputKind<Run<readonly Inspection[]>>[] = [
  textOutput("json", "all of it, with every tensor", inspectionsJson),
  textOutput("md", "what it is, and a table of its tensors", (inspections) =>
    markdownOf(inspectionsDocument(inspections)),
  ),
  ...tableOutputs(STORED_TENSORS.row, (inspections: readonly Inspection[]) =>
    tableOf(STORED_TENSORS, inspections),
  ),
];

export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "what one or many checkpoints are",
  description:
    "Says what each checkpoint is, reading only its header: format, naming, blocks, width, parameters, dtypes, metadata, and what is unusual about it.",
  examples: "",
  arguments: [{ syntax: "<models...>", help: "checkpoints" }],
  flags: {
    all: toggle("--all", "list every tensor with dtype and shape"),
    ...outputFlags(OUTPUTS, " instead of text"),
  },
  outputs: OUTPUTS,
  compute: ({ paths, checkpoints }): Promise<readonly Inspection[]> =>
    checkpoints.each(paths, async (_, model) => inspectModel(model)),
  text: (inspections, { style, flags }) => inspectionsText(inspections, style, flags.all === true),
  // The text itself says which file was taken, and what is unusual about it.
  notices: null,
});
