import type { VegaLiteSpec } from "../model/figure.js";

/**
 * What panels of a figure have in common, and what is each one's own: its data, where its axes run, and their ticks.
 * What Vega-Lite and Vega prepare depends on the former alone, and serves all panels that are alike.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Orders have neither. */
interface Channel extends Fields {
  readonly scale?: Fields;
  readonly axis?: Fields | null;
}

interface PanelLayer extends Fields {
  readonly data: { readonly values: readonly Fields[] };
  readonly encoding: Readonly<Record<string, Channel>>;
}

export interface Panel extends Fields {
  readonly width: number;
  readonly height: number;
  readonly layer: readonly PanelLayer[];
}

/** Panels beside and below each other, `columns` a row, each at the place that the sizes give it. */
export interface FlushConcat extends VegaLiteSpec {
  readonly concat: readonly Panel[];
  readonly columns: number;
  readonly title?: Fields;
  readonly spacing: { readonly row: number; readonly column: number };
}

const CHANNELS = ["x", "y"] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** What scales and axes have of their own; Vega calls it by the same names. */
const OWN_FIELDS = { scale: ["domain", "range", "constant"], axis: ["values", "format"] } as const;

/** One of those: "x scale domain" and its value. */
export interface OwnField {
  readonly channel: ChannelName;
  readonly of: keyof typeof OWN_FIELDS;
  readonly field: string;
  readonly value: unknown;
}

const KNOWN_FIELDS = {
  title: ["text", "subtitle", "dx", "offset"],
  concat: ["$schema", "usermeta", "config", "padding", "title", "concat", "columns", "bounds", "spacing"],
  panel: ["width", "height", "view", "layer"],
  data: ["values"],
  encoding: [...CHANNELS, "order"],
};

/** Is the specification of panels that have nothing to do with each other, and each of layers on the same scales? */
export function isFlushConcat(spec: VegaLiteSpec): spec is FlushConcat {
  const { concat, columns, spacing, bounds, config, title = {} } = spec as Partial<FlushConcat>;
  return (
    isOnly("concat", spec) &&
    isOnly("title", title) &&
    bounds === "flush" &&
    [columns, spacing?.row, spacing?.column].every(Number.isFinite) &&
    !REFERRING.test(JSON.stringify(config ?? null)) &&
    (concat?.every(isPlainPanel) ?? false)
  );
}

function isPlainPanel({ layer, ...panel }: Partial<Panel>): boolean {
  return (
    isOnly("panel", panel) &&
    [panel.width, panel.height].every(Number.isFinite) &&
    !REFERRING.test(JSON.stringify(panel)) &&
    (layer?.every(isPlainLayer) ?? false) &&
    CHANNELS.every((name) => isOneScale(channelsOf(layer as readonly PanelLayer[], name)))
  );
}

function isPlainLayer({ data, mark, encoding, ...rest }: Partial<PanelLayer>): boolean {
  return (
    Object.keys(rest).length === 0 &&
    data !== undefined &&
    isOnly("data", data) &&
    Array.isArray(data.values) &&
    encoding !== undefined &&
    isOnly("encoding", encoding) &&
    !REFERRING.test(JSON.stringify(mark))
  );
}

/** What SVG draws by referring to a definition, which stands elsewhere in the picture. */
const REFERRING = /"(?:clip|gradient)":/;

/** The same scale for all layers, and everything of its own in plain numbers and formats. */
function isOneScale(channels: readonly Channel[]): boolean {
  const all = new Set(channels.map(({ scale, axis }) => JSON.stringify({ scale, axis })));
  const own = channels.slice(0, 1).flatMap(ownOf);
  return all.size <= 1 && own.every(({ field, value }) => typeof value === TYPES[field] || isNumbers(value));
}

const TYPES: Readonly<Record<string, string>> = { constant: "number", format: "string" };

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isFinite);
}

/** A field that is not known may tie panels together, or make what is prepared depend on more than is seen here. */
function isOnly(part: keyof typeof KNOWN_FIELDS, fields: Fields): boolean {
  return Object.keys(fields).every((field) => KNOWN_FIELDS[part].includes(field));
}

function channelsOf(layers: readonly PanelLayer[], name: ChannelName): readonly Channel[] {
  return layers.flatMap(({ encoding }): readonly Channel[] => {
    const channel = encoding[name];
    return channel === undefined ? [] : [channel];
  });
}

/** What a panel's axes have of their own. */
export function ownFields({ layer }: Panel): readonly OwnField[] {
  return CHANNELS.flatMap((channel) =>
    channelsOf(layer, channel)
      .slice(0, 1)
      .flatMap((first) => ownOf(first).map((own) => ({ channel, ...own }))),
  );
}

function ownOf(channel: Channel): readonly Omit<OwnField, "channel">[] {
  return (["scale", "axis"] as const).flatMap((of) =>
    OWN_FIELDS[of].flatMap((field) => {
      const value = channel[of]?.[field];
      return value === undefined ? [] : [{ of, field, value }];
    }),
  );
}

/** Panels of one structure, by their numbers in the figure. */
export interface Kind {
  /** The first of those that have most layers. */
  readonly model: Panel;
  /** What they have in common: of the panel itself, then of its layers. */
  readonly structure: readonly string[];
  readonly panels: readonly number[];
}

/**
 * Panels by what they have in common: they differ in nothing but their sizes, their data and what their axes have of
 * their own, and some may lack the last layers of others.
 */
export function kindsOf(panels: readonly Panel[]): readonly Kind[] {
  const kinds: { model: Panel; structure: readonly string[]; panels: number[] }[] = [];
  for (const [i, panel] of panels.entries()) {
    const structure = structureOf(panel);
    const kind = kinds.find((known) => isSameBut(known.structure, structure));
    if (kind === undefined) kinds.push({ model: panel, structure, panels: [i] });
    else {
      kind.panels.push(i);
      if (structure.length > kind.structure.length) Object.assign(kind, { model: panel, structure });
    }
  }
  return kinds;
}

/** Are they the same as far as both go, and the rest of the longer one is of layers that need no axes? */
function isSameBut(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return longer.every((part, i) => (i < shorter.length ? part === shorter[i] : part.endsWith(NO_AXES)));
}

const NO_AXES = '"encoding":[]}';

function structureOf({ layer, width: _, height: __, ...panel }: Panel): readonly string[] {
  const layers = layer.map(({ mark, encoding }) => ({
    mark,
    encoding: Object.entries(encoding).map(([name, { scale, axis, ...rest }]) => {
      const there = { scale: without(scale, "scale"), axis: without(axis, "axis") };
      return { name, ...there, signs: signsOf(scale?.domain), ...rest };
    }),
  }));
  return [panel, ...layers].map((part) => JSON.stringify(part));
}

/** What is a panel's own is there or not, whatever it is. */
function without(fields: Fields | null | undefined, of: OwnField["of"]): Fields | null | undefined {
  if (fields === null || fields === undefined) return fields;
  const own: readonly string[] = OWN_FIELDS[of];
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, own.includes(name) ? "own" : value]),
  );
}

/** Where zero is on an axis decides where its areas stand. */
function signsOf(domain: unknown): readonly number[] | null {
  return Array.isArray(domain) ? domain.map(Math.sign) : null;
}
