import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WdistError } from "../errors.js";
import type { ModelConfig } from "../model/modelConfig.js";
import { sha256Of } from "./hash.js";
import { isRemote, openSource } from "./index.js";
import { openLocal } from "./local.js";
import { parseConfig } from "./modelConfig.js";
import type { SourceOptions } from "./options.js";
import { readSmall } from "./smallFile.js";

/** Texts that a model is run on, and what belongs to running it. */

export interface Text {
  /** What the user typed; "stdin", or that it is the package's own. */
  readonly name: string;
  /** The beginning of the text. */
  readonly bytes: Uint8Array;
  readonly byteLength: number;
  /** Of all of it, in hexadecimal. */
  readonly sha256: string;
}

/** As much of it is kept: more than anybody runs a model on. */
const MOST_KEPT_BYTES = 1 << 24;
/** Vocabularies of 250,000 tokens take some 30 MB. */
const MOST_FILE_BYTES = 1 << 26;

/** A file, a URL or a file of the hub. */
export async function readText(typed: string, options: Partial<SourceOptions>): Promise<Text> {
  const source = await (isRemote(typed) ? openSource(typed, options) : openLocal(typed));
  try {
    const { byteLength } = source;
    const bytes = await source.read(0, Math.min(byteLength, MOST_KEPT_BYTES));
    return { name: typed, bytes, byteLength, sha256: await sha256Of(source) };
  } finally {
    await source.close();
  }
}

/** What comes through a pipe. */
export async function readTextFrom(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Text> {
  const hash = createHash("sha256");
  const kept: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    if (byteLength < MOST_KEPT_BYTES) kept.push(chunk);
    byteLength += chunk.length;
  }
  const bytes = new Uint8Array(Buffer.concat(kept));
  return { name, bytes: bytes.subarray(0, MOST_KEPT_BYTES), byteLength, sha256: hash.digest("hex") };
}

/** A small file that is wanted whole: a tokenizer, tokens, a configuration. @throws WdistError USAGE where it is too long */
export async function readWhole(typed: string, options: Partial<SourceOptions>): Promise<Uint8Array> {
  const source = await (isRemote(typed) ? openSource(typed, options) : openLocal(typed));
  try {
    if (source.byteLength <= MOST_FILE_BYTES) return await source.read(0, source.byteLength);
    throw new WdistError("USAGE", {
      where: typed,
      what: `has ${source.byteLength} bytes; ${MOST_FILE_BYTES} is the limit`,
      fix: "give a smaller file",
    });
  } finally {
    await source.close();
  }
}

/** A `config.json` that the user names. @throws WdistError MALFORMED */
export async function configFrom(typed: string, options: Partial<SourceOptions>): Promise<ModelConfig> {
  const config = parseConfig(await readWhole(typed, options));
  if (config !== null) return config;
  throw new WdistError("MALFORMED", {
    where: typed,
    what: "is not a JSON object",
    fix: "give the config.json of the model",
  });
}

const TOKENIZER_NAME = "tokenizer.json";

/** The tokenizer beside a checkpoint on this machine; null where there is none. */
export function tokenizerBeside(
  checkpoint: string,
): { readonly path: string; readonly json: Uint8Array } | null {
  if (isRemote(checkpoint)) return null;
  const path = join(dirname(checkpoint), TOKENIZER_NAME);
  const json = readSmall(path, MOST_FILE_BYTES);
  return json === null ? null : { path, json };
}

/** src/source, dist/source and dist/program are equally deep in the package. */
function inPackage(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** The text that this package brings along: about 2,000 tokens of prose, code and lists. */
export async function ownText(): Promise<Text> {
  return { ...(await readText(inPackage("assets/texts/plain.txt"), {})), name: "the package's own text" };
}

/** TensorFlow.js's kernels, which the build copies into dist. */
export function kernelsPath(): string {
  return inPackage("dist/kernels/tfjs-backend-wasm-simd.wasm");
}
