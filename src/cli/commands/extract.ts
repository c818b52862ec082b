import { architectureMetadata } from "../../family/told.js";
import { writeSafetensors } from "../../format/safetensors/writer.js";
import type { GptModel } from "../../model/norms.js";
import { sha256Of } from "../../source/hash.js";
import { isRemote, openSource } from "../../source/index.js";
import { defineCommand } from "../commander.js";
import { asTyped, type Flag, toggle } from "../flags/flag.js";
import { outgoingNorms, sourceNames } from "../keep/outgoingNorms.js";
import { ANY_ENDING, type OutputKind, type Run } from "../output/outputKind.js";

interface Extract {
  readonly bytes: Uint8Array;
  readonly tensorCount: number;
}

const SAFETENSORS: OutputKind<Run<Extract>> = {
  name: "safetensors",
  ending: ANY_ENDING,
  holds: "the LayerNorms",
  isBinary: true,
  make: async ({ result }) => result.bytes,
  describe: ({ result }) => `: ${result.tensorCount} tensors, ${result.bytes.length} bytes`,
};

const OUTPUT: Flag<string> = {
  syntax: "-o, --output <file>",
  help: "the file to write, e.g. ln.safetensors; - is stdout",
  heading: null,
  isRequired: true,
  completes: "file",
  parse: asTyped,
};

export const extractCommand = defineCommand({
  name: "extract",
  summary: "write just the LayerNorms, small enough for git",
  description:
    "Writes the LayerNorms of a checkpoint, gains and biases of all blocks, to a safetensors file that every command takes in place of the whole: 150 KB instead of 548 MB. The source's name and SHA-256 are in its metadata. The same checkpoint gives the same bytes.",
  examples: "\nExample:\n  gpt2-wdist extract gpt2/ -o gpt2-ln.safetensors",
  arguments: [{ syntax: "<model>", help: "checkpoint" }],
  flags: { output: OUTPUT, quiet: toggle("-q, --quiet", "do not say what was written") },
  outputs: [SAFETENSORS],
  compute: ({ paths: [path = ""], checkpoints }) => checkpoints.with(path, extract),
  text: null,
  notices: null,
});

async function extract(model: GptModel): Promise<Extract> {
  const bytes = writeSafetensors(await outgoingNorms(model), await provenance(model));
  return { bytes, tensorCount: model.layerNorms.size };
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
    ...architectureMetadata(info.architecture),
    ["source", sourceNames(info)],
    ...(hashes.length > 0 ? [["source_sha256", hashes.join(" ")] as const] : []),
  ]);
}
