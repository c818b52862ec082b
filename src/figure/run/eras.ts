import { secondStage } from "../../analysis/track/stages.js";
import type { TrackedRun } from "../../model/run.js";
import type { Axis } from "../panel/axis.js";
import type { Box } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import { stepPx } from "../panel/stepAxis.js";
import type { Palette } from "../panel/theme.js";

/** A ground that is narrower is not seen. */
const LEAST_PX = 3;

/** Grounds of a panel over steps: where something broke, else the second stage of a training. */
export function eraBoxes(run: TrackedRun, x: Axis, { height }: PanelSize, palette: Palette): Box[] {
  const box = (from: number, to: number): Box => {
    const [start, end] = [stepPx(x, from), stepPx(x, to)];
    return { x: start, x2: Math.max(end, start + LEAST_PX), y: 0, y2: height, fill: palette.gutter };
  };
  const places = new Map(run.findings.map(({ from, to }) => [from, to]));
  if (places.size > 0) return [...places].map(([from, to]) => box(from, to));
  const start = secondStage(run);
  return start === null ? [] : [box(start, run.points.at(-1)?.step ?? start)];
}
