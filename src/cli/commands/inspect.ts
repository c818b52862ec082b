import { type Inspection, inspectModel } from "../../analysis/inspect.js";
import { inspectionsDocument } from "../../report/documents/inspection.js";
import { inspectionsJson } from "../../report/json/inspection.js";
import { markdownOf } from "../../report/markdown.js";
import { inspectionsText } from "../../report/terminal/inspection.js";
import { defineCommand } from "../commander.js";
import { toggle } from "../flags/flag.js";
import { outputFlags } from "../flags/output.js";
import { type OutputKind, type Run, textOutput } from "../output/outputKind.js";

const OUTPUTS: readonly OutputKind<Run<Inspection>>[] = [
  textOutput("json", "all of it, with every tensor", (inspection) => inspectionsJson([inspection])),
  textOutput("md", "what it is, and a table of its tensors", (inspection) =>
    markdownOf(inspectionsDocument([inspection])),
  ),
];

export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "what a checkpoint is",
  description:
    "Says what a checkpoint is, reading only its header: format, naming, blocks, width, parameters, dtypes, metadata, and what is unusual about it.",
  examples: "",
  arguments: [{ syntax: "<model>", help: "checkpoint" }],
  flags: {
    all: toggle("--all", "list every tensor with dtype and shape"),
    ...outputFlags(OUTPUTS, " instead of text"),
  },
  outputs: OUTPUTS,
  compute: ({ paths: [path = ""], checkpoints }) =>
    checkpoints.with(path, async (model) => inspectModel(model)),
  text: (inspection, { style, flags }) => inspectionsText([inspection], style, flags.all === true),
  // The text itself says which file was taken, and what is unusual about it.
  notices: null,
});
