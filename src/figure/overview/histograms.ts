import type { Side } from "../../model/numbers.js";
import { type Axes, type Axis, hiddenAxis } from "../panel/axis.js";
import { type Box, boxLayer, noteLayer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import { dimOf } from "../panel/rows.js";
import { roundTicks } from "../panel/ticks.js";
import { areaLayer, type Bars, barsOf, outlineLayer } from "./bars.js";
import type { PanelStyle } from "./panelStyle.js";
import { endOfWords, type Ink, mirroredWords, sideWords } from "./panelWords.js";
import type { PlacedTensor } from "./scale.js";
import { gutterGrounds, gutterNotes, gutterTicks, type StagePx, toPx } from "./stage.js";
import { xAxis } from "./valueAxis.js";

/** Panels of one tensor: before and after beside each other, or up and down from one base line. */

/** Above the highest bin. */
export const HEADROOM = 1.06;

/** Both sides of a tensor, of which the bars of before are in both panels. */
export function sidePanels(
  name: string,
  placed: PlacedTensor,
  stage: StagePx,
  styles: readonly [pre: PanelStyle, post: PanelStyle],
): Panel[] {
  const bars = barsOfBoth(placed, stage, styles[0], 1);
  return (["pre", "post"] as const).map((side, i) =>
    sidePanel(`${name} ${side}`, placed, side, stage, styles[i] as PanelStyle, bars),
  );
}

function sidePanel(
  name: string,
  placed: PlacedTensor,
  side: Side,
  stage: StagePx,
  style: PanelStyle,
  [pre, post]: readonly [pre: Bars, post: Bars],
): Panel {
  const { palette } = style;
  const { change } = placed.tensor;
  const bars = side === "pre" ? pre : post;
  const hasGhost = side === "post" && !change.identical && placed.post.ascending.length > 0;
  const fill = change.identical ? palette.change : palette[side];
  const { height } = stage;
  const ink: Ink = {
    bars: hasGhost ? [pre, post] : [bars],
    lines: linesPx(stage, hasGhost ? [placed.pre.median, placed.post.median] : [placed[side].median]),
    top: topOf(placed, style),
    heightPx: height,
  };
  const words = sideWords(placed, side, stage, style, ink);
  const below = (value: number | null) => [endOfWords(words, stage, value), height] as const;
  const { median } = placed[side];
  const boxes = [
    ...gutterGrounds(stage, palette),
    ...gutterTicks(stage, placed[side].byDim, [0.55 * height, height], fill, tellOf(placed, style)),
    ...(hasGhost ? line(stage, placed.pre.median, palette.quietInk, 0.5, below(placed.pre.median)) : []),
    ...line(stage, median, palette.ink, 0.8, below(median)),
  ];
  return {
    label: name,
    width: stage.width,
    height,
    axes: axesOf(placed, stage, style, [0, topOf(placed, style)]),
    layers: [
      areaLayer(bars.rows),
      outlineLayer(hasGhost ? pre.rows : []),
      boxLayer(boxes),
      noteLayer([...style.notes, ...gutterNotes(stage, placed[side], palette), ...words]),
    ],
  };
}

export function mirroredPanel(name: string, placed: PlacedTensor, stage: StagePx, style: PanelStyle): Panel {
  const { palette } = style;
  const { identical } = placed.tensor.change;
  const [pre, post] = [barsOfBoth(placed, stage, style, 1)[0], barsOfBoth(placed, stage, style, -1)[1]];
  const { height } = stage;
  const fillOf = (side: Side) => (identical ? palette.change : palette[side]);
  const top = topOf(placed, style);
  const tell = tellOf(placed, style);
  const inkOf = (side: Side, bars: Bars): Ink => ({
    bars: [bars],
    lines: linesPx(stage, [placed.pre.median, placed[side].median]),
    top,
    heightPx: height / 2,
  });
  const boxes = [
    ...gutterGrounds(stage, palette),
    ...gutterTicks(stage, placed.pre.byDim, [0.28 * height, height / 2], fillOf("pre"), tell),
    ...gutterTicks(stage, placed.post.byDim, [height / 2, 0.72 * height], fillOf("post"), tell),
    ...line(stage, placed.pre.median, palette.quietInk, 0.5),
    ...line(stage, placed.pre.median, palette.ink, 0.8, [0, height / 2]),
    ...line(stage, placed.post.median, palette.ink, 0.8, [height / 2, height]),
    { x: 0, x2: stage.width, y: height / 2 - 0.3, y2: height / 2 + 0.3, fill: palette.axis },
  ];
  return {
    label: name,
    width: stage.width,
    height,
    axes: axesOf(placed, stage, style, [-top, top]),
    layers: [
      areaLayer(pre.rows),
      areaLayer(post.rows),
      boxLayer(boxes),
      noteLayer([
        ...style.notes,
        ...mirroredWords(placed, stage, style, [inkOf("pre", pre), inkOf("post", post)]),
      ]),
    ],
  };
}

function barsOfBoth(
  { pre, post, tensor }: PlacedTensor,
  stage: StagePx,
  { palette }: PanelStyle,
  direction: 1 | -1,
): readonly [pre: Bars, post: Bars] {
  const { identical } = tensor.change;
  return [
    barsOf(pre, stage, identical ? palette.change : palette.pre, direction),
    barsOf(post, stage, identical ? palette.change : palette.post, direction),
  ];
}

function topOf({ tensor }: PlacedTensor, { highestShare }: PanelStyle): number {
  return Math.max(1, highestShare * tensor.pre.values.length) * HEADROOM;
}

function axesOf(
  placed: PlacedTensor,
  stage: StagePx,
  style: PanelStyle,
  domain: readonly [number, number],
): Axes {
  const isMirrored = domain[0] < 0;
  const x = xAxis(stage, style.mode, style.hasXLabels, isMirrored);
  return { x, y: isMirrored ? hiddenAxis(domain) : countAxis(domain, topOf(placed, style), style) };
}

/** Without ticks it is there nevertheless: panels with and without counts are alike then. */
function countAxis(domain: readonly [number, number], top: number, { hasCountAxis }: PanelStyle): Axis {
  const { values } = roundTicks(0, top / HEADROOM, 3);
  const ticks = hasCountAxis ? values.filter(Number.isInteger) : [];
  return {
    scale: { domain },
    ticks: { values: ticks, format: ",d" },
    kind: { type: "linear", look: { domain: false } },
  };
}

function tellOf({ tensor }: PlacedTensor, { isInteractive }: PanelStyle) {
  return isInteractive ? (dim: number): Partial<Box> => dimOf(tensor, dim) : null;
}

function linesPx(stage: StagePx, values: readonly (number | null)[]): number[] {
  return values.flatMap((value) => (value === null ? [] : [toPx(stage, value)]));
}

function line(
  stage: StagePx,
  value: number | null,
  fill: string,
  widthPx: number,
  [y, y2]: readonly [number, number] = [0, stage.height],
): Box[] {
  if (value === null || !(value >= stage.lo && value <= stage.hi)) return [];
  const x = toPx(stage, value);
  return [{ x: x - widthPx / 2, x2: x + widthPx / 2, y, y2, fill }];
}
