import type { Axis } from "../../figure/panel/axis.js";
import { makePlane, planeDots } from "../../figure/panel/plane.js";
import { labelOf } from "../../figure/panel/ticks.js";
import type { TensorComparison } from "../../model/comparison.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { PlaneData, PlaneTick } from "./requests.js";

/** The planes of change against value that people explore, laid out; the page only puts dots where it is told. */

const PLANE = { width: 224, height: 150 };

/**
 * What changed most first, gains and biases in turn: biases are about zero, so that as fractions all of their changes are
 * larger than those of gains. What is identical has nothing to explore, nor what no axis can hold.
 */
export function planesOf(tensors: readonly TensorComparison[]): readonly PlaneData[] {
  const size = ({ change }: TensorComparison) => change.relativeL2 ?? Number.POSITIVE_INFINITY;
  const changed = tensors.filter(({ change }) => !change.identical).toSorted((a, b) => size(b) - size(a));
  const [gains, biases] = (["gain", "bias"] as const).map((parameter) =>
    changed.filter(({ id }) => id.parameter === parameter).flatMap((tensor) => planeOf(tensor) ?? []),
  );
  return inTurn(gains ?? [], biases ?? []);
}

function inTurn<Item>(first: readonly Item[], second: readonly Item[]): readonly Item[] {
  const longest = Math.max(first.length, second.length);
  return Array.from({ length: longest }, (_, i) => [
    ...first.slice(i, i + 1),
    ...second.slice(i, i + 1),
  ]).flat();
}

function planeOf(tensor: TensorComparison): PlaneData | null {
  const plane = makePlane(tensor, PLANE);
  const dots = planeDots(tensor);
  if (plane === null || dots.length === 0) return null;
  const { x, y } = plane.axes;
  return {
    ...PLANE,
    label: tensorLabel(tensor.id),
    meaning: x.kind.type === "linear" ? "pre" : "pre (log beyond the bulk)",
    dims: Int32Array.from(dots, ({ dim }) => dim),
    x: Float32Array.from(dots, (dot) => plane.xPx(dot.x)),
    y: Float32Array.from(dots, (dot) => plane.yPx(dot.y)),
    pre: Float64Array.from(dots, ({ pre }) => pre),
    post: Float64Array.from(dots, ({ post }) => post),
    xTicks: ticksOf(x, plane.xPx),
    yTicks: ticksOf(y, plane.yPx),
    zero: plane.yPx(0),
  };
}

function ticksOf(
  { ticks: { values = [], format = "" } }: Axis,
  toPx: (value: number) => number,
): PlaneTick[] {
  const isSigned = format.startsWith("+");
  return values.map((value) => {
    const sign = isSigned && value > 0 ? "+" : "";
    const label = labelOf(value, format.replace("+", ""));
    // As d3-format trims it.
    const text = format.includes("~") && label.includes(".") ? label.replace(/\.?0+$/, "") : label;
    return { px: toPx(value), text: value === 0 ? "0" : sign + text };
  });
}
