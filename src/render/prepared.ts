import type { View } from "vega";
import type { Drawing } from "../figure/panel/drawing.js";
import type { Fields } from "../figure/panel/fields.js";
import { type Panel, panelSpec } from "../figure/panel/panel.js";
import type { AlikePanels } from "./alike.js";
import type { VegaSpec } from "./compile.js";

/**
 * One panel of each template, compiled, in whose place all others of the template are drawn: their sizes and what their
 * axes have of their own are signals, their rows are named data.
 */
export interface PreparedPanels extends VegaSpec {
  readonly title: Fields;
  readonly signals: readonly Fields[];
  readonly scales?: readonly Fields[];
  readonly marks: readonly PreparedPanel[];
}

interface PreparedPanel extends Fields {
  readonly encode: { readonly update: Readonly<Record<"width" | "height", { readonly signal: string }>> };
  readonly axes?: readonly Fields[];
}

/** All that prepared panels depend on. */
export function keyOf({ config, padding }: Drawing, groups: readonly AlikePanels[]): string {
  return JSON.stringify([config, padding, groups.map(({ template }) => template)]);
}

/** Sizes that differ from panel to panel, so that Vega-Lite gives them different names; no panel has them. */
const FIRST_SIZE = 100;

/** The figure's own is put in its place. */
const SOME_TITLE = { text: "title", subtitle: "subtitle" };

export async function preparePanels(
  { config, padding, sections: [{ reach }] }: Drawing,
  groups: readonly AlikePanels[],
): Promise<PreparedPanels> {
  const { compileSpec } = await import("./compile.js");
  const concat = groups.map(({ example }, slot) => {
    const size = { width: FIRST_SIZE + slot, height: FIRST_SIZE + slot };
    // Any of them may be the first panel of a section, which reaches over the picture.
    const layers = [...example.layers, reach].map((layer) => ({ ...layer, values: [] }));
    return withNamedData(panelSpec({ ...example, ...size, layers }), slot);
  });
  const compiled = compileSpec({ config, padding, title: SOME_TITLE, concat }) as PreparedPanels;
  return groups.reduce((spec, { example }, slot) => withSignals(spec, example, slot), compiled);
}

function withNamedData(panel: Fields, slot: number): Fields {
  const layers = panel.layer as readonly Fields[];
  return {
    ...panel,
    layer: layers.map((layer, i) => ({ ...layer, data: { name: dataName(slot, i), values: [] } })),
  };
}

function withSignals(spec: PreparedPanels, example: Panel, slot: number): PreparedPanels {
  const own = ownValues(example);
  const fed = (of: OwnValue["of"], fields: Fields, scale: unknown): Fields => {
    const there = own.filter((value) => value.of === of && scale === `concat_${slot}_${value.channel}`);
    const signals = there.map((value) => [value.field, { signal: signalName(slot, value) }]);
    return { ...fields, ...Object.fromEntries(signals) };
  };
  return {
    ...spec,
    signals: [...spec.signals, ...own.map((value) => ({ name: signalName(slot, value) }))],
    scales: (spec.scales ?? []).map((scale) => fed("scale", scale, scale.name)),
    marks: spec.marks.map((mark) =>
      mark.axes === undefined
        ? mark
        : { ...mark, axes: mark.axes.map((axis) => fed("axis", axis, axis.scale)) },
    ),
  };
}

/** A value in a scale or an axis of one panel, by Vega's names, which are Vega-Lite's. */
interface OwnValue {
  readonly channel: "x" | "y";
  readonly of: "scale" | "axis";
  readonly field: string;
  readonly value: unknown;
}

function ownValues({ axes }: Panel): readonly OwnValue[] {
  if (axes === null) return [];
  return (["x", "y"] as const).flatMap((channel) => {
    const { scale, ticks } = axes[channel];
    const valuesOf = (of: OwnValue["of"], fields: object) =>
      Object.entries(fields).map(([field, value]): OwnValue => ({ channel, of, field, value }));
    return [...valuesOf("scale", scale), ...valuesOf("axis", ticks)];
  });
}

/** Puts a panel in the place of its template, where the view draws it when it runs next. */
export function feed(view: View, { marks }: PreparedPanels, slot: number, panel: Panel): void {
  const { width, height } = (marks[slot] as PreparedPanel).encode.update;
  view.signal(width.signal, panel.width).signal(height.signal, panel.height);
  for (const [i, { values }] of panel.layers.entries()) view.data(dataName(slot, i), [...values]);
  for (const own of ownValues(panel)) view.signal(signalName(slot, own), own.value);
}

function dataName(slot: number, layer: number): string {
  return `panel_${slot}_layer_${layer}`;
}

function signalName(slot: number, { channel, of, field }: OwnValue): string {
  return `panel_${slot}_${channel}_${of}_${field}`;
}
