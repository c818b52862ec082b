import type { Box } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import type { Palette } from "../panel/theme.js";
import type { BlockAxis } from "./blockAxis.js";

/** What lies under the marks of the strip: frozen blocks in grey, and the line of no change. */

export function frozenGrounds(
  { stops, length }: BlockAxis,
  { width, height }: PanelSize,
  palette: Palette,
): Box[] {
  return stops
    .filter(({ isFrozen }) => isFrozen)
    .map(({ start, end }) => ({
      x: (start / length) * width,
      x2: (end / length) * width,
      y: 0,
      y2: height,
      fill: palette.gutter,
    }));
}

export function baseLine(y: number, { width }: PanelSize, palette: Palette): Box[] {
  return [{ x: 0, x2: width, y: y - 0.35, y2: y + 0.35, fill: palette.axis }];
}
