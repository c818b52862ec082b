import type { Axis } from "../panel/axis.js";
import type { Fields } from "../panel/fields.js";
import { boxLayer, type Layer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import type { Palette } from "../panel/theme.js";

/** A histogram is a single path: a box without colour over each bin tells how many values are in it. */

export function isHistogram({ mark, y }: Layer): boolean {
  return mark.interpolate === "step-after" && y === "count";
}

interface Bin {
  readonly from: number;
  readonly to: number;
  /** How many values, by what is counted. */
  readonly counts: Fields;
}

/** Null for a panel without histograms, or whose axis has no even scale. */
export function binBoxes({ axes, layers, width, height }: Panel, palette: Palette): Layer | null {
  if (axes === null || axes.x.kind.type !== "linear") return null;
  const bins = mergedBins(layers.filter(isHistogram).flatMap((layer) => binsOf(layer, palette)));
  if (bins.length === 0) return null;
  const at = placeOn(axes.x, width);
  return boxLayer(
    bins.map(({ from, to, counts }) => ({
      x: at(from),
      x2: at(to),
      y: 0,
      y2: height,
      fill: "transparent",
      from,
      to,
      ...counts,
    })),
  );
}

/** The steps between its points; those of an outline's ends have no width. */
function binsOf({ mark, values }: Layer, palette: Palette): Bin[] {
  const points = values as readonly { readonly x: number; readonly count: number }[];
  const counted = mark.color === palette.post ? "in post" : sideOfFill(mark.color, palette);
  return points.flatMap(({ x: from, count }, i) => {
    const to = points[i + 1]?.x;
    return to === undefined || !(to > from) ? [] : [{ from, to, counts: { [counted]: count } }];
  });
}

function sideOfFill(colour: unknown, { pre, preFill }: Palette): string {
  return colour === pre || colour === preFill ? "in pre" : "values";
}

/** Bins with the same edges are told of together. */
function mergedBins(bins: readonly Bin[]): readonly Bin[] {
  const merged = new Map<string, Bin>();
  for (const bin of bins) {
    const key = `${bin.from} ${bin.to}`;
    const counts = { ...merged.get(key)?.counts, ...bin.counts };
    merged.set(key, { ...bin, counts });
  }
  return [...merged.values()];
}

/** Pixels of a value, on a scale that is linear between the values of its domain. */
function placeOn({ scale }: Axis, width: number): (value: number) => number {
  const domain: readonly number[] = scale.domain;
  const range: readonly number[] = scale.range ?? [0, width];
  return (value) => {
    const next = domain.findIndex((end, i) => i > 0 && value <= end);
    const i = next === -1 ? domain.length - 1 : next;
    const [lo, hi, start, end] = [domain[i - 1], domain[i], range[i - 1], range[i]] as [
      number,
      number,
      number,
      number,
    ];
    return start + ((value - lo) / (hi - lo)) * (end - start);
  };
}
