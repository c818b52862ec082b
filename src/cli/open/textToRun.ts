import { usageError, WdistError } from "../../errors.js";
import type { Network } from "../../forward/network.js";
import { idsIn } from "../../forward/tokens/ids.js";
import { BYTES, type Tokenizer } from "../../forward/tokens/tokenizer.js";
import { requireKnown, type Windows, windowsOf } from "../../forward/windows.js";
import type { ProbedText } from "../../model/probe.js";
import type { SourceOptions } from "../../source/index.js";
import { ownText, readText, readTextFrom, readWhole, type Text, tokenizerBeside } from "../../source/text.js";
import { type TextFlags, USUAL_TOKENS } from "../flags/probe.js";
import type { Io } from "../io.js";
import { STDOUT } from "../output/outputKind.js";

/** The text that the flags mean, as the model's tokens. */

const BYTE_VOCABULARY = 256;

/** What a text is read with. */
export interface TextWorld {
  readonly io: Io;
  readonly sources: Partial<SourceOptions>;
}

/** @throws WdistError for a text that cannot be read, or is not of the model's tokens */
export async function textToRun(
  flags: TextFlags,
  network: Network,
  world: TextWorld,
): Promise<{ readonly text: ProbedText; readonly windows: Windows }> {
  const most = flags.maxTokens ?? USUAL_TOKENS;
  const window = windowOf(flags, network);
  // One more is predicted, and another tells that the text goes on.
  const { text, tokenizer, ids } = await encoded(flags, network, world, most + 2);
  requireKnown(text.name, ids, network.vocabulary, network.path);
  const windows = windowsOf(text.name, ids, window, most);
  const about = {
    name: text.name,
    sha256: text.sha256,
    tokenizer,
    tokens: windows.ids.length,
    windows: windows.windows,
    windowTokens: windows.windowTokens,
    leftOver: ids.length > most + 1 ? null : windows.leftOver,
  };
  return { text: about, windows };
}

function windowOf({ window }: TextFlags, { context, path }: Network): number {
  if (window === undefined || window <= context) return window ?? context;
  throw usageError(
    `--window ${window}`,
    `is more than the ${context} positions that ${path} has`,
    `write --window ${context} or less`,
  );
}

interface Encoded {
  readonly text: Text;
  readonly tokenizer: string | null;
  readonly ids: readonly number[];
}

async function encoded(
  flags: TextFlags,
  network: Network,
  { io, sources }: TextWorld,
  most: number,
): Promise<Encoded> {
  if (flags.tokens !== undefined) {
    const text = await readText(flags.tokens, sources);
    return {
      text,
      tokenizer: null,
      ids: idsIn(text.name, await readWhole(flags.tokens, sources)).slice(0, most),
    };
  }
  const text = await readNamed(flags.text, io, sources);
  const tokenizer = await tokenizerOf(flags.tokenizer ?? "auto", network, sources);
  const ids = tokenizer.encode(text.bytes, most).slice(0, most);
  return { text, tokenizer: tokenizer.name, ids };
}

async function readNamed(typed: string | undefined, io: Io, sources: Partial<SourceOptions>): Promise<Text> {
  if (typed === undefined) return ownText();
  if (typed !== STDOUT) return readText(typed, sources);
  if (io.stdin !== undefined) return readTextFrom("stdin", io.stdin());
  throw usageError("--text -", "there is no standard input here", "name a file");
}

async function tokenizerOf(
  typed: string,
  network: Network,
  sources: Partial<SourceOptions>,
): Promise<Tokenizer> {
  if (typed === "bytes") return BYTES;
  if (typed === "gpt2") return (await import("../../forward/tokens/gpt2.js")).GPT2_TOKENIZER;
  if (typed !== "auto") return fromFile(typed, await readWhole(typed, sources));
  if (network.vocabulary === BYTE_VOCABULARY) return BYTES;
  const beside = tokenizerBeside(network.path);
  if (beside !== null) return fromFile(beside.path, beside.json);
  const { GPT2_TOKENIZER, GPT2_VOCABULARY } = await import("../../forward/tokens/gpt2.js");
  if (network.vocabulary >= GPT2_VOCABULARY) return GPT2_TOKENIZER;
  throw new WdistError("USAGE", {
    where: network.path,
    what: `has a vocabulary of ${network.vocabulary} tokens, and no tokenizer.json beside it says which these are: GPT-2's has ${GPT2_VOCABULARY}, bytes are ${BYTE_VOCABULARY}`,
    fix: "give its tokenizer with --tokenizer tokenizer.json, or the tokens themselves with --tokens ids.json",
  });
}

async function fromFile(path: string, json: Uint8Array): Promise<Tokenizer> {
  return (await import("../../forward/tokens/file.js")).tokenizerFrom(path, json);
}
