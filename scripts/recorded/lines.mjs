/** What the lists of commands share. */

export const PAIR = "pre.safetensors post.safetensors";
export const WHOLE = "whole-pre.safetensors whole-post.safetensors";
export const RUN = "run/checkpoint-100 run/checkpoint-200 run/checkpoint-300";
export const COMMANDS = ["compare", "check", "stats", "plot", "inspect", "extract", "init"];
export const FIGURES = [
  "overview",
  "pairs",
  "overlay",
  "ridgeline",
  "spread",
  "outliers",
  "moved",
  "lineage",
];
export const SIZES = ["single", "double", "slide"];
export const THEMES = ["light", "dark"];
export const BIN_RULES = ["auto", "study", "fd", "scott", "sturges", "rice", "sqrt", "doane"];
export const PICTURES = ["svg", "png", "pdf", "vl.json", "vg.json"];
export const CHECK_FORMATS = ["text", "json", "jsonl", "md", "sarif", "junit", "github"];
export const STATS_FORMATS = ["text", "json", "jsonl", "csv", "md"];

/** One line for each item, by its key. */
export function each(items, lineOf, keyOf = (item) => item) {
  return Object.fromEntries(items.map((item) => [keyOf(item), lineOf(item)]));
}

/** Does a name match one of the patterns? A star matches any run of characters. */
export function matcherOf(patterns) {
  const sources = patterns.map((pattern) =>
    pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*"),
  );
  const expression = new RegExp(`^(?:${sources.join("|")})$`);
  return (name) => expression.test(name);
}

/** Names in a line that are not for the command's environment. */
const SETTINGS = ["IN", "WITH", "TERMINAL", "STDOUT"];

/**
 * Understands a line as recorded-commands.mjs describes it.
 * @returns { args, env, settings }
 */
export function parseLine(line) {
  const words = (line.match(/(?:[^\s']|'[^']*')+/g) ?? []).map((word) => word.replaceAll("'", ""));
  const firstArg = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const count = firstArg < 0 ? words.length : firstArg;
  const assigned = words
    .slice(0, count)
    .map((word) => [word.split("=", 1)[0], word.slice(word.indexOf("=") + 1)]);
  const isSetting = ([name]) => SETTINGS.includes(name);
  return {
    args: words.slice(count),
    settings: Object.fromEntries(assigned.filter(isSetting)),
    env: Object.fromEntries(assigned.filter((pair) => !isSetting(pair))),
  };
}
