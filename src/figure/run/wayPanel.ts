import { normNames } from "../../words/normNames.js";
import { STRAIGHT, WAY } from "../../words/run/drift.js";
import { NOT_FINITE } from "../../words/run/settlingFigure.js";
import { type Axis, hiddenAxis, yLabelsPx } from "../panel/axis.js";
import { normColours } from "../panel/colours.js";
import { colouredCurveLayer, type Dot, dotLayer } from "../panel/curves.js";
import { LINE_PX } from "../panel/frame.js";
import { boxLayer, type Note, noteLayer } from "../panel/layers.js";
import { fitNorm } from "../panel/normName.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { notePanel } from "../panel/panel.js";
import { axisMeaning, panelHeading } from "../panel/panels.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT } from "../panel/theme.js";
import { blockTicks } from "../panel/ticks.js";
import { type Domain, domainOf } from "./domain.js";
import { gainsByNorm, type NormTensors, type RunLook } from "./look.js";
import { FOOT_PX } from "./sheet.js";
import { valueAxis } from "./timePanel.js";

/** How much longer the way of each tensor was than its displacement: norms side by side, a dot a block. */

const DOT_PX2 = 16;
const GAP_PX = 14;
/** Of the names of norms outside of the blocks, which have one dot each. */
const MOST_OTHER_PX = 64;
/** Beyond this, a linear axis would leave nothing of the others. */
const MOST_LINEAR = 20;

/** Left of it, for the labels of its axis. */
export function wayLabelsPx({ run }: RunLook): number {
  return yLabelsPx(...waysDomain(ratiosOf(gainsByNorm(run))));
}

/** From a straight line, and at least to a way that is hardly longer: no enlarged rounding. */
function waysDomain(ratios: readonly (number | null)[]): Domain {
  return domainOf([...ratios, 1, STRAIGHT]) as Domain;
}

function ratiosOf(norms: readonly NormTensors[]): readonly (number | null)[] {
  return norms.flatMap(({ tensors }) => tensors.map(({ pathRatio }) => pathRatio));
}

export function wayPanel(size: PanelSize, look: RunLook): Panel {
  const { run, palette } = look;
  const norms = gainsByNorm(run);
  const ratios = ratiosOf(norms);
  const head = panelHeading(WAY.replace("/", "÷"), palette);
  if (ratios.every((ratio) => ratio === null))
    return notePanel(size, [
      head,
      {
        x: 0,
        y: 20,
        text: run.tensors.some(({ displacement }) => displacement === null) ? NOT_FINITE : "nothing moved",
        fill: palette.quietInk,
      },
    ]);
  const places = placesOf(norms, size.width);
  const levels = nameLevels(places);
  const y = ratioAxis(waysDomain(ratios), size);
  const colours = normColours(run.model.architecture, palette);
  const lines = places.flatMap(({ norm, tensors, xOf }) =>
    tensors.map((tensor, i) => ({
      series: norm,
      x: xOf(i),
      y: tensor.pathRatio,
      stroke: colours.get(norm) ?? palette.ink,
    })),
  );
  const dots = lines.flatMap(({ x, y: at, stroke }): Dot[] =>
    at === null ? [] : [{ x, y: at, fill: stroke }],
  );
  return {
    ...size,
    label: WAY,
    axes: { x: hiddenAxis([0, size.width]), y },
    layers: [
      boxLayer([{ x: 0, x2: size.width, y: size.height - 0.3, y2: size.height + 0.3, fill: palette.axis }]),
      colouredCurveLayer(lines),
      dotLayer(dots, DOT_PX2),
      noteLayer([head, ...places.flatMap((place, i) => placeNotes(place, i % levels, levels, size, look))]),
    ],
  };
}

function ratioAxis([, hi]: readonly [number, number], size: PanelSize): Axis {
  if (hi <= MOST_LINEAR) return valueAxis([1 - 0.04 * (hi - 1), hi], size);
  const ticks = { values: [1, 10, 100, 1000, 10_000].filter((value) => value <= hi), format: ",d" };
  return { scale: { domain: [0.95, hi] }, ticks, kind: { type: "log", look: {} } };
}

interface NormPlace extends NormTensors {
  readonly startPx: number;
  readonly endPx: number;
  readonly xOf: (i: number) => number;
}

/** Below the panel, for the names of its norms. */
export function wayFootPx({ run }: RunLook, width: number): number {
  return FOOT_PX + (nameLevels(placesOf(gainsByNorm(run), width)) - 1) * Math.ceil(LINE_PX);
}

/** Names that have no room beside each other are on two lines, by turns. */
function nameLevels(places: readonly NormPlace[]): 1 | 2 {
  const fits = ({ norm, isInBlocks, startPx, endPx }: NormPlace) =>
    !isInBlocks || normNames(norm).some((name) => textWidth(name, LABEL_FONT) <= endPx - startPx);
  return places.every(fits) ? 1 : 2;
}

function otherName(norm: string): string {
  return fitNorm(norm, LABEL_FONT, MOST_OTHER_PX);
}

/** Norms of the blocks share the width evenly; each of the others has room for its name. */
function placesOf(norms: readonly NormTensors[], width: number): readonly NormPlace[] {
  const namePx = (norm: string) => Math.max(24, Math.ceil(textWidth(otherName(norm), LABEL_FONT)));
  const others = norms.filter(({ isInBlocks }) => !isInBlocks).map(({ norm }) => namePx(norm));
  const taken = others.reduce((sum, px) => sum + px, 0) + GAP_PX * (norms.length - 1);
  const inBlocks = norms.length - others.length;
  const eachPx = (width - taken) / Math.max(1, inBlocks);
  let startPx = 0;
  return norms.map((own) => {
    const ownPx = own.isInBlocks ? eachPx : namePx(own.norm);
    const start = startPx;
    startPx += ownPx + GAP_PX;
    const step = ownPx / own.tensors.length;
    return { ...own, startPx: start, endPx: start + ownPx, xOf: (i) => start + (i + 0.5) * step };
  });
}

function placeNotes(
  { norm, isInBlocks, tensors, startPx, endPx, xOf }: NormPlace,
  level: number,
  levels: number,
  size: PanelSize,
  look: RunLook,
): Note[] {
  const { palette, run } = look;
  const colour = normColours(run.model.architecture, palette).get(norm) ?? palette.ink;
  const width = endPx - startPx;
  const below = { width, height: size.height + level * LINE_PX };
  const name = { ...axisMeaning(below, norm, palette), fill: colour };
  const placed = { ...name, x: startPx + width / 2 };
  if (!isInBlocks) return [{ ...placed, text: otherName(norm), y: size.height + 5 }];
  const blocks = tensors.map(({ id }) => id.block ?? 0);
  const ticks = blockTicks(blocks, [], width / blocks.length).map(
    (block): Note => ({
      x: xOf(blocks.indexOf(block)),
      y: size.height + 5,
      text: String(block),
      align: "center",
      baseline: "top",
      fill: palette.quietInk,
    }),
  );
  const roomPx = levels * width + (levels - 1) * GAP_PX;
  const whole = `${norm}, by block`;
  const text = textWidth(whole, LABEL_FONT) <= roomPx ? whole : fitNorm(norm, LABEL_FONT, roomPx);
  return [...ticks, { ...placed, text }];
}
