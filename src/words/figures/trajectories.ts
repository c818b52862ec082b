import { iqrUnit } from "../../analysis/changeUnit.js";
import type { FarthestMove } from "../../analysis/dimChanges.js";
import {
  type BlockRow,
  LEAST_PERCENT,
  type TrajectoryPoint,
  type TrajectoryUnit,
} from "../../analysis/trajectories.js";
import type { Parameter } from "../../model/architecture.js";
import type { TensorComparison } from "../../model/comparison.js";
import { valueWords } from "../amounts.js";
import type { Judged } from "../findings/headline.js";
import { figureTitle } from "../findings/title.js";
import { capitalise, dimList, enumerated } from "../phrases.js";
import { blockLabel } from "../tensorNames.js";
import { normWords } from "../where.js";

/** What the figure of single dimensions across blocks says, in ASCII. */

/** How many dims a title tells of. */
const TOLD = 2;

/** Where the first dims moved farthest, and which way; if none did, what happened. */
export function trajectoriesTitle(
  moves: readonly FarthestMove[],
  rows: readonly BlockRow[],
  judged: Judged,
): string {
  const clauses = moves.slice(0, TOLD).map((move) => moveWords(move, rows));
  return clauses.length === 0 ? figureTitle(judged) : capitalise(clauses.join("; "), judged.pre.architecture);
}

/** A dim of the norm in which it moved farthest: all blocks in which it moved the same way. */
function moveWords({ dim, tensor, iqrs }: FarthestMove, rows: readonly BlockRow[]): string {
  const { norm, parameter } = tensor.id;
  const row = rows.find((one) => one.norm === norm && one.parameter === parameter);
  const alike = (row?.tensors ?? [tensor]).filter(
    ({ pre, post }) =>
      Math.sign((post.values[dim] as number) - (pre.values[dim] as number)) === Math.sign(iqrs),
  );
  const blocks = alike.flatMap(({ id }) => (id.block === null ? [] : [id.block]));
  const where = normWords(parameter === "bias" ? `${norm} bias` : norm, blocks);
  const step = stepWords(tensor.pre.values[dim] as number, tensor.post.values[dim] as number);
  const most = blocks.length > 1 ? `, most in ${blockLabel(tensor.id.block as number)}` : "";
  return `dim ${dim} ${iqrs > 0 ? "rose" : "fell"} in ${where}${most} (${step})`;
}

function stepWords(pre: number, post: number): string {
  return `${valueWords(pre)} -> ${valueWords(post)}`;
}

interface Drawn {
  /** Of the rows. */
  readonly units: ReadonlySet<TrajectoryUnit>;
  readonly parameters: ReadonlySet<Parameter>;
  readonly hasFrozen: boolean;
  readonly hasEdge: boolean;
  /** Those asked for that there are not, and how many dims there are. */
  readonly unknown: readonly number[];
  readonly width: number;
  /** Norms over other dimensions. */
  readonly others: readonly string[];
}

export function trajectoriesCaption(drawn: Drawn): string {
  const { units, parameters, hasFrozen, hasEdge, unknown, width, others } = drawn;
  const noun = parameters.has("gain") ? (parameters.has("bias") ? "Gain and bias" : "Gain") : "Bias";
  const unit = [
    ...(units.has("ratio") ? ["in % of the pre median of its tensor, on a logarithmic axis"] : []),
    ...(units.has("distance") ? ["in interquartile ranges (IQR) of pre from the pre median"] : []),
  ].join("; or ");
  return [
    `${noun} of one dim, block by block, ${unit}. Dots: pre; rings: post. Band: 98 % of all dims in post.`,
    ...(hasFrozen ? ["Grey ground: identical blocks."] : []),
    ...(hasEdge ? [`Triangles: ${LEAST_PERCENT} % and less, also negative.`] : []),
    ...(unknown.length > 0 ? [`No ${dimList(unknown, 3)}: there are ${width}, from 0 on.`] : []),
    ...(others.length > 0 ? [`Not shown, since it has other dimensions: ${enumerated(others)}.`] : []),
  ].join(" ");
}

/** The largest change in a panel, with ever fewer digits; none where nothing changed. */
export function largestSteps(points: readonly TrajectoryPoint[]): readonly string[] {
  const [first] = points
    .filter(({ pre, post }) => Number.isFinite(pre) && Number.isFinite(post) && pre !== post)
    .toSorted((a, b) => moveOf(b) - moveOf(a));
  return first === undefined ? [] : stepsOf(`${blockLabel(first.block)}:`, first.pre, first.post);
}

/** With ever fewer digits, as long as these tell what changed. */
function stepsOf(name: string, pre: number, post: number): readonly string[] {
  return [3, 2, 1].flatMap((digits) => {
    const [a, b] = [pre, post].map((value) => Number(value.toPrecision(digits))) as [number, number];
    if (Object.is(pre, post)) return [`${name} ${valueWords(a)}`];
    return a === b && digits < 3 ? [] : [`${name} ${stepWords(a, b)}`];
  });
}

/** In interquartile ranges, as the dims were chosen. */
function moveOf({ tensor, pre, post }: TrajectoryPoint): number {
  return Math.abs(post - pre) / (iqrUnit(tensor) ?? 1);
}

/** A dim of a norm that is in no block, with ever shorter ones of its names, and ever fewer digits. */
export function singleSteps(
  { id, pre, post }: TensorComparison,
  dim: number,
  names: readonly string[],
): readonly string[] {
  return names.flatMap((norm) => {
    const name = id.parameter === "bias" ? `${norm} β` : norm;
    return stepsOf(name, pre.values[dim] as number, post.values[dim] as number);
  });
}

export const NO_TRAJECTORIES = "No norm of a block was compared.";

/** Where there is nothing to choose by: `tensors` of the blocks. */
export function nothingChosen(tensors: readonly TensorComparison[]): string {
  const areIdentical = tensors.every(({ change }) => change.identical);
  const why = areIdentical
    ? "No dimension moved in these blocks: pre and post are identical there."
    : "No dimension moved by a finite amount.";
  return `${why} Dimensions can be chosen by --dims.`;
}
