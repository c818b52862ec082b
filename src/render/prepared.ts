import type { View } from "vega";
import type { VegaSpec } from "./compile.js";
import { COMPILED_PANELS } from "./compiledPanels.js";
import { type FlushConcat, type Kind, type OwnField, ownFields, type Panel } from "./structure.js";

/**
 * A panel of each kind, in whose place others of the kind can be drawn: their sizes and what is their own are signals,
 * their data have names.
 */
export interface CompiledPanels extends VegaSpec {
  readonly title: Fields;
  readonly signals: readonly Fields[];
  readonly scales?: readonly Fields[];
  readonly marks: readonly CompiledPanel[];
}

interface CompiledPanel extends Fields {
  readonly encode: { readonly update: Readonly<Record<"width" | "height", { readonly signal: string }>> };
  readonly axes?: readonly Fields[];
}

type Fields = Readonly<Record<string, unknown>>;

/** One panel of each kind. Those of the default figure are compiled beforehand, and need no Vega-Lite. */
export async function prepare(spec: FlushConcat, kinds: readonly Kind[]): Promise<CompiledPanels> {
  const known = COMPILED_PANELS.get(keyOf(spec, kinds));
  return known === undefined ? compilePanels(spec, kinds) : (JSON.parse(known) as CompiledPanels);
}

/** Does drawing these need no Vega-Lite? */
export function isCompiled(spec: FlushConcat, kinds: readonly Kind[]): boolean {
  return COMPILED_PANELS.has(keyOf(spec, kinds));
}

/** All that compiled panels depend on. */
export function keyOf({ config, padding }: FlushConcat, kinds: readonly Kind[]): string {
  return JSON.stringify([config, padding, kinds.map(({ structure }) => structure)]);
}

/** Sizes that differ from panel to panel, so that Vega-Lite names them apart; none is a panel's. */
const FIRST_SIZE = 100;

/** In whose place the figure's own is put. */
const SOME_TITLE = { text: "title", subtitle: "subtitle" };

export async function compilePanels(
  { config, padding }: FlushConcat,
  kinds: readonly Kind[],
): Promise<CompiledPanels> {
  const { compileSpec } = await import("./compile.js");
  const concat = kinds.map(({ model }, slot) => ({
    ...model,
    width: FIRST_SIZE + slot,
    height: FIRST_SIZE + slot,
    layer: model.layer.map((layer, i) => ({ ...layer, data: { name: dataName(slot, i), values: [] } })),
  }));
  const compiled = compileSpec({
    config,
    padding,
    title: SOME_TITLE,
    concat,
  }) as CompiledPanels;
  return kinds.reduce(withSignals, compiled);
}

function withSignals(spec: CompiledPanels, { model }: Kind, slot: number): CompiledPanels {
  const own = ownFields(model);
  const fed = (of: OwnField["of"], fields: Fields, scale: unknown): Fields => {
    const there = own.filter((field) => field.of === of && scale === `concat_${slot}_${field.channel}`);
    const signals = there.map((field) => [field.field, { signal: signalName(slot, field) }]);
    return { ...fields, ...Object.fromEntries(signals) };
  };
  return {
    ...spec,
    signals: [...spec.signals, ...own.map((field) => ({ name: signalName(slot, field) }))],
    scales: (spec.scales ?? []).map((scale) => fed("scale", scale, scale.name)),
    marks: spec.marks.map((mark) =>
      mark.axes === undefined
        ? mark
        : { ...mark, axes: mark.axes.map((axis) => fed("axis", axis, axis.scale)) },
    ),
  };
}

/** Puts a panel into the place of its kind, where it is drawn with the view's next run; layers that it lacks are empty. */
export function feed(view: View, { marks }: CompiledPanels, slot: number, kind: Kind, panel: Panel): void {
  const { width, height } = (marks[slot] as CompiledPanel).encode.update;
  view.signal(width.signal, panel.width).signal(height.signal, panel.height);
  for (const i of kind.model.layer.keys()) {
    view.data(dataName(slot, i), [...(panel.layer[i]?.data.values ?? [])]);
  }
  for (const field of ownFields(panel)) view.signal(signalName(slot, field), field.value);
}

function dataName(slot: number, layer: number): string {
  return `panel_${slot}_layer_${layer}`;
}

function signalName(slot: number, { channel, of, field }: OwnField): string {
  return `panel_${slot}_${channel}_${of}_${field}`;
}
