import { logCountRatios } from "../../stats/countRatios.js";
import { type Box, boxLayer, datum, type Layer, type Note, px, type Steps } from "./layers.js";
import type { PanelSize } from "./panel.js";
import { typeset } from "./text.js";
import { type Palette, TEXT } from "./theme.js";

/** Under two histograms on a logarithmic axis, where a doubling is hard to see: the ratio of their counts, step by step. */

/** Larger ratios reach the end of the strip. */
export const MOST_RATIO = 4;
const SHARE = 0.25;
const STRIP_PX = { least: 12, most: 34 };
/** Between the histograms and the strip. */
const BLANK_PX = 4;
/** A lower strip has no room for the names of its ends. */
const LEAST_NAMED_PX = 21;

/** Of a panel so high, with the blank above it. */
export function stripPx(heightPx: number): number {
  return BLANK_PX + Math.round(Math.max(STRIP_PX.least, Math.min(STRIP_PX.most, heightPx * SHARE)));
}

/** Where a panel has its strip: at its foot, over the values of its x axis. */
interface Strip {
  readonly size: PanelSize;
  readonly palette: Palette;
}

/** Steps up where post has more, in its colour, and down where pre had; the ends are named at the left. */
export function ratioLayers(
  pre: Steps,
  post: Steps,
  strip: Strip,
): { readonly layers: Layer[]; readonly notes: Note[] } {
  const { size, palette } = strip;
  const { top, middle, bottom } = heightsOf(size);
  const ratios = logCountRatios(pre.counts, post.counts);
  const line: Box = { x: 0, x2: size.width, y: middle - 0.3, y2: middle + 0.3, fill: palette.axis };
  const name = (text: string, y: number, baseline: "top" | "bottom"): Note => ({
    x: -4,
    y,
    text: typeset(text),
    align: "right",
    baseline,
    fill: palette.quietInk,
    size: TEXT.noteSize,
  });
  return {
    layers: [
      stepArea(ratios, pre.edges, strip, palette.post, 1),
      stepArea(ratios, pre.edges, strip, palette.pre, -1),
      boxLayer([line]),
    ],
    notes:
      bottom - top < LEAST_NAMED_PX
        ? []
        : [name(`x${MOST_RATIO}`, top, "top"), name(`÷${MOST_RATIO}`, bottom, "bottom")],
  };
}

function heightsOf({ height }: PanelSize) {
  const top = height - stripPx(height) + BLANK_PX;
  return { top, middle: (top + height) / 2, bottom: height };
}

/** All steps to one side of the line, as a single path without seams: on the x axis of the panel, but at its pixels in height. */
function stepArea(
  ratios: readonly (number | null)[],
  edges: Float64Array,
  { size }: Strip,
  color: string,
  side: 1 | -1,
): Layer {
  const { top, middle } = heightsOf(size);
  const rise = (ratio: number | null) => {
    const share = Math.max(0, (side * (ratio ?? 0)) / Math.log2(MOST_RATIO));
    return px(middle - side * Math.min(1, share) * (middle - top));
  };
  const points = ratios.map((ratio, bin) => ({ x: edges[bin], at: rise(ratio), foot: px(middle) }));
  const last = points.at(-1);
  return {
    mark: { type: "area", interpolate: "step-after", color, opacity: 1 },
    y: "at",
    channels: { y: { value: datum("at") }, y2: { value: datum("foot") } },
    values: last === undefined ? [] : [...points, { ...last, x: edges.at(-1) }],
  };
}

/** In the place of the strip, where there is no ratio: that both groups are the same, or that one has nothing to count. */
export function wordsStrip(
  text: string,
  size: PanelSize,
  palette: Palette,
): { readonly layers: Layer[]; readonly notes: Note[] } {
  const { top, middle, bottom } = heightsOf(size);
  return {
    layers: [boxLayer([{ x: 0, x2: size.width, y: top, y2: bottom, fill: palette.frozen }])],
    notes: [
      {
        x: size.width / 2,
        y: middle,
        text,
        align: "center",
        baseline: "middle",
        size: TEXT.noteSize,
        fill: palette.quietInk,
      },
    ],
  };
}
