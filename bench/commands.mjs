import { fileURLToPath } from "node:url";

/** Our own command line. */

const PROGRAM = fileURLToPath(new URL("../bin/gpt2-wdist.js", import.meta.url));

export const ours = (...args) => [process.execPath, PROGRAM, ...args];

/** As few bins as a histogram of 768 gains is drawn with; as many as all weights are counted in. */
export const GAIN_BINS = 80;
export const WEIGHT_BINS = 10_000;

export function allWeights(path, threads) {
  return ours(
    ...["weights", path, "--bins", String(WEIGHT_BINS)],
    ...["--format", "json", "--threads", String(threads), "--quiet"],
  );
}
