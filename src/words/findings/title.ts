import type { Comparison } from "../../model/comparison.js";
import type { DimChange, Finding } from "../../model/findings.js";
import { signed } from "../numbers.js";
import { capitalise } from "../phrases.js";
import { normNoun } from "../sites.js";
import { tensorLabel } from "../tensorNames.js";
import { clause } from "./clause.js";
import type { Judged } from "./headline.js";
import { step } from "./pieces.js";

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

/** The same for a picture of the whole model: the two heaviest findings, and what did not change. */
export function overviewTitle(comparison: Judged): string {
  const { findings, judged, pre } = comparison;
  const notable = findings.filter(({ weight }) => weight !== "same");
  const identical = findings.find(({ kind }) => kind === "identical");
  const told = notable.slice(0, identical === undefined ? TOLD + 1 : TOLD);
  const all = told.length === 0 ? findings.slice(0, 1) : told;
  if (all.length === 0) return figureTitle(comparison);
  const heads = all.map((finding) => overviewClause(finding, judged));
  if (told.length > 0 && identical !== undefined) heads.push(unchangedClause(identical, told, judged));
  return capitalise(heads.join("; "), pre.architecture);
}

/** What follows a colon are the details, but for a dim that a picture names too: a single one, or the largest of what moved alike. */
function overviewClause(finding: Finding, judged: Judged["judged"]): string {
  const head = clause(finding, judged).split(/: | \(/)[0] as string;
  if (finding.kind !== "few-dims") return head;
  const [first, ...others] = finding.dims as [DimChange, ...DimChange[]];
  if (finding.areLargest) return `${head} (dim ${first.dim}: ${step(first)})`;
  return others.length === 0 ? `${head} (${step(first)})` : head;
}

/** "all else" where what was told is all that changed; the words for many single places are longer than what they say. */
function unchangedClause(identical: Finding, told: readonly Finding[], judged: Judged["judged"]): string {
  const changed = new Set(told.flatMap(({ tensors }) => tensors.map(tensorLabel)));
  const isAllElse = identical.tensors.length + changed.size >= judged.length;
  const words = (clause(identical, judged).split(/: | \(/)[0] as string).trim();
  if (!isAllElse || words.startsWith("all ")) return words;
  return told.every(isWholeStory) ? "all else is bit-identical" : "all other tensors are bit-identical";
}

/** Other values of the tensors that it tells of may have changed too. */
function isWholeStory(finding: Finding): boolean {
  if (finding.kind === "not-finite") return false;
  return finding.kind !== "few-dims" || finding.isAllThatChanged;
}

/** Which dimension moved farthest of those shown, as the title of a figure about that. */
export function mostMovedTitle({ tensors }: Pick<Comparison, "tensors">): string {
  const [first] = tensors
    .flatMap(({ id, change }) => change.topMoved.slice(0, 1).map((move) => ({ id, move })))
    .toSorted((a, b) => Math.abs(b.move.delta) - Math.abs(a.move.delta));
  if (first === undefined) return nothingMoved(tensors);
  return `Most moved: ${tensorLabel(first.id)} dim ${first.move.dim} by ${signed(first.move.delta)}`;
}

/** Why none of these tensors has a dimension that moved by a finite amount. */
export function nothingMoved(tensors: Comparison["tensors"]): string {
  if (tensors.every(({ change }) => change.identical)) return "No dimension moved";
  // Where some values became NaN, the others may be what they were.
  const someStayed = tensors.some(({ change }) => !change.identical && change.maxAbsDelta === 0);
  return someStayed ? "No finite value moved" : "No change is finite";
}
