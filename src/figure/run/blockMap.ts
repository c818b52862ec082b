import type { TrackedTensor } from "../../model/run.js";
import { stepNoun } from "../../words/run/steps.js";
import { type Axis, hiddenAxis } from "../panel/axis.js";
import { mixed } from "../panel/colours.js";
import { curveLayer } from "../panel/curves.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { axisMeaning, panelHeading } from "../panel/panels.js";
import { stepPx } from "../panel/stepAxis.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, TEXT } from "../panel/theme.js";
import { blockTicks } from "../panel/ticks.js";
import type { RunLook } from "./look.js";
import { medianOf, percentOf } from "./measures.js";
import { timeAxis } from "./timePanel.js";

/** A row a block, a column a step: how far the median of the gains is from that at the start, in colours. */

/** Steps of the scale to either side: few enough for neighbours to be drawn as one box. */
const LEVELS = 12;
/** A column is not drawn narrower. */
const LEAST_PX = 1;

export interface BlockMap {
  readonly heading: string;
  /** Of one norm, in the order of their blocks. */
  readonly tensors: readonly TrackedTensor[];
  /** Percent, of the last colours. */
  readonly limit: number;
  readonly isLowest: boolean;
}

/** In % of the median at the first checkpoint, by step. */
function medianChanges({ steps }: TrackedTensor) {
  const start = steps[0]?.summary.median ?? null;
  return steps.map((at) => {
    const median = medianOf(at);
    const percent = median === null || start === null ? null : percentOf(median - start, start);
    return { step: at.step, percent };
  });
}

/** The largest change of all, as a round number of percent. */
export function mapLimit(tensors: readonly TrackedTensor[]): number {
  const sizes = tensors.flatMap((tensor) =>
    medianChanges(tensor).map(({ percent }) => Math.abs(percent ?? 0)),
  );
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const round = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= largest * (1 - 1e-9)) ?? 10;
  return Number((round * power).toPrecision(3));
}

export function mapPanel(
  { heading, tensors, limit, isLowest }: BlockMap,
  size: PanelSize,
  look: RunLook,
): Panel {
  const { run, palette } = look;
  const x = timeAxis(look, size.width, isLowest);
  const rowPx = size.height / Math.max(1, tensors.length);
  const places = new Map(tensors.map(({ id }, row) => [id.block as number, (row + 0.5) * rowPx]));
  const ticks = blockTicks([...places.keys()], [], rowPx).map(
    (block): Note => ({
      x: -4,
      y: places.get(block) as number,
      text: String(block),
      align: "right",
      baseline: "middle",
      fill: palette.quietInk,
    }),
  );
  return {
    ...size,
    label: heading,
    onSteps: true,
    axes: { x, y: { ...hiddenAxis([0, 1]) } },
    layers: [
      boxLayer(tensors.flatMap((tensor, row) => rowBoxes(tensor, row * rowPx, rowPx, { x, limit, look }))),
      // An axis is drawn where a layer is on it.
      curveLayer([], { stroke: palette.ink }),
      ...scaleBar(limit, size, palette),
      noteLayer([
        panelHeading(heading, palette),
        ...ticks,
        ...(isLowest ? [axisMeaning(size, stepNoun(run), palette)] : []),
      ]),
    ],
  };
}

interface Scale {
  readonly x: Axis;
  readonly limit: number;
  readonly look: RunLook;
}

/** Each cell reaches from half way from the step before to half way to the next; neighbours of one colour are one box. */
function rowBoxes(tensor: TrackedTensor, y: number, rowPx: number, { x, limit, look }: Scale): Box[] {
  const { palette } = look;
  const cells = medianChanges(tensor).map(({ step, percent }) => ({ px: stepPx(x, step), percent }));
  const boxes: { x: number; x2: number; y: number; y2: number; fill: string }[] = [];
  cells.forEach(({ px, percent }, i) => {
    const [before, after] = [cells[i - 1]?.px ?? px, cells[i + 1]?.px ?? px];
    const [start, end] = [(before + px) / 2, (px + after) / 2];
    const level = percent === null ? null : Math.round(Math.max(-1, Math.min(1, percent / limit)) * LEVELS);
    const last = boxes.at(-1);
    const fill = level === null ? palette.background : levelColour(level, palette);
    if (last !== undefined && (last.fill === fill || end - last.x < LEAST_PX)) last.x2 = end;
    else boxes.push({ x: last?.x2 ?? start, x2: end, y, y2: y + rowPx, fill });
  });
  // Each reaches below the next one, so that no seam shows between them.
  return boxes.map((box, i) => (i === boxes.length - 1 ? box : { ...box, x2: box.x2 + 0.5 }));
}

function levelColour(level: number, { level: middle, below, above }: Palette): string {
  return mixed(middle, level < 0 ? below : above, Math.abs(level) / LEVELS);
}

const BAR = { gapPx: 6, widthPx: 6, labelPx: 3 };

/** Room right of a map for its scale. */
export function scaleBarPx(limit: number): number {
  const labels = scaleLabels(limit).map((text) => textWidth(text, { ...LABEL_FONT, size: TEXT.noteSize }));
  return BAR.gapPx + BAR.widthPx + BAR.labelPx + Math.ceil(Math.max(...labels));
}

function scaleLabels(limit: number): readonly [string, string, string] {
  return [typeset(`+${limit} %`), "0", typeset(`-${limit} %`)];
}

function scaleBar(limit: number, { width, height }: PanelSize, palette: Palette) {
  const x = width + BAR.gapPx;
  const count = 2 * LEVELS + 1;
  const stepPx = height / count;
  const boxes = Array.from({ length: count }, (_, i) => ({
    x,
    x2: x + BAR.widthPx,
    y: i * stepPx,
    y2: Math.min(height, (i + 1.5) * stepPx),
    fill: levelColour(LEVELS - i, palette),
  }));
  const notes = scaleLabels(limit).map(
    (text, i): Note => ({
      x: x + BAR.widthPx + BAR.labelPx,
      y: (i * height) / 2,
      text,
      baseline: i === 0 ? "top" : i === 1 ? "middle" : "bottom",
      size: TEXT.noteSize,
      fill: palette.quietInk,
    }),
  );
  return [boxLayer(boxes), noteLayer(notes)];
}
