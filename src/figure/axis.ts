import { type Axes, LABEL_FONT } from "./layers.js";
import { fitTicks } from "./ticks.js";

/** An axis whose values are those of the data: where it runs, and its ticks. */

/** Where an axis runs: values, and the pixels of its panel that they stand at. */
export interface Stretch {
  readonly lo: number;
  readonly hi: number;
  readonly startPx: number;
  readonly endPx: number;
}

/** Half of a label may stand beyond the end of an axis that nothing stands beside. */
const FREE_OVERHANG_PX = 8;

/** A linear axis from `lo` to `hi`, over these pixels of a panel. */
export function linearAxis(
  { lo, hi, startPx, endPx }: Stretch,
  {
    signed = false,
    overhang = FREE_OVERHANG_PX,
  }: { readonly signed?: boolean; readonly overhang?: number } = {},
): Pick<Axes, "xDomain" | "xRange" | "xAxis"> {
  const { values, format } = fitTicks({
    lo,
    hi,
    length: endPx - startPx,
    font: LABEL_FONT,
    signed,
    overhang,
  });
  return {
    xDomain: [lo, hi],
    xRange: [startPx, endPx],
    xAxis: values.length > 0 ? { values, ...labelFormat(format, signed) } : { values: [] },
  };
}

/** Zero is "0" beside "+0.05" and "5e-42". */
export function labelFormat(format: string, signed: boolean): Readonly<Record<string, string>> {
  const plain = !signed && format.endsWith("f");
  return plain
    ? { format }
    : { format: `${signed ? "+" : ""}${format}`, labelExpr: "datum.value === 0 ? '0' : datum.label" };
}
