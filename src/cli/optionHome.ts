import type { CommandEntry } from "./commandEntry.js";

/** Options that commands had before `weights` was one. */
const MOVED: ReadonlyMap<string, string> = new Map([["--all-weights", "weights"]]);

/** For a command that does not know an option: which others do, as a line for stderr; null where none does. */
export async function optionHome(option: string, commands: readonly CommandEntry[]): Promise<string | null> {
  const moved = MOVED.get(option);
  if (moved !== undefined) return `(Did you mean the command gpt2-wdist ${moved}?)`;
  const homes: string[] = [];
  for (const { name, load } of commands) {
    const { flags } = await load();
    if (Object.values(flags).some(({ syntax }) => namesOf(syntax).includes(option))) homes.push(name);
  }
  return homes.length === 0 ? null : `(It is an option of gpt2-wdist ${homes.join(", ")}.)`;
}

/** "-o, --output <file>" -> ["-o", "--output"] */
function namesOf(syntax: string): string[] {
  return syntax.split(/[ ,]+/).filter((word) => word.startsWith("-"));
}

/** The option that commander does not know: "error: unknown option '--xlim=-1,1'" -> "--xlim"; null for any other error. */
export function unknownOption(message: string): string | null {
  return /unknown option '(--?[\w-]+)/.exec(message)?.[1] ?? null;
}
