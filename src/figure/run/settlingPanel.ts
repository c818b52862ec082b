import { type ByShare, SETTLED_SHARES, type TrackedRun, type TrackedTensor } from "../../model/run.js";
import { normNames } from "../../words/normNames.js";
import { DID_NOT_MOVE, NOT_FINITE, SHARE_WORDS } from "../../words/run/settlingFigure.js";
import { stepNoun } from "../../words/run/steps.js";
import { blockLabel } from "../../words/tensorNames.js";
import { type Axes, type Axis, hiddenAxis } from "../panel/axis.js";
import { normColours } from "../panel/colours.js";
import { type CurvePoint, curveLayer, type Dot, dotLayer } from "../panel/curves.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { fitNorm, NAME_PX } from "../panel/normName.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { axisMeaning, HEAD_FONT, panelHeading } from "../panel/panels.js";
import { stepPx } from "../panel/stepAxis.js";
import { fitText, textWidth } from "../panel/text.js";
import { LABEL_FONT, TEXT } from "../panel/theme.js";
import { blockTicks } from "../panel/ticks.js";
import { eraBoxes } from "./eras.js";
import { gainsByNorm, type RunLook } from "./look.js";
import { timeAxis } from "./timePanel.js";

/** A row a tensor: when 50, 90 and 99 % of its move was made. */

export interface SettlingColumn {
  /** One of them is above it: the first that there is room for. The rows say what else is in it. */
  readonly headings: readonly string[];
  readonly tensors: readonly TrackedTensor[];
}

/** A column a norm of the blocks; the norms outside of them are under the first. */
export function settlingColumns(run: TrackedRun): readonly SettlingColumn[] {
  const norms = gainsByNorm(run);
  const others = norms.filter(({ isInBlocks }) => !isInBlocks);
  const rest = others.flatMap(({ tensors }) => tensors);
  const inBlocks = norms.filter(({ isInBlocks }) => isInBlocks);
  if (inBlocks.length === 0)
    return rest.length === 0
      ? []
      : [{ headings: [others.map(({ norm }) => norm).join(", "), ""], tensors: rest }];
  return inBlocks.map(({ norm, tensors }, i) => {
    if (i > 0 || rest.length === 0) return { headings: normNames(norm), tensors };
    return {
      headings: [`${norm}, and ${others.map((other) => other.norm).join(", ")}`, ...normNames(norm)],
      tensors: [...tensors, ...rest],
    };
  });
}

export function settlingLabelsPx(run: TrackedRun): number {
  const labels = settlingColumns(run).flatMap(({ tensors }) => tensors.map(rowLabel));
  return 6 + Math.ceil(Math.max(0, ...labels.map((label) => textWidth(label, LABEL_FONT))));
}

function rowLabel({ id }: TrackedTensor): string {
  return id.block === null ? fitNorm(id.norm, LABEL_FONT, NAME_PX) : blockLabel(id.block);
}

/** Above the rows, for the names of the dashed lines. */
export const TOP_PX = 14;
const DOT_PX2 = 22;
/** Of the bar at 99 %, and the half of its height at most. */
const BAR_PX = { width: 1.6, half: 4.5 };
/** Below this, words in a row would touch. */
const LEAST_ROW_PX = 9;

/** `most`: rows that there is room for, so that the rows of all columns stand beside each other. */
export function settlingPanel(column: SettlingColumn, most: number, size: PanelSize, look: RunLook): Panel {
  const { run, palette } = look;
  const { tensors } = column;
  const heading = headingOf(column, size.width);
  const rowPx = (size.height - TOP_PX) / most;
  const axes: Axes = { x: timeAxis(look, size.width, true), y: hiddenAxis([0, 1]) };
  const colours = normColours(run.model.architecture, palette);
  const rows = tensors.map((tensor, i) => ({
    tensor,
    middle: TOP_PX + (i + 0.5) * rowPx,
    colour: colours.get(tensor.id.norm) ?? palette.ink,
  }));
  const spent = run.schedule?.spent ?? null;
  return {
    ...size,
    label: heading,
    onSteps: true,
    axes,
    layers: [
      boxLayer([
        ...eraBoxes(run, axes.x, size, palette),
        ...rows.flatMap((row) => rowBoxes(row, axes.x, Math.min(BAR_PX.half, rowPx * 0.3))),
      ]),
      curveLayer(spent === null ? [] : dashes(spent, size), {
        stroke: palette.quietInk,
        strokeWidth: 0.8,
        dash: [3, 2],
      }),
      dotLayer(
        rows.flatMap((row) => rowDots(row, size, palette.background)),
        Math.min(DOT_PX2, (rowPx * 0.5) ** 2),
      ),
      noteLayer([
        panelHeading(heading, palette),
        axisMeaning(size, stepNoun(run), palette),
        ...shareNotes(spent ?? rows[0]?.tensor.settled ?? null, axes.x, size, look),
        ...rowNotes(rows, rowPx, look),
      ]),
    ],
  };
}

