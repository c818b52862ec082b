import { Command } from "commander";
import { type Inspection, inspectModel } from "../../analysis/inspect.js";
import { withCheckpoint } from "../../index.js";
import { inspectionJson, inspectionText } from "../../report/inspection.js";
import { addOutputFlags, styleOf, type TextFlags } from "../flags/flags.js";
import type { Io } from "../io.js";
import { emit, type OutputFlags, type OutputKind, planOutputs } from "../output/emit.js";
import { withProgress } from "../terminal/progress.js";

const INSPECT_OUTPUTS: readonly OutputKind<Inspection>[] = [
  {
    name: "json",
    ending: "json",
    holds: "all of it, with every tensor",
    isBinary: false,
    make: async (inspection) => inspectionJson(inspection),
  },
];

interface InspectFlags extends OutputFlags, TextFlags {
  readonly all?: true;
}

export function inspectCommand(io: Io): Command {
  const command = new Command("inspect")
    .summary("what a checkpoint is")
    .description(
      "Says what a checkpoint is, reading only its header: format, naming, blocks, width, parameters, dtypes, metadata, and what is unusual about it.",
    )
    .argument("<model>", "checkpoint")
    .option("--all", "list every tensor with dtype and shape");
  return addOutputFlags(command, INSPECT_OUTPUTS, " instead of text").action(
    (path: string, flags: InspectFlags) => runInspect(io, path, flags),
  );
}

async function runInspect(io: Io, path: string, flags: InspectFlags): Promise<void> {
  const plan = planOutputs(io, INSPECT_OUTPUTS, flags);
  const inspection = await withProgress(io, flags.quiet === true, (sources) =>
    withCheckpoint(path, async (model) => inspectModel(model), sources),
  );
  await emit(io, {
    plan,
    results: inspection,
    text: async () => inspectionText(inspection, await styleOf(io, flags), flags.all === true),
    notices: [],
    inputs: [inspection.model],
    quiet: flags.quiet === true,
  });
}
