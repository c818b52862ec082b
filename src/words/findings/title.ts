import type { Comparison } from "../../model/comparison.js";
import type { Finding } from "../../model/findings.js";
import { signed } from "../numbers.js";
import { capitalise } from "../phrases.js";
import { normNoun } from "../sites.js";
import { tensorLabel } from "../tensorNames.js";
import { clause } from "./clause.js";
import type { Judged } from "./headline.js";

/** What the heaviest findings say, as the title of a figure or a page. */

/** How many findings a title takes. */
const TOLD = 2;

export function figureTitle({ findings, judged, pre }: Judged): string {
  const notable = findings.filter(({ weight }) => weight !== "same");
  if (findings.length === 0)
    return capitalise(`${normNoun(pre.architecture)} gains before and after`, pre.architecture);
  return findingsTitle(notable.length > 0 ? notable : findings, { judged, pre });
}

/** The first of these findings. */
export function findingsTitle(
  findings: readonly Finding[],
  { judged, pre }: Pick<Judged, "judged" | "pre">,
  told = TOLD,
): string {
  // What follows a colon are the details.
  const heads = findings
    .slice(0, told)
    .map((finding) => clause(finding, judged).split(/: | \(/)[0] as string);
  return capitalise(heads.join("; "), pre.architecture);
}

/** Which dimension moved farthest of those shown, as the title of a figure about that. */
export function mostMovedTitle({ tensors }: Pick<Comparison, "tensors">): string {
  const [first] = tensors
    .flatMap(({ id, change }) => change.topMoved.slice(0, 1).map((move) => ({ id, move })))
    .toSorted((a, b) => Math.abs(b.move.delta) - Math.abs(a.move.delta));
  if (first === undefined)
    return tensors.every(({ change }) => change.identical) ? "No dimension moved" : "No change is finite";
  return `Most moved: ${tensorLabel(first.id)} dim ${first.move.dim} by ${signed(first.move.delta)}`;
}
