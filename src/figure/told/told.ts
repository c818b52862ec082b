import type { VegaLiteSpec } from "../../model/figure.js";
import { dotLayer } from "../panel/curves.js";
import { originOf, specOf } from "../panel/drawing.js";
import type { Fields } from "../panel/fields.js";
import { datum, type Layer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import type { Palette } from "../panel/theme.js";
import { binBoxes, isHistogram } from "./binBoxes.js";
import { tipText, writeTip } from "./tip.js";

/**
 * A figure whose marks tell what they show: the description of each is the fields of its row, which the drawing carries
 * as its label. Any mark does whose row has more than a place and a look, so that a new kind of figure needs nothing of
 * its own.
 */

/** What rows say of where a mark is and how it looks. */
const LOOKS = new Set(
  "x x2 y y2 base count fill stroke opacity strokeWidth text align baseline size weight angle shape".split(
    " ",
  ),
);

/** Square pixels of a dot that was one of very many in a path. */
const DUST_AREA = 8;

/** A specification that is not a figure's is left as it is. */
export function told(spec: VegaLiteSpec, palette: Palette): VegaLiteSpec {
  const origin = originOf(spec);
  if (origin === null) return spec;
  const { drawing } = origin;
  return specOf({ ...drawing, panels: drawing.panels.map((panel) => toldPanel(panel, palette)) });
}

/**
 * The drawing of such a figure: what a mark says, and its dimension, as data that the page finds. `prefix`: before the
 * names of its parts, which no two drawings of a page may share.
 */
export function labelledMarks(svg: string, prefix: string): string {
  return svg
    .replace(/\b(id="|url\(#)/g, `$1${prefix}`)
    .replace(/ aria-label="([^"]*)"/g, (_, tip: string) => {
      const dim = /(?:^|; )dim: (\d+)/.exec(tip)?.[1];
      return ` data-tip="${tip}"${dim === undefined ? "" : ` data-dim="${dim}"`}`;
    });
}

function toldPanel(panel: Panel, palette: Palette): Panel {
  const tensor = tensorOf(panel);
  const bins = binBoxes(panel, palette);
  // Over the bars, and under everything that is told of by itself.
  const after = panel.layers.findLastIndex(isHistogram) + 1;
  const layers = panel.layers.toSpliced(after, 0, ...(bins === null ? [] : [bins]));
  // Dots may be in rows, whose height means nothing.
  const hasHeights = panel.axes?.y.kind.look !== null;
  return { ...panel, layers: layers.map((layer) => toldLayer(layer, tensor, hasHeights)) };
}

/** The one tensor that a panel is about, as its rows say. */
function tensorOf({ layers }: Panel): string | null {
  const named = layers.flatMap(({ values }) => (values as readonly Fields[]).map(({ tensor }) => tensor));
  const tensors = new Set(named.filter((name) => typeof name === "string"));
  const [first] = tensors;
  return tensors.size === 1 && first !== undefined ? first : null;
}

function toldLayer(layer: Layer, tensor: string | null, hasHeights: boolean): Layer {
  if (layer.mark.type === "text" || isHistogram(layer)) return layer;
  const { mark, values, ...rest } = asDots(layer);
  const isAtHeight = hasHeights && mark.type === "point";
  const rows = (values as readonly Fields[]).map((row) => ({
    ...row,
    told: describe(row, tensor, isAtHeight),
  }));
  if (rows.every((row) => row.told === null)) return layer;
  return { ...rest, mark: { ...mark, aria: true, description: datum("told") }, values: rows };
}

/** A path of very many dots, as a mark a dot. */
function asDots(layer: Layer): Layer {
  const rows = layer.values as readonly Fields[];
  const dots = rows.filter(({ dim, y }) => dim !== undefined && typeof y === "number");
  if (layer.mark.type !== "line" || layer.mark.strokeCap !== "round" || dots.length === 0) return layer;
  const fill = String(layer.mark.color);
  return dotLayer(
    dots.map((dot) => ({ ...dot, x: Number(dot.x), y: Number(dot.y), fill })),
    DUST_AREA,
  );
}

/** Null for a row that says nothing but where it is. */
function describe(row: Fields, tensor: string | null, isAtHeight: boolean): string | null {
  const own = Object.entries(row).filter(([name, value]) => !LOOKS.has(name) && isTellable(value));
  if (own.length === 0) return null;
  const isOfSeries = row.series !== undefined;
  const isHeight =
    isAtHeight &&
    row.pre === undefined &&
    row.value === undefined &&
    own.every(([, value]) => value !== row.y);
  return writeTip([
    ...(tensor !== null && row.tensor === undefined && !isOfSeries ? [["tensor", tensor] as const] : []),
    ...own.map(([name, value]) => [name, tipText(name, value)] as const),
    // A dot of a curve is at the height of what it shows.
    ...(isHeight && isTellable(row.y) ? [["value", tipText("value", row.y)] as const] : []),
  ]);
}

function isTellable(value: unknown): boolean {
  return typeof value === "string" || Number.isFinite(value);
}
