import { compare } from "./compare.mjs";
import { blocks, checkpoints, fileSize } from "./growth.mjs";
import { hub } from "./hub.mjs";
import { page } from "./page.mjs";
import { track } from "./track.mjs";
import { weightsBf16, weightsF16, weightsF32, weightsSize } from "./weights.mjs";

/**
 * What is measured, in the order of the results. A part's `measure` gives rows: `name`, `role` (what the aims call it),
 * `runs`, and of a file that is read whole its `bytes`; `base` is the role that the others' ratios are to. A part that
 * needs what not every machine has says whether it is \`isPossible\`.
 */
export const PARTS = [
  compare,
  blocks,
  fileSize,
  checkpoints,
  track,
  hub,
  page,
  weightsF32,
  weightsF16,
  weightsBf16,
  weightsSize,
];
