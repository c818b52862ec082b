import type { FarthestMove } from "../../analysis/dimChanges.js";
import type { TensorComparison } from "../../model/comparison.js";
import type { Finding, FindingKind } from "../../model/findings.js";
import { valueWords } from "../amounts.js";
import type { Judged } from "../findings/headline.js";
import { figureTitle, findingsTitle } from "../findings/title.js";
import { capitalise, enumerated } from "../phrases.js";
import { dimensionsOf } from "../sites.js";
import { tensorLabel } from "../tensorNames.js";

/** What the heatmap of all dimensions says, in ASCII. */

/** Changes of dimension after dimension. */
const OF_DIMS: readonly FindingKind[] = ["moved", "offset", "scaled", "few-dims", "scattered", "slight"];

/** What happened to the dimensions in general, and which one moved farthest. */
export function dimsTitle(judged: Judged, [farthest]: readonly FarthestMove[]): string {
  const told = judged.findings.filter(
    (finding) =>
      finding.weight === "broken" || (OF_DIMS.includes(finding.kind) && !isAbout(finding, farthest)),
  );
  if (farthest === undefined) return told.length === 0 ? figureTitle(judged) : findingsTitle(told, judged, 1);
  const move = farthestWords(farthest);
  return told.length === 0
    ? capitalise(move, judged.pre.architecture)
    : `${findingsTitle(told, judged, 1)}; ${move}`;
}

/** It would say of that dimension what is said of it anyway. */
function isAbout(finding: Finding, farthest: FarthestMove | undefined): boolean {
  if (finding.kind !== "few-dims" || farthest === undefined) return false;
  const [first] = finding.dims;
  return first?.dim === farthest.dim && tensorLabel(first.tensor) === tensorLabel(farthest.tensor.id);
}

/** "dim 64 fell by 14 IQRs in ...": where. */
function farthestWords({ dim, iqrs, tensor }: FarthestMove): string {
  const by = iqrWords(iqrs);
  const unit = by === "1" ? "IQR" : "IQRs";
  return `dim ${dim} ${iqrs > 0 ? "rose" : "fell"} by ${by} ${unit} in ${tensorLabel(tensor.id)}`;
}

function iqrWords(iqrs: number): string {
  return valueWords(Number(Math.abs(iqrs).toPrecision(2)));
}

interface DimsShown {
  readonly shown: readonly TensorComparison[];
  /** Compared, but over other dimensions. */
  readonly others: readonly TensorComparison[];
  readonly dimsACell: number;
}

export function dimsCaption({ shown, others, dimsACell }: DimsShown): string {
  const norms = [...new Set(others.map(({ id }) => id.norm))];
  const lacksIqr = shown.some(
    ({ pre, post, change }) => !change.identical && pre.summary.iqr === 0 && (post.summary.iqr ?? 0) > 0,
  );
  return [
    "Change of each value, in interquartile ranges (IQR) of its tensor in pre.",
    ...(lacksIqr ? ["Where pre is one number, in those of post."] : []),
    "Numbers: 5 IQRs and more; a dot: fell by 1 or more.",
    `Right: ${dimsACell > 1 ? `means of ${dimsACell} dims` : "a dim a cell"}; low boxes fell.`,
    ...(norms.length > 0 ? [`Not shown, since it has other dimensions: ${enumerated(norms)}.`] : []),
  ].join(" ");
}

/** Above the panels; `count`: how many moved. */
export function namedHeading(count: number, tensors: readonly TensorComparison[]): string {
  if (count === 0) {
    const isGain = tensors.map(({ id }) => id.parameter === "gain");
    const noun = isGain.every(Boolean) ? "gain" : isGain.some(Boolean) ? "value" : "bias";
    return tensors.every(({ change }) => change.identical) ? `No ${noun} moved` : "No change can be measured";
  }
  return count === 1 ? "The dim that moved" : `The ${count} dims that moved most`;
}

export function allHeading(tensors: readonly TensorComparison[]): string {
  return `All ${dimensionsOf(tensors.map(({ pre }) => pre.values))}, sorted by mean change`;
}

/** At the ends of the sorted dimensions. */
export function meanWords(iqrs: number): string {
  return `${iqrs === 0 ? "" : iqrs < 0 ? "-" : "+"}${iqrWords(iqrs)} IQR`;
}

/** Across a row that has no cells; null where it has. */
export function rowWords({ pre, post, change }: TensorComparison): string | null {
  if (pre.summary.n === 0 || post.summary.n === 0) return "no finite values";
  if (change.identical) return "identical";
  return pre.summary.iqr === 0 && post.summary.iqr === 0 ? "no IQR to measure by" : null;
}

/** What the colours mean. */
export const DIMS_SCALE = "change, in IQRs of pre";
