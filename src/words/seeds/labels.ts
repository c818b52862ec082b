import { escapeControls } from "../../escape.js";

/**
 * What several runs are called where room is short: what is left of their names without the folders, then without the words, that all of
 * them begin and end with; made inert. `hf://a/gpt-seed1@step*` and `hf://a/gpt-seed2@step*` are "seed1" and "seed2".
 */
export function runLabels(names: readonly string[]): readonly string[] {
  const folders = names.map((name) => name.replace(PATTERN_AT_END, ""));
  const places = differing(areDistinct(folders) ? folders : names, /([/\\@]+)/);
  const words = differing(places, /([-_.]+)/);
  // A number by itself says little: "run-1".
  const short = words.every((label) => /\p{L}/u.test(label)) ? words : places;
  return (areDistinct(short) ? short : names).map(escapeControls);
}

/** A last part with a star, a question mark or a class: what the checkpoints of a run are called. */
const PATTERN_AT_END = /(?<=.)[/\\@][^/\\@]*[*?[][^/\\@]*$/;

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** What is between the parts that all begin and end with; the names themselves where one of them would have nothing left. */
function differing(names: readonly string[], separator: RegExp): readonly string[] {
  const parts = names.map((name) => name.split(separator).filter((part) => part !== ""));
  const first = sharedCount(parts);
  const last = sharedCount(parts.map((own) => own.slice(first).toReversed()));
  const isSeparator = new RegExp(`^${separator.source}$`);
  const rest = parts.map((own) => {
    const middle = own.slice(first, own.length - last);
    return middle.filter((part, i) => !isSeparator.test(part) || (i > 0 && i < middle.length - 1)).join("");
  });
  return rest.includes("") ? names : rest;
}

/** How many parts at the beginning all have. */
function sharedCount(parts: readonly (readonly string[])[]): number {
  const [first = [], ...others] = parts;
  const place = first.findIndex((part, i) => others.some((own) => own[i] !== part));
  return place === -1 ? first.length : place;
}
