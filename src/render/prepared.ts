import type { View } from "vega";
import { type FlushConcat, type OwnField, ownFields, type Panel } from "./structure.js";
import { compileSpec, type VegaSpec } from "./vega.js";

/** A specification in whose panels other panels of the same structure can be drawn: what is their own are signals and named data. */

type Fields = Readonly<Record<string, unknown>>;

/** The parts of a compiled concat that name what is a panel's own. */
interface CompiledConcat extends VegaSpec {
  readonly signals?: readonly Fields[];
  readonly scales?: readonly Fields[];
  readonly marks: readonly (Fields & { readonly axes?: readonly Fields[] })[];
}

/** The panels beside each other, without the figure's title. */
export function prepare({ title: _, ...spec }: FlushConcat, panels: readonly Panel[]): VegaSpec {
  const concat = panels.map((panel, slot) => ({
    ...panel,
    layer: panel.layer.map((layer, i) => ({ ...layer, data: { name: dataName(slot, i), values: [] } })),
  }));
  return panels.reduce(withSignals, compileSpec({ ...spec, concat }) as CompiledConcat);
}

function withSignals(spec: CompiledConcat, panel: Panel, slot: number): CompiledConcat {
  const own = ownFields(panel);
  const scaled = (of: OwnField["of"], fields: Fields, scale: unknown): Fields => {
    const there = own.filter((field) => field.of === of && scale === `concat_${slot}_${field.channel}`);
    return {
      ...fields,
      ...Object.fromEntries(there.map((field) => [field.field, { signal: signalName(slot, field) }])),
    };
  };
  return {
    ...spec,
    signals: [
      ...(spec.signals ?? []),
      ...own.map((field) => ({ name: signalName(slot, field), value: field.value })),
    ],
    scales: (spec.scales ?? []).map((scale) => scaled("scale", scale, scale.name)),
    marks: spec.marks.map((mark) =>
      mark.axes === undefined
        ? mark
        : { ...mark, axes: mark.axes.map((axis) => scaled("axis", axis, axis.scale)) },
    ),
  };
}

/** Draws a panel where one of the same structure was; seen after the view's next run. */
export function feed(view: View, slot: number, panel: Panel): void {
  for (const [i, { data }] of panel.layer.entries()) view.data(dataName(slot, i), [...data.values]);
  for (const field of ownFields(panel)) view.signal(signalName(slot, field), field.value);
}

function dataName(slot: number, layer: number): string {
  return `panel_${slot}_layer_${layer}`;
}

function signalName(slot: number, { channel, of, field }: OwnField): string {
  return `panel_${slot}_${channel}_${of}_${field}`;
}
