import { escapeControls } from "../../escape.js";
import type { Comparison, MeasuredTensor, TensorComparison } from "../../model/comparison.js";
import type { ModelInfo } from "../../model/norms.js";
import { factorWords } from "../../words/amounts.js";
import { medianChange } from "../../words/medianChange.js";
import { labelOf } from "../../words/modelLabel.js";
import { significant, UNDEFINED } from "../../words/numbers.js";
import { FACTOR } from "../../words/overview.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { textWidth, typeset } from "./text.js";
import { LABEL_FONT } from "./theme.js";

/** The words beside each row of a figure: its tensor's name and what changed. */

/** One to three short lines. */
export function changeLines(tensor: TensorComparison): readonly string[] {
  const { pre, post, change } = tensor;
  const empty = emptyWords(tensor);
  if (empty !== null) return [empty];
  const counts = [pre, post].map(({ summary }) => summary.nonFinite);
  const notFinite = counts.every((count) => count === 0) ? [] : [`not finite: ${counts.join("->")}`];
  if (change.identical) return ["identical", ...notFinite].map(typeset);
  return [
    `median ${medianMove(tensor)}`,
    `IQR ${iqrMove(tensor)}, KS ${ks(change.ksStatistic)}`,
    ...notFinite,
  ].map(typeset);
}

/** Which side has no finite value; null where both have some. */
export function emptyWords(tensor: TensorComparison): string | null {
  const empty = (["pre", "post"] as const).filter((side) => tensor[side].summary.n === 0);
  if (empty.length === 0) return null;
  return empty.length === 2 ? "not finite" : `${empty[0]} not finite`;
}

/** A factor; where there is none, since the range was 0, both ranges. */
function iqrMove({ pre, post, change }: TensorComparison): string {
  if (change.iqrRatio !== null) return factorWords(change.iqrRatio);
  return [pre, post].map(({ summary }) => significant(summary.iqr, 2)).join("->");
}

/** From a doubling on, and from a third down, a factor reads better than a percentage. */
export function medianMove(tensor: TensorComparison): string {
  const { medianFraction } = tensor.change;
  const ratio = tensor.id.parameter === "gain" && medianFraction !== null ? 1 + medianFraction : 1;
  const isFar = ratio >= FACTOR.high || (ratio > 0 && ratio <= FACTOR.low);
  return isFar ? factorWords(ratio) : medianChange(tensor);
}

function ks(statistic: number | null): string {
  return statistic === null ? UNDEFINED : statistic.toFixed(2);
}

/** The tensor's short name with a Greek letter for the bias. */
export function rowLabel({ id }: TensorComparison): string {
  return tensorLabel(id).replace(/ bias$/, " β");
}

/** Widest of the texts in pixels. */
export function widest(texts: readonly string[], weight = LABEL_FONT.weight): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, { ...LABEL_FONT, weight })));
}

/** Names of both checkpoints for a picture: escaped, and saying which side they are. */
export function sideLabels({ pre, post }: Comparison): readonly [pre: string, post: string] {
  const labels = [pre, post].map((info: ModelInfo) => escapeControls(labelOf(info)));
  return [`pre: ${labels[0]}`, `post: ${labels[1]}`];
}

/** What the mark of one dimension of a tensor says about it. */
export function dimOf(tensor: MeasuredTensor, dim: number) {
  const [pre, post] = [tensor.pre.values[dim] as number, tensor.post.values[dim] as number];
  return { tensor: tensorLabel(tensor.id), dim, pre, post, change: post - pre };
}

/** What the values of these tensors are. */
export function valuesMeaning(tensors: readonly TensorComparison[]): string {
  return tensors.some(({ id }) => id.parameter === "bias") ? "gain γ, bias β" : "gain γ";
}
