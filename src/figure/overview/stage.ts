import type { Box, Note } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, type Palette, TEXT } from "../panel/theme.js";
import type { Placed, PlacedTensor } from "./scale.js";
import type { Stage } from "./window.js";

/** Where the values of a panel are in its pixels: a window for the bulk, and gutters for what is outside of it. */

export interface Gutters {
  /** Widths in pixels; 0 for none. */
  readonly left: number;
  readonly right: number;
}

export interface StagePx extends PanelSize, Stage {
  readonly startPx: number;
  readonly endPx: number;
  readonly gutters: Gutters;
  /** The farthest values of both sides, which are at the outer edges of the gutters. */
  readonly min: number;
  readonly max: number;
}

const GAP_PX = 2;
const LEAST_GUTTER_PX = 13;
/** No two ticks are nearer than this, so that very many values make no more than a gutter of marks. */
const TICK_SLOT_PX = 0.7;
const TICK_PX = 0.6;

export function stagePx(
  stage: Stage,
  { pre, post }: PlacedTensor,
  size: PanelSize,
  gutters: Gutters,
): StagePx {
  const ends = [pre, post].flatMap(({ finite }) =>
    finite.length === 0 ? [] : [finite[0] as number, finite.at(-1) as number],
  );
  return {
    ...stage,
    ...size,
    gutters,
    startPx: gutters.left === 0 ? 0 : gutters.left + GAP_PX,
    endPx: size.width - (gutters.right === 0 ? 0 : gutters.right + GAP_PX),
    min: Math.min(stage.lo, ...ends),
    max: Math.max(stage.hi, ...ends),
  };
}

/** Gutters that have room for how many values are in the fullest of them. */
export function guttersFor(
  panels: readonly { readonly stage: Stage; readonly placed: PlacedTensor }[],
): Gutters {
  const most = { left: 0, right: 0 };
  for (const { stage, placed } of panels) {
    for (const side of [placed.pre, placed.post]) {
      const { below, above } = outside(stage, side);
      most.left = Math.max(most.left, below);
      most.right = Math.max(most.right, above);
    }
  }
  const width = (count: number) =>
    count === 0 ? 0 : Math.max(LEAST_GUTTER_PX, Math.ceil(textWidth(String(count), LABEL_FONT)) + 3);
  return { left: width(most.left), right: width(most.right) };
}

export function outside({ lo, hi }: Stage, { ascending }: Placed) {
  let [below, above] = [0, 0];
  for (const value of ascending) {
    if (value < lo) below++;
    else if (value > hi) above++;
  }
  return { below, above };
}

export function toPx({ lo, hi, startPx, endPx }: StagePx, value: number): number {
  return startPx + ((value - lo) / (hi - lo)) * (endPx - startPx);
}

/** The grey ground of the gutters. */
export function gutterGrounds({ gutters, width, height }: StagePx, palette: Palette): Box[] {
  const ground = { y: 0, y2: height, fill: palette.gutter };
  return [
    ...(gutters.left === 0 ? [] : [{ x: 0, x2: gutters.left, ...ground }]),
    ...(gutters.right === 0 ? [] : [{ x: width - gutters.right, x2: width, ...ground }]),
  ];
}

/** A thin line for each value outside; of those that would cover each other one stands for all, unless `tell` names each. */
export function gutterTicks(
  stage: StagePx,
  values: Float64Array,
  [y, y2]: readonly [number, number],
  fill: string,
  tell: ((dim: number) => Partial<Box>) | null,
): Box[] {
  const taken = new Set<number>();
  const boxes: Box[] = [];
  values.forEach((value, dim) => {
    const x = gutterPx(stage, value);
    const slot = x === null ? null : Math.round(x / TICK_SLOT_PX);
    if (x === null || slot === null || (tell === null && taken.has(slot))) return;
    taken.add(slot);
    boxes.push({ x: x - TICK_PX / 2, x2: x + TICK_PX / 2, y, y2, fill, ...tell?.(dim) });
  });
  return boxes;
}

/** Where a value outside of the window is drawn; null for one inside, or none. */
function gutterPx({ lo, hi, min, max, gutters, width }: StagePx, value: number): number | null {
  const inset = 1;
  if (value < lo && gutters.left > 0) {
    const share = value <= min || min === lo ? 0 : (value - min) / (lo - min);
    return inset + share * (gutters.left - 2 * inset);
  }
  if (value > hi && gutters.right > 0) {
    const share = value >= max || max === hi ? 0 : (max - value) / (max - hi);
    return width - inset - share * (gutters.right - 2 * inset);
  }
  return null;
}

/** How many values are in each gutter, at its outer edge. */
export function gutterNotes(stage: StagePx, side: Placed, palette: Palette): Note[] {
  const { below, above } = outside(stage, side);
  const style = { y: TEXT.size - 1, fill: palette.quietInk };
  return [
    ...(below === 0 ? [] : [{ ...style, x: 1, text: String(below) }]),
    ...(above === 0 ? [] : [{ ...style, x: stage.width - 1, text: String(above), align: "right" as const }]),
  ];
}
