import { readdirSync } from "node:fs";
import { basename, extname, join, parse, sep } from "node:path";
import { WdistError } from "../../errors.js";
import { isHubId } from "../../source/hubName.js";
import { isRemote } from "../../source/index.js";
import { pathExists } from "../../source/local.js";

/** What the user may have meant by a path that does not exist: said before a hub is asked for a model of that name. */

/** Models of the hub that everybody knows, whatever lies in the working directory. */
const WELL_KNOWN = /^(?:openai-community\/)?(?:gpt2(?:-medium|-large|-xl)?|distilgpt2)$/;
/** "model.onnx" is a file; "gpt-2.5" is not. */
const FILE_LIKE = /\.[a-z][a-z0-9]{0,11}$/i;
/** A folder with more entries is not searched for a similar name. */
const MOST_ENTRIES = 10_000;

/** @throws WdistError NOT_FOUND for what is neither here nor, by its form, elsewhere; with what is here under a similar name */
export async function refuseMistyped(typed: string): Promise<void> {
  if (typed === "" || isRemote(typed) || WELL_KNOWN.test(typed) || pathExists(typed)) return;
  const near = await similarPath(typed);
  const isFileName = FILE_LIKE.test(typed);
  if (near === null && !(isHubId(typed) && isFileName && !typed.includes("/"))) return;
  const hub = isHubId(typed) && (near === null || !isFileName) ? ` (a model of the hub: hf://${typed})` : "";
  throw new WdistError("NOT_FOUND", {
    where: typed,
    what: "there is no such file or directory",
    fix: `${near === null ? "check the path" : `did you mean ${near}?`}${hub}`,
  });
}

/** The existing path that differs from this one in one name, and in little; null where there is none. */
async function similarPath(typed: string): Promise<string | null> {
  const { root } = parse(typed);
  const parts = typed.slice(root.length).split(sep === "\\" ? /[/\\]/ : "/");
  const missing = parts.findIndex((_, i) => !pathExists(root + parts.slice(0, i + 1).join("/")));
  const name = parts[missing];
  if (name === undefined || name === "") return null;
  const folder = root + parts.slice(0, missing).join("/");
  const rest = parts.slice(missing + 1);
  for (const similar of await similarNames(name, namesIn(folder || "."))) {
    const path = join(folder, similar, ...rest);
    if (pathExists(path)) return path;
  }
  return null;
}

function namesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).sort();
    return names.length > MOST_ENTRIES ? [] : names;
  } catch {
    return [];
  }
}

/** The most similar first, with an ending or without. */
async function similarNames(name: string, names: readonly string[]): Promise<string[]> {
  const { distance } = await import("fastest-levenshtein");
  const wanted = name.toLowerCase();
  const most = wanted.length < 6 ? 1 : wanted.length < 12 ? 2 : 3;
  return names
    .map((candidate) => {
      const there = candidate.toLowerCase();
      const stem = basename(there, extname(there));
      return { candidate, edits: Math.min(distance(wanted, there), distance(wanted, stem)) };
    })
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate);
}
