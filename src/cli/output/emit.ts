import { usageError } from "../../errors.js";
import { escapeCommands, escapeControls } from "../../escape.js";
import type { ModelInfo } from "../../model/norms.js";
import { listed } from "../../words/phrases.js";
import type { Io } from "../io.js";
import { isSameFile, writeAll } from "./files.js";
import { type MadeFile, STDOUT } from "./outputKind.js";
import type { OutputFile, OutputPlan } from "./plan.js";

/** From what a command found to files and streams: all outputs are made before the first of them is written. */

export interface Emission<Made> {
  readonly plan: OutputPlan<Made>;
  readonly run: Made;
  /** What people read on stdout; null where there is nothing to say but what was written. */
  readonly text: (() => Promise<string>) | null;
  readonly notices: readonly string[];
  /** The checkpoints that were read: no output may replace them. */
  readonly inputs: readonly ModelInfo[];
  readonly quiet: boolean;
}

/** Makes every output, then writes the files, then prints. */
export async function emit<Made>(io: Io, emission: Emission<Made>): Promise<void> {
  const { plan, run, notices, inputs, quiet } = emission;
  refuseInputs(inputs, plan.files);
  const made: MadeFile[] = [];
  for (const file of plan.files) made.push(...(await makeFile(file, run)));
  refuseInputs(inputs, made);
  const printed = await makePrinted(emission);

  writeAll(made);
  if (!quiet) for (const notice of notices) io.stderr.write(`note: ${notice}\n`);
  if (printed !== null) io.stdout.write(printed);
  if (!quiet && made.length > 0) io.stderr.write(`wrote ${named(made)}\n`);
}

/** The file itself, then those that belong to it; or what is written in its place. */
async function makeFile<Made>(
  { path, kind, run: own }: OutputFile<Made>,
  run: Made,
): Promise<readonly MadeFile[]> {
  const shown = own ?? run;
  const several = await kind.makeInstead?.(shown, path);
  if (several != null) return several;
  const bytes = await kind.make(shown, path);
  const file = kind.describe === undefined ? {} : { description: kind.describe(shown, bytes) };
  return [{ path, bytes, ...file }, ...((await kind.makeBeside?.(shown, path)) ?? [])];
}

async function makePrinted<Made>({ plan, run, text, quiet }: Emission<Made>) {
  if (plan.printed !== null) return plan.printed.make(run, STDOUT);
  return quiet || text === null ? null : escapeCommands(await text());
}

/** How many files are named. */
const MOST_NAMED = 8;

function named(files: readonly MadeFile[]): string {
  return listed(
    files.map(({ path, description = "" }) => escapeControls(path) + description),
    MOST_NAMED,
  );
}

/** @throws WdistError USAGE if an output is one of the files that were read, through whatever links */
function refuseInputs(inputs: readonly ModelInfo[], outputs: readonly { readonly path: string }[]): void {
  const read = inputs.flatMap(({ files }) => files);
  for (const { path } of outputs) {
    if (read.some((input) => isSameFile(input, path))) {
      throw usageError(`-o ${path}`, "is one of the checkpoints that are read", "write to another file");
    }
  }
}
