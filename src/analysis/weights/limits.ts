import { WdistError } from "../../errors.js";

/** What is refused before anything is counted. */

/** In all histograms together, of 8 bytes each. */
const MOST_BINS = 1 << 23;
/** Several times the largest model: a file may name the same bytes again and again, and each time they are counted. */
const MOST_BYTES = 2 ** 40;

export function requireFewBins(groups: number, bins: number): void {
  if (groups * bins <= MOST_BINS) return;
  throw new WdistError("USAGE", {
    where: `--bins ${bins}`,
    what: `would make ${groups} histograms with more than ${MOST_BINS} bins in all`,
    fix: `ask for fewer: --bins ${Math.max(1, Math.floor(MOST_BINS / groups))}, or fewer tensors with --tensors`,
  });
}

export function requirePossible(path: string, allBytes: number): void {
  if (allBytes <= MOST_BYTES) return;
  throw new WdistError("USAGE", {
    where: path,
    what: `its tensors take ${allBytes} bytes to count; ${MOST_BYTES} is the limit`,
    fix: "name the same bytes less often, or ask for fewer tensors with --tensors",
  });
}
