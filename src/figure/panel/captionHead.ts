import type { Comparison } from "../../model/comparison.js";
import { biasesLeftOut } from "../../words/figures/biasesLeftOut.js";
import { pairLabel } from "../../words/modelLabel.js";

/** How the caption of a picture begins that names its checkpoints nowhere else. Typeset, but for the names. */
export function captionHead(comparison: Comparison): string {
  return [`${pairLabel(comparison)}.`, ...biasesLeftOut(comparison)].join(" ");
}
