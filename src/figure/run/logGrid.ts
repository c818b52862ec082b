import type { Grid } from "../overview/frame.js";
import { SECTION_GAP_PX } from "../overview/frame.js";
import type { RunLook } from "./look.js";
import { BARE_GAP_PX, HEAD_PX, type Sheet } from "./sheet.js";
import { type DrawnLog, STRIP_PX, stripPanels } from "./strips.js";

/** What was logged, as a grid above the panels of a run; null where nothing was. `times`: how often the same, beside itself. */
export function logGrid(
  log: DrawnLog,
  { columns, panelPx, columnGapPx }: Sheet,
  look: RunLook,
  times = 1,
): Grid | null {
  const panels = Array.from({ length: times }, () => stripPanels(log, panelPx, look)).flat();
  if (panels.length === 0) return null;
  return {
    name: "log",
    panels,
    columns: Math.min(columns, panels.length),
    spacing: { row: BARE_GAP_PX, column: columnGapPx },
    topPx: HEAD_PX,
    bottomPx: 4,
  };
}

/** Its height with the gap below it. */
export function logPx(grid: Grid | null): number {
  if (grid === null) return 0;
  const { panels, columns, topPx, bottomPx, spacing } = grid;
  const rows = Math.ceil(panels.length / columns);
  return topPx + rows * STRIP_PX + (rows - 1) * spacing.row + bottomPx + SECTION_GAP_PX;
}
