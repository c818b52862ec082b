import { blockRanges } from "../../analysis/blockRanges.js";
import { cameApart } from "../../analysis/track/apart.js";
import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { enumerated } from "../phrases.js";
import { checkpointsWords, groundsWords } from "./figures.js";
import { runTitle } from "./title.js";

/** The norms of each block over the steps, as the words of a figure, in ASCII. */

export function blocksTitle(run: TrackedRun, answers: RunAnswers): string {
  const apart = cameApart(run);
  if (apart === null || run.findings.length > 0) return runTitle(run, answers);
  const { norms, blocks, of } = apart;
  const pair = enumerated(norms);
  if (blocks.length === 0) return `In no block the middle halves of ${pair} came apart`;
  const where =
    blocks.length === of
      ? `every block`
      : `${blocks.length === 1 ? "block" : "blocks"} ${blockRanges(blocks)}`;
  return `In ${where} the middle halves of ${pair} came apart`;
}

/** `shown`: of so many blocks. */
export function blocksCaption(run: TrackedRun, shown: number, of: number): string {
  const some = shown === of ? "" : ` ${shown} of ${of} blocks, evenly chosen.`;
  return [
    `${checkpointsWords(run)}. Gain over ${run.unit === "step" ? "steps" : "checkpoints"}: line, median; band, the middle half.${some}`,
    ...groundsWords(run),
  ].join(" ");
}
