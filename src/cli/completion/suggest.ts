import type { CommandEntry } from "../commandEntry.js";
import type { AnyCommand } from "../commander.js";
import { DEBUG_FLAG } from "../debugging.js";
import type { Flag } from "../flags/flag.js";

/** What may come next on a command line: words with what they mean, or the name of a file. */
export type Suggestion = { readonly word: string; readonly means: string } | "file";

/** What commander gives every command. */
const COMMON_FLAGS: readonly Suggestion[] = [
  { word: "--help", means: "display help for command" },
  { word: DEBUG_FLAG, means: "with an error, print where in the program it arose" },
];

/** `words`: those after the program's name; the last is the one that is being typed, which may be empty. */
export async function suggest(
  words: readonly string[],
  commands: readonly CommandEntry[],
): Promise<readonly Suggestion[]> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const place = before.findIndex((word) => !word.startsWith("-"));
  const name = before[place];
  const entry = commands.find((command) => command.name === name);
  return (await candidates()).filter(
    (candidate) => candidate === "file" || candidate.word.startsWith(current),
  );

  async function candidates(): Promise<readonly Suggestion[]> {
    if (entry !== undefined) return nextOf(await entry.load(), before.slice(place + 1), current);
    if (name !== undefined && name !== "help") return [];
    return current.startsWith("-") ? COMMON_FLAGS : namesOf(commands);
  }
}

async function namesOf(commands: readonly CommandEntry[]): Promise<Suggestion[]> {
  const listed = commands.filter(({ isHidden }) => isHidden !== true);
  const loaded = await Promise.all(listed.map(({ load }) => load()));
  return loaded.map(({ name, summary }) => ({ word: name, means: summary }));
}

/** What may follow the command's own words. */
function nextOf(command: AnyCommand, typed: readonly string[], current: string): readonly Suggestion[] {
  const { awaiting, operands, isAfterDashes } = readTyped(command, typed);
  if (awaiting !== null) return valuesOf(awaiting, "");
  if (isAfterDashes || !current.startsWith("-")) return argumentAt(command, operands);
  const joined = /^(--[\w-]+)=/.exec(current)?.[1];
  if (joined === undefined) return [...Object.values(command.flags).flatMap(flagWords), ...COMMON_FLAGS];
  const flag = flagNamed(command, joined);
  return flag === undefined ? [] : valuesOf(flag, `${joined}=`);
}

interface Typed {
  /** The flag whose value comes next; null where none waits for one. */
  readonly awaiting: Flag<unknown> | null;
  readonly operands: number;
  /** After "--" there are no flags. */
  readonly isAfterDashes: boolean;
}

/** The words that were typed so far, as commander will read them. */
function readTyped(command: AnyCommand, typed: readonly string[]): Typed {
  let awaiting: Flag<unknown> | null = null;
  let operands = 0;
  for (const [i, word] of typed.entries()) {
    if (awaiting !== null) {
      awaiting = null;
      continue;
    }
    if (word === "--")
      return { awaiting: null, operands: operands + typed.length - i - 1, isAfterDashes: true };
    const flag = flagNamed(command, word);
    if (flag !== undefined && takesValue(flag)) awaiting = flag;
    if (!word.startsWith("-")) operands++;
  }
  return { awaiting, operands, isAfterDashes: false };
}

function flagNamed({ flags }: AnyCommand, word: string): Flag<unknown> | undefined {
  return Object.values(flags).find((flag) => wordsOf(flag).includes(word));
}

/** "-o, --output <file>" -> ["-o", "--output"] */
function wordsOf({ syntax }: Flag<unknown>): string[] {
  return syntax.split(/[ ,]+/).filter((word) => word.startsWith("-"));
}

function takesValue({ syntax }: Flag<unknown>): boolean {
  return syntax.includes("<");
}

function flagWords(flag: Flag<unknown>): Suggestion[] {
  return wordsOf(flag)
    .filter((word) => word.startsWith("--"))
    .map((word) => ({ word, means: flag.help }));
}

function valuesOf({ choices, completes }: Flag<unknown>, prefix: string): readonly Suggestion[] {
  if (completes === "file") return prefix === "" ? ["file"] : [];
  return (choices ?? completes ?? []).map((value) => ({ word: prefix + value, means: "" }));
}

/** A checkpoint is a file or a folder; the last argument may be one of many. */
function argumentAt({ arguments: expected }: AnyCommand, operands: number): readonly Suggestion[] {
  const last = expected.at(-1);
  const argument = expected[operands] ?? (last?.syntax.includes("...") ? last : undefined);
  if (argument === undefined) return [];
  return argument.choices?.map((word) => ({ word, means: "" })) ?? ["file"];
}
