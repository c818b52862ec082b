import type { Comparison } from "../../model/comparison.js";
import type { Axes } from "./axis.js";
import type { Box } from "./layers.js";
import type { PanelSize } from "./panel.js";
import type { Palette } from "./theme.js";

/** The band of chance, and a line at each tick. */
export function grounds(
  { x }: Axes,
  { lineage: { chance } }: Comparison,
  size: PanelSize,
  palette: Palette,
): Box[] {
  const [lo, hi] = x.scale.domain;
  const px = (value: number) => (size.width * (Math.max(lo, value) - lo)) / (hi - lo);
  const line = (value: number) => ({ x: px(value) - 0.3, x2: px(value) + 0.3, y: 0, y2: size.height });
  return [
    ...(chance === null
      ? []
      : [{ x: px(-chance), x2: px(Math.min(1, chance)), y: 0, y2: size.height, fill: palette.gutter }]),
    ...(x.ticks.values ?? []).map((value) => ({ ...line(value), fill: palette.frozen })),
  ];
}
