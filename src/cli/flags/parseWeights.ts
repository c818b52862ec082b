import { InvalidArgumentError } from "commander";
import { MAX_BINS } from "../../stats/binning.js";

/** What the user typed after a flag of `weights` -> what the program means by it. */

/** More threads than this only wait for each other's memory. */
const MOST_THREADS = 64;

export function parseBinCount(text: string): number {
  return parseCount(text, "bins", MAX_BINS);
}

export function parseThreads(text: string): number {
  return parseCount(text, "threads", MOST_THREADS);
}

function parseCount(text: string, noun: string, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
  throw new InvalidArgumentError(`"${text}" is not a number of ${noun}; write one from 1 to ${most}`);
}

/** "-1,1" */
export function parseRange(text: string): readonly [lo: number, hi: number] {
  const [lo, hi, ...rest] = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (lo !== undefined && hi !== undefined && rest.length === 0 && lo < hi && Number.isFinite(hi - lo)) {
    return [lo, hi];
  }
  throw new InvalidArgumentError(`"${text}" is not a range; write two numbers, the lower first: --xlim=-1,1`);
}
