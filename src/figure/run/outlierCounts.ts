import type { OutlierGain } from "../../analysis/track/emergence.js";
import { COUNT_HEADING } from "../../words/run/emergence.js";
import { stepNoun } from "../../words/run/steps.js";
import { countAxis } from "../panel/axis.js";
import { curveLayer } from "../panel/curves.js";
import { type Box, boxLayer, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { axisMeaning, panelHeading } from "../panel/panels.js";
import { roundTicks } from "../panel/ticks.js";
import { eraBoxes } from "./eras.js";
import { type RunLook, stepsOf } from "./look.js";
import { stepCells } from "./stepCells.js";
import { timeAxis } from "./timePanel.js";

/** How many gains are outliers at each checkpoint: those that are also at the last, and the others on top of them. */

const HEADROOM = 1.08;

function countsByStep(gains: readonly OutlierGain[]) {
  const counts = new Map<number, { lasting: number; all: number }>();
  for (const { seen, isAtLast } of gains) {
    for (const { step } of seen) {
      const count = counts.get(step) ?? { lasting: 0, all: 0 };
      counts.set(step, { lasting: count.lasting + (isAtLast ? 1 : 0), all: count.all + 1 });
    }
  }
  return counts;
}

/** One at least. */
export function mostAtOnce(gains: readonly OutlierGain[]): number {
  return Math.max(1, ...[...countsByStep(gains).values()].map(({ all }) => all));
}

export function countPanel(
  gains: readonly OutlierGain[],
  isLowest: boolean,
  headX: number,
  size: PanelSize,
  look: RunLook,
): Panel {
  const { run, palette } = look;
  const most = mostAtOnce(gains) * HEADROOM;
  const counts = countsByStep(gains);
  const x = timeAxis(look, size.width, isLowest);
  const yOf = (count: number) => size.height * (1 - count / most);
  const bars = stepCells(stepsOf(run), x).flatMap(({ step, startPx, endPx }): Box[] => {
    const { lasting, all } = counts.get(step) ?? { lasting: 0, all: 0 };
    const bar = { x: startPx, x2: endPx - Math.min(0.6, (endPx - startPx) / 4) };
    return [
      ...(all > lasting ? [{ ...bar, y: yOf(all), y2: yOf(lasting), fill: palette.frozen }] : []),
      ...(lasting > 0 ? [{ ...bar, y: yOf(lasting), y2: size.height, fill: palette.quietInk }] : []),
    ];
  });
  return {
    ...size,
    label: COUNT_HEADING,
    onSteps: true,
    axes: { x, y: countAxis([0, most], roundTicks(0, most, 4)) },
    layers: [
      boxLayer([...eraBoxes(run, x, size, palette), ...bars]),
      curveLayer([], { stroke: palette.ink }),
      noteLayer([
        panelHeading(COUNT_HEADING, palette, headX),
        ...(isLowest ? [axisMeaning(size, stepNoun(run), palette)] : []),
      ]),
    ],
  };
}
