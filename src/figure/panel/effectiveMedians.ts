import { type EffectiveSite, isUnchanged } from "../../analysis/effective/shown.js";
import { CURVES, mediansHeading } from "../../words/figures/effective.js";
import type { Axes } from "./axis.js";
import { cornerNotes } from "./corner.js";
import { type CurvePoint, type CurveStyle, curveLayer, type Dot, dotLayer } from "./curves.js";
import { type Box, boxLayer, noteLayer } from "./layers.js";
import { fitWithNorm } from "./normName.js";
import type { Panel, PanelSize } from "./panel.js";
import { axisMeaning, HEAD_FONT, panelHeading } from "./panels.js";
import { percentY } from "./percentAxis.js";
import type { Point } from "./places.js";
import type { Palette } from "./theme.js";
import { blockTicks } from "./ticks.js";

/** How the gains of a norm, the rows behind them and their product grew in the median, block by block, in percent. */

export interface MediansPanel {
  readonly of: EffectiveSite;
  readonly domain: readonly [lo: number, hi: number];
  readonly size: PanelSize;
  readonly palette: Palette;
  /** It tells which curve is what. */
  readonly hasNames: boolean;
}

type Curve = keyof typeof CURVES;

const FIELDS = { effective: "effectiveFraction", row: "rowFraction", gain: "gainFraction" } as const;
/** The product over its factors. */
const DRAWN: readonly Curve[] = ["gain", "row", "effective"];
const DOT_AREA = 13;
/** Blocks nearer to each other have no dots. */
const LEAST_DOT_PX = 4;
const AXIS_LINE_PX = 0.5;
/** A heading may reach so far beyond its panel. */
const BEYOND_PX = 8;

/** In percent; null where it is undefined. */
export function mediansOf({ tensors }: EffectiveSite): (number | null)[] {
  return tensors.flatMap(({ change }) => DRAWN.map((curve) => inPercent(change[FIELDS[curve]])));
}

function inPercent(fraction: number | null): number | null {
  return fraction === null ? null : 100 * fraction;
}

export function mediansPanel(panel: MediansPanel): Panel {
  const { of, size, palette, hasNames } = panel;
  const axes = axesOf(panel);
  const heading = fitWithNorm(of.site.name, [mediansHeading], HEAD_FONT, size.width + BEYOND_PX);
  const curves = DRAWN.map((curve) => ({
    curve,
    style: styleOf(curve, palette),
    points: pointsOf(of, curve),
  }));
  const names = DRAWN.toReversed().map((curve) => ({
    text: CURVES[curve],
    fill: styleOf(curve, palette).stroke,
  }));
  const pixels = curves.flatMap(({ points }) =>
    alongLine(points.flatMap((point) => pixelOf(point, axes, size))),
  );
  return {
    ...size,
    label: heading,
    axes,
    layers: [
      boxLayer([...groundBoxes(panel, axes), ...zeroLine(axes, size, palette)]),
      ...curves.map(({ points, style }) => curveLayer(points, style)),
      dotLayer(blockPx(axes, size) < LEAST_DOT_PX ? [] : curves.flatMap(dotsOf), DOT_AREA),
      noteLayer([
        panelHeading(heading, palette),
        ...(hasNames ? cornerNotes(names, size, pixels) : []),
        axisMeaning(size, "block", palette),
      ]),
    ],
  };
}

/** The points, and some of the line between each two. */
function alongLine(points: readonly Point[]): Point[] {
  return points.flatMap(({ x, y }, i) => {
    const next = points[i + 1] ?? { x, y };
    return [0, 0.25, 0.5, 0.75].map((way) => ({ x: x + way * (next.x - x), y: y + way * (next.y - y) }));
  });
}

function styleOf(curve: Curve, palette: Palette): CurveStyle {
  if (curve === "effective") return { stroke: palette.ink, strokeWidth: 1.6 };
  return curve === "row"
    ? { stroke: palette.quietInk, dash: [3, 2] }
    : { stroke: palette.post, strokeWidth: 1.2 };
}

function blocksOf({ tensors }: EffectiveSite): number[] {
  return tensors.flatMap(({ tensor: { id } }) => (id.block === null ? [] : [id.block]));
}

function pointsOf({ tensors }: EffectiveSite, curve: Curve): CurvePoint[] {
  return tensors.flatMap(({ tensor: { id }, change }, i): CurvePoint[] => {
    if (id.block === null) return [];
    const before = tensors[i - 1]?.tensor.id.block ?? null;
    const isAfterGap = before !== null && before !== id.block - 1;
    const gap = isAfterGap ? [{ series: curve, x: id.block - 0.5, y: null }] : [];
    return [...gap, { series: curve, x: id.block, y: inPercent(change[FIELDS[curve]]) }];
  });
}

function dotsOf({
  points,
  style,
}: {
  readonly points: readonly CurvePoint[];
  readonly style: CurveStyle;
}): Dot[] {
  return points.flatMap(({ x, y }) => (y === null ? [] : [{ x, y, fill: style.stroke }]));
}

function axesOf({ of, domain: [lo, hi], size }: MediansPanel): Axes {
  const blocks = blocksOf(of);
  const [first = 0, last = 0] = [blocks[0], blocks.at(-1)];
  return {
    x: {
      scale: { domain: [first - 0.5, last + 0.5], range: [0, size.width] },
      ticks: { values: blockTicks(blocks, [], size.width / (last - first + 1)), format: "d" },
      kind: { type: "linear", look: {} },
    },
    y: percentY(lo, hi, size.height),
  };
}

function blockPx({ x }: Axes, { width }: PanelSize): number {
  const [lo, hi] = x.scale.domain;
  return width / (hi - lo);
}

function pixelOf({ x, y }: CurvePoint, axes: Axes, size: PanelSize) {
  if (y === null) return [];
  const [[lo], [bottom, top]] = [axes.x.scale.domain, axes.y.scale.domain];
  return [{ x: (x - lo) * blockPx(axes, size), y: (size.height * (top - y)) / (top - bottom) }];
}

/** Behind blocks in which nothing changed. */
function groundBoxes({ of, size, palette }: MediansPanel, axes: Axes): Box[] {
  const [lo] = axes.x.scale.domain;
  const width = blockPx(axes, size);
  return of.tensors.filter(isUnchanged).flatMap(({ tensor: { id } }): Box[] => {
    if (id.block === null) return [];
    const x = (id.block - 0.5 - lo) * width;
    // The line of the y axis stays visible.
    return [{ x: Math.max(AXIS_LINE_PX, x), x2: x + width, y: 0, y2: size.height, fill: palette.gutter }];
  });
}

function zeroLine({ y }: Axes, { width, height }: PanelSize, palette: Palette): Box[] {
  const [bottom, top] = y.scale.domain;
  const zero = (height * top) / (top - bottom);
  return [{ x: 0, x2: width, y: zero - 0.3, y2: zero + 0.3, fill: palette.change }];
}
