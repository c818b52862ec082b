import type { VegaLiteSpec } from "../../model/figure.js";
import { originOf } from "../panel/drawing.js";
import type { Fields } from "../panel/fields.js";
import type { Layer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import { Colours } from "./colours.js";
import { Datasets } from "./datasets.js";
import { DIMENSIONS, dimensionLayer } from "./dimensions.js";
import { withScalesOnce } from "./scalesOnce.js";

/**
 * A figure's specification as people read and change it: of the same picture, with each colour once by its name, all
 * rows below the panels, a name for each panel, and dimensions as points of their values.
 */
export function readableSpec(spec: VegaLiteSpec): VegaLiteSpec {
  const { $schema, usermeta, config, padding, title, params = [], ...views } = spec;
  const desk = {
    panels: [...(originOf(spec)?.drawing.panels ?? [])],
    names: new Set<string>(),
    colours: new Colours(config as Fields),
    datasets: new Datasets(),
  };
  const readable = readableView(views, desk);
  const head = {
    $schema,
    usermeta,
    params: [...desk.colours.params(), ...(params as readonly unknown[])],
    title,
    padding,
    config,
  };
  const given = Object.entries(head).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...readable, datasets: desk.datasets.all() };
}

/** What is collected on the way through the panels. */
interface Desk {
  /** Those not yet come to, in reading order. */
  readonly panels: Panel[];
  readonly names: Set<string>;
  readonly colours: Colours;
  readonly datasets: Datasets;
}

function readableView(view: Fields, desk: Desk): Fields {
  const { name, concat, layer, ...rest } = view as {
    readonly name?: string;
    readonly concat?: readonly Fields[];
    readonly layer?: readonly Fields[];
    readonly view?: unknown;
  };
  if (concat !== undefined) {
    return {
      ...(name === undefined ? {} : { name }),
      ...rest,
      concat: concat.map((inner) => readableView(inner, desk)),
    };
  }
  const panel = desk.panels.shift();
  const own = unused(name ?? panel?.label ?? `panel ${desk.names.size + 1}`, desk.names);
  const layers = readableLayers(own, layer ?? [], panel?.layers ?? [], desk);
  const frame = rest.view === undefined ? {} : { view: desk.colours.inside(rest.view) };
  return { name: own, ...rest, ...frame, layer: withScalesOnce(layers) };
}

/** Vega would take two panels of one name for the same. */
function unused(name: string, names: Set<string>): string {
  const numbered = Array.from({ length: names.size + 1 }, (_, i) => (i === 0 ? name : `${name} (${i + 1})`));
  const free = numbered.find((candidate) => !names.has(candidate)) as string;
  names.add(free);
  return free;
}

function readableLayers(
  name: string,
  layers: readonly Fields[],
  drawn: readonly Layer[],
  { colours, datasets }: Desk,
): readonly Fields[] {
  const dimensions = dimensionLayer(name, layers, drawn);
  return layers.flatMap((layer, i) => {
    if (dimensions?.others.includes(i)) return [];
    if (i === dimensions?.number) {
      return [{ data: datasets.addTo(DIMENSIONS, dimensions.rows), ...colours.inLayer(dimensions.layer) }];
    }
    const { values } = layer.data as { readonly values: readonly Fields[] };
    const rows = values.map((row) => colours.named(row));
    // A layer of nothing is only in the way, unless it has the axes, or is all that there is.
    if (rows.length === 0 && i > 0 && Object.keys(layer.encoding as Fields).length === 0) return [];
    const { type } = layer.mark as Fields;
    const data = datasets.add(`${name}: ${CONTENTS[type as string] ?? type}`, rows);
    return [{ ...colours.inLayer(layer), data }];
  });
}

/** What the rows of a layer are called, by its mark. */
const CONTENTS: Readonly<Record<string, string>> = {
  area: "areas",
  line: "lines",
  point: "points",
  rect: "boxes",
  text: "words",
};
