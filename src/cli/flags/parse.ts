import { InvalidArgumentError } from "commander";
import type { Selection } from "../../model/comparison.js";
import type { BinRule } from "../../model/numbers.js";
import { BIN_RULES, MAX_BINS } from "../../stats/binning.js";

/** What the user typed after a flag -> what the program means by it. Each throws with a sentence that says how it is written. */

const MOST_BLOCKS = 10_000;
/** More panels would have no room on a page. */
const MOST_DIMS = 12;

/** CSS pixels. */
export const PX_PER_INCH = 96;

const PX_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["px", 1],
  ["in", PX_PER_INCH],
  ["mm", PX_PER_INCH / 25.4],
  ["cm", PX_PER_INCH / 2.54],
  ["pt", PX_PER_INCH / 72],
]);
const WIDTH_PX = { least: 300, most: 4000 };
const SCALE = { least: 0.5, most: 8 };
/** 1200 is what journals ask for line art. */
const DPI = { least: 48, most: 1200 };

/** "all" or "0,3,5-7". */
export function parseBlocks(text: string): Selection["blocks"] {
  if (text === "all") return "all";
  const blocks = text.split(",").flatMap((part) => {
    const match = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*$/.exec(part);
    if (match === null)
      throw invalid(`"${part}" is not a block or a range of blocks; write --blocks 5-11, 0,3,5-7 or all`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) throw invalid(`the range ${part.trim()} runs backwards; write ${last}-${first}`);
    if (last >= MOST_BLOCKS) throw invalid(`no model has a block ${last}`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(blocks)].sort((a, b) => a - b);
}

/** "138,378". How many there are only an opened model says. */
export function parseDims(text: string): readonly number[] {
  const dims = text.split(",").map((part) => {
    if (!/^\s*\d{1,9}\s*$/.test(part))
      throw invalid(`"${part}" is not a dimension; write --dims 138 or --dims 138,378`);
    return Number(part);
  });
  if (dims.length > MOST_DIMS)
    throw invalid(`${dims.length} dimensions have no room; write up to ${MOST_DIMS}`);
  return [...new Set(dims)];
}

/** Names of norms between commas. Which there are only an opened model says. */
export function parseNorms(text: string): Selection["norms"] {
  return text === "all" ? "all" : text.split(",").map((part) => part.trim());
}

/** A rule's name or a number of bins. */
export function parseBins(text: string): BinRule {
  const rule = BIN_RULES.find((name) => name === text);
  if (rule !== undefined) return rule;
  const bins = Number(text);
  if (/^\d+$/.test(text) && bins >= 1 && bins <= MAX_BINS) return bins;
  throw invalid(
    `"${text}" is not a bin rule; write ${BIN_RULES.join(", ")} or a number from 1 to ${MAX_BINS}`,
  );
}

/** A length in px (default), in, mm, cm or pt, as CSS pixels (96 per inch). */
export function parseWidth(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim());
  const perUnit = PX_PER_UNIT.get(match?.[2] ?? "?");
  if (match === null || perUnit === undefined) {
    throw invalid(`"${text}" is not a length; write 7in, 178mm or 672px`);
  }
  const width = Math.round(Number(match[1]) * perUnit);
  if (width < WIDTH_PX.least || width > WIDTH_PX.most) {
    throw invalid(
      `${text} is ${width} px; a figure may be ${WIDTH_PX.least} to ${WIDTH_PX.most} px wide (3.1 to 41 in)${width < 50 ? `; did you mean ${text}in?` : ""}`,
    );
  }
  return width;
}

/** PNG pixels to each CSS pixel. */
export function parseScale(text: string): number {
  return parseWithin(text, SCALE, "scale");
}

/** PNG pixels to each inch. */
export function parseDpi(text: string): number {
  return parseWithin(text, DPI, "resolution");
}

function parseWithin(text: string, { least, most }: typeof SCALE, noun: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw invalid(`"${text}" is not a ${noun}; write a number from ${least} to ${most}`);
}

/** One of the formats that a command has; "markdown" is "md". */
export function parseFormat(text: string, formats: readonly string[]): string {
  const name = text === "markdown" ? "md" : text;
  if (formats.includes(name)) return name;
  throw invalid(`"${text}" is not a format of this command; there are ${formats.join(", ")}`);
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError(message);
}
