import { WAY } from "../../words/run/drift.js";
import { type Axis, hiddenAxis } from "../panel/axis.js";
import { normColours } from "../panel/colours.js";
import { colouredCurveLayer, type Dot, dotLayer } from "../panel/curves.js";
import { boxLayer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { notePanel } from "../panel/panel.js";
import { axisMeaning, panelHeading } from "../panel/panels.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT } from "../panel/theme.js";
import { blockTicks } from "../panel/ticks.js";
import { domainOf } from "./domain.js";
import { gainsByNorm, type NormTensors, type RunLook } from "./look.js";
import { valueAxis } from "./timePanel.js";

/** How much longer the way of each tensor was than its displacement: norms side by side, a dot a block. */

const DOT_PX2 = 16;
const GAP_PX = 14;
/** Beyond this, a linear axis would leave nothing of the others. */
const MOST_LINEAR = 20;

export function wayPanel(size: PanelSize, look: RunLook): Panel {
  const { run, palette } = look;
  const norms = gainsByNorm(run);
  const ratios = norms.flatMap(({ tensors }) => tensors.map(({ pathRatio }) => pathRatio));
  const head = panelHeading(WAY.replace("/", "÷"), palette);
  const domain = domainOf([...ratios, 1]);
  if (ratios.every((ratio) => ratio === null) || domain === null)
    return notePanel(size, [head, { x: 0, y: 20, text: "nothing moved", fill: palette.quietInk }]);
  const places = placesOf(norms, size.width);
  const y = ratioAxis(domain, size);
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
      noteLayer([head, ...places.flatMap((place) => placeNotes(place, size, look))]),
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

/** Norms of the blocks share the width evenly; each of the others has room for its name. */
function placesOf(norms: readonly NormTensors[], width: number): readonly NormPlace[] {
  const namePx = (norm: string) => Math.max(24, Math.ceil(textWidth(norm, LABEL_FONT)));
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
  size: PanelSize,
  look: RunLook,
): Note[] {
  const { palette, run } = look;
  const colour = normColours(run.model.architecture, palette).get(norm) ?? palette.ink;
  const width = endPx - startPx;
  const name = { ...axisMeaning({ width, height: size.height }, norm, palette), fill: colour };
  const placed = { ...name, x: startPx + width / 2 };
  if (!isInBlocks) return [{ ...placed, y: size.height + 5 }];
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
  return [...ticks, { ...placed, text: `${norm}, by block` }];
}
