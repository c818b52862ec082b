import type { TrackedTensor } from "../../model/run.js";
import { valueWords } from "../../words/amounts.js";
import { cutWords, spikeWords } from "../../words/run/distributions.js";
import { stepNumber } from "../../words/run/steps.js";
import { hiddenAxis, linearAxis } from "../panel/axis.js";
import { areaLayer, curveLayer } from "../panel/curves.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { fitTensor } from "../panel/normName.js";
import { notePanel, type Panel, type PanelSize } from "../panel/panel.js";
import { axisMeaning, HEAD_FONT, panelHeading } from "../panel/panels.js";
import { typeset } from "../panel/text.js";
import { type Palette, TEXT } from "../panel/theme.js";
import type { RunLook } from "./look.js";
import { type RidgeRow, ridgesOf } from "./ridgeRows.js";

/** The densities of one tensor, a row a step. */

const FILL_OPACITY = 0.7;
/** Between two words below each other. */
const LEAST_APART_PX = TEXT.size + 1;

export function ridgesPanel(
  tensor: TrackedTensor,
  steps: readonly number[],
  size: PanelSize,
  look: RunLook,
): Panel {
  const { palette } = look;
  const label = fitTensor(tensor.id, HEAD_FONT, size.width);
  const head = panelHeading(label, palette);
  const ridges = ridgesOf(tensor, steps, size);
  if (ridges === null)
    return notePanel(size, [head, { x: 0, y: 20, text: "no finite values", fill: palette.quietInk }]);
  const { rows, domain } = ridges;
  const [lo, hi] = domain;
  const xOf = (value: number) => ((value - lo) / (hi - lo)) * size.width;
  const last = steps.at(-1);
  const curves = (isLast: boolean) =>
    rows.filter(({ step }) => (step === last) === isLast).flatMap(({ curve }) => curve);
  const words = apart(rows.flatMap(rowWords));
  return {
    ...size,
    label,
    axes: {
      x: linearAxis({ lo, hi, startPx: 0, endPx: size.width }),
      y: hiddenAxis([0, size.height]),
    },
    layers: [
      areaLayer(curves(false), palette.preFill, FILL_OPACITY),
      areaLayer(curves(true), palette.post, FILL_OPACITY),
      curveLayer(curves(false), { stroke: palette.pre, strokeWidth: 0.9 }),
      curveLayer(curves(true), { stroke: palette.post, strokeWidth: 0.9 }),
      boxLayer(
        rows.flatMap((row) => spikeBoxes(row, xOf(row.peak), row.step === last ? palette.post : palette.pre)),
      ),
      noteLayer([
        head,
        axisMeaning(size, "gain", palette),
        ...stepNotes(rows, palette),
        ...words.map(({ row, y, text }) => beside(xOf(row.peak), y, text, size, palette)),
      ]),
    ],
  };
}

/** Values without a density are a rule where they are. */
function spikeBoxes({ spike, base, topPx }: RidgeRow, x: number, fill: string): Box[] {
  return spike === null ? [] : [{ x: x - 0.8, x2: x + 0.8, y: topPx, y2: base, fill }];
}

/** The steps at their lines, the last one first: as many as have room. */
function stepNotes(rows: readonly RidgeRow[], palette: Palette): Note[] {
  const placed = apart(rows.toReversed().map((row) => ({ row, y: row.base, text: stepNumber(row.step) })));
  return placed.map(({ y, text }) => ({
    x: -6,
    y,
    text,
    align: "right",
    baseline: "middle",
    fill: palette.quietInk,
  }));
}

interface Worded {
  readonly row: RidgeRow;
  readonly y: number;
  readonly text: string;
}

/** Above the lower edge of a row's words, its line. */
const ABOVE_LINE_PX = 3;

function rowWords(row: RidgeRow): Worded[] {
  const { cut, spike, base, peak } = row;
  const y = base - ABOVE_LINE_PX;
  if (spike !== null) {
    return [{ row, y, text: typeset(spikeWords(spike.count, valueWords(peak), spike.areAll)) }];
  }
  return cut === null ? [] : [{ row, y, text: typeset(cutWords(cut)) }];
}

/** Those that do not touch one before. */
function apart(words: readonly Worded[]): readonly Worded[] {
  const kept: Worded[] = [];
  for (const word of words) {
    if (kept.every(({ y }) => Math.abs(y - word.y) >= LEAST_APART_PX)) kept.push(word);
  }
  return kept;
}

/** On its line, at the side where the peak is not. */
function beside(x: number, y: number, text: string, { width }: PanelSize, palette: Palette): Note {
  const at = { y, text, size: TEXT.noteSize, fill: palette.quietInk };
  return x < width / 2 ? { ...at, x: width, align: "right" } : { ...at, x: 0 };
}
