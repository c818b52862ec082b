import type { Axis } from "../panel/axis.js";
import type { Fields } from "../panel/fields.js";
import { LABEL_FONT } from "../panel/theme.js";
import { fitTicks, roundTicks } from "../panel/ticks.js";
import type { ValueMode } from "./scale.js";
import type { StagePx } from "./stage.js";

/** The axes of what is drawn in percent, in factors, in interquartile ranges or as it is. */

/** How far an axis label may reach beyond its window: over a gutter, below which nothing is. */
const OVERHANG_PX = 8;

/** A logarithm is labelled by the factor that it is of. */
const FACTOR_LABEL = "'×' + format(pow(10, datum.value), '.3~r')";
const SIGNED_LABEL = "datum.value === 0 ? '0' : datum.label";

/** A mirrored panel has its base line in the middle. Without labels an axis is there nevertheless, as a line: panels with and without labels are alike then. */
export function xAxis(stage: StagePx, mode: ValueMode, hasLabels: boolean, isMirrored: boolean): Axis {
  const { lo, hi, startPx, endPx } = stage;
  const signed = mode === "iqrs";
  const ticks = fitTicks({
    lo,
    hi,
    length: endPx - startPx,
    font: LABEL_FONT,
    signed,
    overhang: OVERHANG_PX,
  });
  const values = mode === "factor" ? factorTicks(lo, hi, endPx - startPx) : ticks.values;
  const format = ticks.format === "" ? ".0f" : ticks.format;
  return {
    scale: { domain: [lo, hi], range: [startPx, endPx] },
    ticks: { values: hasLabels ? values : [], format: signed ? `+${format}` : format },
    kind: { type: "linear", look: isMirrored ? { ...lookOf(mode), domain: false } : lookOf(mode) },
  };
}

function lookOf(mode: ValueMode): Fields {
  if (mode === "factor") return { labelExpr: FACTOR_LABEL };
  return mode === "iqrs" ? { labelExpr: SIGNED_LABEL } : {};
}

/** Room for a label like "×100". */
const FACTOR_LABEL_PX = 30;

/** Logarithms of round factors. */
function factorTicks(lo: number, hi: number, length: number): number[] {
  const most = Math.max(2, Math.floor(length / FACTOR_LABEL_PX));
  const lists = [[1, 2, 5], [1, 3], [1]].map((factors) =>
    Array.from({ length: Math.ceil(hi) - Math.floor(lo) + 1 }, (_, i) => Math.floor(lo) + i)
      .flatMap((power) => factors.map((factor) => power + Math.log10(factor)))
      .filter((value) => value >= lo - 1e-9 && value <= hi + 1e-9),
  );
  return (
    lists.find((list) => list.length >= 2 && list.length <= most) ?? [...roundTicks(lo, hi, most).values]
  );
}
