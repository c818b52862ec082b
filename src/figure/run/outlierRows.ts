import type { OutlierGain } from "../../analysis/track/emergence.js";
import { ROWS_HEADING } from "../../words/run/emergence.js";
import { stepNoun } from "../../words/run/steps.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { hiddenAxis } from "../panel/axis.js";
import { mixed } from "../panel/colours.js";
import { curveLayer } from "../panel/curves.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { fitWithNorm } from "../panel/normName.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { axisMeaning, panelHeading } from "../panel/panels.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, type Palette, TEXT } from "../panel/theme.js";
import { eraBoxes } from "./eras.js";
import { type RunLook, stepsOf } from "./look.js";
import { type StepCell, stepCells } from "./stepCells.js";
import { timeAxis } from "./timePanel.js";

/** A row a gain: at which checkpoints it is an outlier, and how far from its median. */

/** Of a scale of colours, to either side: few enough for neighbours to be drawn as one box. */
const LEVELS = 6;
/** The palest that is still seen. */
const LEAST_SHARE = 0.35;
const GAP_PX = 5;
/** Left of the rows. */
const MOST_LABEL_PX = 130;

function labelOf({ tensor, dim }: OutlierGain): string {
  const write = (norm: string) => `${tensorLabel({ ...tensor, norm })} dim ${dim}`;
  return fitWithNorm(tensor.norm, [write], LABEL_FONT, MOST_LABEL_PX);
}

export function rowLabelsPx(gains: readonly OutlierGain[]): number {
  return widestPx(gains.map(labelOf), LABEL_FONT.size) + GAP_PX;
}

export function rowNumbersPx(gains: readonly OutlierGain[]): number {
  return widestPx(gains.map(numberOf), TEXT.noteSize) + GAP_PX;
}

function widestPx(texts: readonly string[], size: number): number {
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, { ...LABEL_FONT, size }))));
}

/** Over its median, when it was last an outlier. */
function numberOf({ seen }: OutlierGain): string {
  const ratio = seen.at(-1)?.ratio ?? null;
  if (ratio === null) return "";
  const size = Math.abs(ratio);
  const text = size >= 100 ? ratio.toPrecision(3) : ratio.toFixed(size >= 10 ? 1 : 2);
  return `${text.replace("-", "−")} ×`;
}

export function outlierRows(
  gains: readonly OutlierGain[],
  headX: number,
  size: PanelSize,
  look: RunLook,
): Panel {
  const { run, palette } = look;
  const rowPx = size.height / gains.length;
  const x = timeAxis(look, size.width, true);
  const cells = stepCells(stepsOf(run), x);
  const limit = Math.max(...gains.flatMap(({ seen }) => seen.map(({ ratio }) => distanceOf(ratio))), 1e-9);
  const rows = gains.map((gain, i) => ({ gain, top: i * rowPx, boxes: runsOf(gain, cells, limit, palette) }));
  const inset = Math.min(1.5, rowPx / 8);
  return {
    ...size,
    label: ROWS_HEADING,
    onSteps: true,
    axes: { x, y: hiddenAxis([0, 1]) },
    layers: [
      boxLayer([
        ...eraBoxes(run, x, size, palette),
        ...rows.flatMap(({ top, boxes }): Box[] => [
          { x: 0, x2: size.width, y: top + rowPx / 2 - 0.3, y2: top + rowPx / 2 + 0.3, fill: palette.frozen },
          ...boxes.map((box) => ({ ...box, y: top + inset, y2: top + rowPx - inset })),
        ]),
      ]),
      curveLayer([], { stroke: palette.ink }),
      noteLayer([
        panelHeading(ROWS_HEADING, palette, headX),
        axisMeaning(size, stepNoun(run), palette),
        ...rows.flatMap(({ gain, top, boxes }) =>
          rowNotes(gain, top + rowPx / 2, boxes.at(-1)?.x2 ?? 0, palette),
        ),
      ]),
    ],
  };
}

interface Run {
  readonly x: number;
  x2: number;
  readonly fill: string;
}

/** Neighbouring checkpoints of one colour are one box. */
function runsOf(
  { seen }: OutlierGain,
  cells: readonly StepCell[],
  limit: number,
  palette: Palette,
): readonly Run[] {
  const ratios = new Map(seen.map(({ step, ratio }) => [step, ratio]));
  const runs: Run[] = [];
  let isOpen = false;
  for (const { step, startPx, endPx } of cells) {
    const ratio = ratios.get(step);
    const fill = ratio === undefined ? null : colourOf(ratio, limit, palette);
    const last = runs.at(-1);
    if (fill !== null && isOpen && last?.fill === fill) last.x2 = endPx;
    else if (fill !== null) runs.push({ x: startPx, x2: endPx, fill });
    isOpen = fill !== null;
  }
  return runs;
}

/** Doublings and halvings away from the median; beyond 0 there is no more of these. */
function distanceOf(ratio: number | null): number {
  return ratio === null || ratio <= 0 || !Number.isFinite(ratio) ? 0 : Math.abs(Math.log2(ratio));
}

function colourOf(ratio: number | null, limit: number, { level, below, above, ink }: Palette): string {
  if (ratio === null) return ink;
  const share = ratio <= 0 ? 1 : Math.min(1, distanceOf(ratio) / limit);
  const step = Math.round(share * LEVELS) / LEVELS;
  return mixed(level, ratio < 1 ? below : above, LEAST_SHARE + (1 - LEAST_SHARE) * step);
}

function rowNotes(gain: OutlierGain, y: number, endPx: number, palette: Palette): Note[] {
  const at = { y, baseline: "middle" as const, fill: palette.quietInk };
  return [
    { ...at, x: -GAP_PX, text: labelOf(gain), align: "right" },
    { ...at, x: endPx + GAP_PX - 1, text: numberOf(gain), size: TEXT.noteSize },
  ];
}
