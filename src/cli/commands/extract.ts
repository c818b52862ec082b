import { basename } from "node:path";
import { Command } from "commander";
import { escapeControls } from "../../escape.js";
import { type OutgoingTensor, writeSafetensors } from "../../format/safetensors/writer.js";
import { withCheckpoint } from "../../index.js";
import type { GptModel } from "../../model/norms.js";
import { sha256Of } from "../../source/hash.js";
import { isRemote, openSource } from "../../source/index.js";
import type { Io } from "../io.js";
import { refuseInputs } from "../output/emit.js";
import { writeWhole } from "../output/files.js";
import { withProgress } from "../terminal/progress.js";

interface ExtractFlags {
  readonly output: string;
  readonly quiet?: true;
}

export function extractCommand(io: Io): Command {
  return new Command("extract")
    .summary("write just the LayerNorms, small enough for git")
    .description(
      "Writes the LayerNorms of a checkpoint, gains and biases of all blocks, to a safetensors file that every command takes in place of the whole: 150 KB instead of 548 MB. The source's name and SHA-256 stand in its metadata. The same checkpoint gives the same bytes.",
    )
    .argument("<model>", "checkpoint")
    .requiredOption("-o, --output <file>", "the file to write, e.g. ln.safetensors")
    .option("-q, --quiet", "do not say what was written")
    .addHelpText("after", "\nExample:\n  gpt2-wdist extract gpt2/ -o gpt2-ln.safetensors")
    .action((path: string, flags: ExtractFlags) => runExtract(io, path, flags));
}

async function runExtract(io: Io, path: string, { output, quiet }: ExtractFlags): Promise<void> {
  const extract = async (model: GptModel) => {
    refuseInputs([model.info], [{ path: output }]);
    const bytes = writeSafetensors(await readAll(model), await provenance(model));
    return { bytes, tensors: model.layerNorms.size };
  };
  const { bytes, tensors } = await withProgress(io, quiet === true, (sources) =>
    withCheckpoint(path, extract, sources),
  );
  writeWhole(output, bytes);
  if (quiet) return;
  io.stderr.write(`wrote ${escapeControls(output)}: ${tensors} tensors, ${bytes.length} bytes\n`);
}

async function readAll(model: GptModel): Promise<OutgoingTensor[]> {
  return Promise.all(
    [...model.layerNorms].map(async ([name, { info }]) => ({
      name,
      dtype: info.dtype,
      values: await model.read(name),
    })),
  );
}

/**
 * Where the numbers come from: names without folders, which differ from machine to machine. Files on a server are named
 * in full, and not hashed: that would fetch all of them.
 */
async function provenance({ info }: GptModel): Promise<Map<string, string>> {
  const hashes: string[] = [];
  for (const file of info.files.filter((name) => !isRemote(name))) {
    const source = await openSource(file);
    try {
      hashes.push(await sha256Of(source));
    } finally {
      await source.close();
    }
  }
  return new Map([
    ["format", "pt"],
    ["extracted_by", "gpt2-wdist"],
    ["source", info.files.map((file) => (isRemote(file) ? file : basename(file))).join(" ")],
    ...(hashes.length > 0 ? [["source_sha256", hashes.join(" ")] as const] : []),
  ]);
}
