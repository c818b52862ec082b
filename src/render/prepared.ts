import type { View } from "vega";
import type { Bounds } from "./scene.js";
import { type FlushConcat, type OwnField, ownFields, type Panel } from "./structure.js";
import { compileSpec, type VegaSpec } from "./vega.js";

/** A figure taken apart: panels in which others of the same structure can be drawn, and what stands around them. */
export interface Prepared {
  /** What is a panel's own are signals and named data: see `feed`. */
  readonly panels: VegaSpec;
  readonly frameAround: (bounds: Bounds) => VegaSpec;
}

type Fields = Readonly<Record<string, unknown>>;

/** A compiled concat, with the parts that name what is a panel's own. */
interface CompiledConcat extends VegaSpec {
  readonly signals?: readonly Fields[];
  readonly scales?: readonly Fields[];
  readonly marks: readonly (Fields & { readonly axes?: readonly Fields[] })[];
}

/** Prepares one panel for each of these, and for all that are like it. */
export function prepare(spec: FlushConcat, models: readonly Panel[]): Prepared {
  const concat = models.map((panel, slot) => ({
    ...panel,
    layer: panel.layer.map((layer, i) => ({ ...layer, data: { name: dataName(slot, i), values: [] } })),
  }));
  const { title, ...panels } = compileSpec({ ...spec, concat }) as CompiledConcat;
  const { background, padding, config } = panels;
  return {
    panels: models.reduce(withSignals, panels),
    frameAround: (bounds) => ({ background, padding, title, config, ...corners(bounds) }),
  };
}

/** Two points that reach as far as all panels together: that is all that a title and a picture's size depend on. */
function corners({ x1, y1, x2, y2 }: Bounds): Fields {
  const values = [
    { x: x1, y: y1 },
    { x: x2, y: y2 },
  ];
  const update = { x: { field: "x" }, y: { field: "y" }, width: { value: 0 }, height: { value: 0 } };
  return {
    data: [{ name: "points", values }],
    marks: [{ name: "corners", type: "rect", from: { data: "points" }, encode: { update } }],
  };
}

export const CORNERS_IN_SVG = /<g class="mark-rect role-mark corners".*?<\/g>/;

function withSignals(spec: CompiledConcat, panel: Panel, slot: number): CompiledConcat {
  const own = ownFields(panel);
  const fed = (of: OwnField["of"], fields: Fields, scale: unknown): Fields => {
    const there = own.filter((field) => field.of === of && scale === `concat_${slot}_${field.channel}`);
    const signals = there.map((field) => [field.field, { signal: signalName(slot, field) }]);
    return { ...fields, ...Object.fromEntries(signals) };
  };
  return {
    ...spec,
    signals: [
      ...(spec.signals ?? []),
      ...own.map((field) => ({ name: signalName(slot, field), value: field.value })),
    ],
    scales: (spec.scales ?? []).map((scale) => fed("scale", scale, scale.name)),
    marks: spec.marks.map((mark) =>
      mark.axes === undefined
        ? mark
        : { ...mark, axes: mark.axes.map((axis) => fed("axis", axis, axis.scale)) },
    ),
  };
}

/** Puts a panel into the place of its kind, where it is drawn with the view's next run; layers that it lacks are empty. */
export function feed(view: View, slot: number, panel: Panel, model: Panel): void {
  for (const i of model.layer.keys()) view.data(dataName(slot, i), [...(panel.layer[i]?.data.values ?? [])]);
  for (const field of ownFields(panel)) view.signal(signalName(slot, field), field.value);
}

function dataName(slot: number, layer: number): string {
  return `panel_${slot}_layer_${layer}`;
}

function signalName(slot: number, { channel, of, field }: OwnField): string {
  return `panel_${slot}_${channel}_${of}_${field}`;
}