function headingOf({ headings }: SettlingColumn, widthPx: number): string {
  const fitting = headings.find((heading) => textWidth(heading, HEAD_FONT) <= widthPx);
  return fitting ?? fitText(headings.at(-1) ?? "", HEAD_FONT, widthPx);
}

interface Row {
  readonly tensor: TrackedTensor;
  readonly middle: number;
  readonly colour: string;
}

function rowBoxes({ tensor: { settled }, middle, colour }: Row, x: Axis, half: number): Box[] {
  const [start, end] = [settled["50"], settled["99"]].map((step) => (step === null ? null : stepPx(x, step)));
  if (start == null || end == null) return [];
  return [
    { x: start, x2: end, y: middle - 0.6, y2: middle + 0.6, fill: colour },
    {
      x: end - BAR_PX.width / 2,
      x2: end + BAR_PX.width / 2,
      y: middle - half,
      y2: middle + half,
      fill: colour,
    },
  ];
}

function rowDots({ tensor: { settled }, middle, colour }: Row, { height }: PanelSize, ground: string): Dot[] {
  const y = 1 - middle / height;
  return [
    ...(settled["50"] === null ? [] : [{ x: settled["50"], y, fill: ground, stroke: colour }]),
    ...(settled["90"] === null ? [] : [{ x: settled["90"], y, fill: colour }]),
  ];
}

/** Below their names. */
function dashes(spent: ByShare<number>, { height }: PanelSize): CurvePoint[] {
  return SETTLED_SHARES.flatMap((share) => [
    { series: share, x: spent[share], y: 0 },
    { series: share, x: spent[share], y: 1 - (TOP_PX - 3) / height },
  ]);
}

/** What the marks mean, over the dashed lines, or over the first row where there are none; as many as have room. */
function shareNotes(
  at: ByShare<number | null> | null,
  x: Axis,
  { width: widthPx }: PanelSize,
  { palette }: RunLook,
): Note[] {
  let freePx = Number.NEGATIVE_INFINITY;
  const place = at === null ? [] : SETTLED_SHARES.map((share) => ({ share, step: at[share] }));
  return place.flatMap(({ share, step }): Note[] => {
    if (step === null) return [];
    const text = SHARE_WORDS[share];
    const half = textWidth(text, { ...LABEL_FONT, size: TEXT.noteSize }) / 2;
    const centre = stepPx(x, step);
    if (centre - half < freePx) return [];
    freePx = centre + half + 4;
    return [
      {
        x: Math.min(centre, widthPx - half),
        y: 7,
        text,
        align: "center",
        size: TEXT.noteSize,
        fill: palette.quietInk,
      },
    ];
  });
}

/** Names of norms before numbers of blocks, as many as do not touch. */
function labelledRows(rows: readonly Row[], rowPx: number): ReadonlySet<TrackedTensor> {
  const blocks = rows.flatMap(({ tensor: { id } }) => (id.block === null ? [] : [id.block]));
  const ticks = new Set(blockTicks(blocks, [], rowPx >= LEAST_ROW_PX ? 16 : rowPx));
  const isNumbered = ({ tensor: { id } }: Row) => id.block !== null && ticks.has(id.block);
  const kept: Row[] = [];
  for (const row of [...rows.filter(({ tensor }) => tensor.id.block === null), ...rows.filter(isNumbered)]) {
    if (kept.every(({ middle }) => Math.abs(middle - row.middle) >= LEAST_ROW_PX)) kept.push(row);
  }
  return new Set(kept.map(({ tensor }) => tensor));
}

function rowNotes(rows: readonly Row[], rowPx: number, { palette }: RunLook): Note[] {
  const shown = labelledRows(rows, rowPx);
  return rows.flatMap(({ tensor, middle }): Note[] => {
    const { settled, displacement } = tensor;
    const at = { y: middle, baseline: "middle" as const, fill: palette.quietInk };
    const label: Note[] = shown.has(tensor) ? [{ ...at, x: -6, text: rowLabel(tensor), align: "right" }] : [];
    if (settled["90"] !== null || rowPx < LEAST_ROW_PX) return label;
    return [
      ...label,
      { ...at, x: 3, text: displacement === null ? NOT_FINITE : DID_NOT_MOVE, size: TEXT.noteSize },
    ];
  });
}
