import type { VegaLiteSpec } from "../../model/figure.js";
import type { Fields } from "./fields.js";
import type { Layer } from "./layers.js";
import { type Panel, panelSpec } from "./panel.js";

/**
 * A figure as panels in a grid. Its Vega-Lite specification is written from it, and remembers it, so that panels that
 * are alike can be drawn by what was prepared for one of them.
 */
export interface Drawing {
  readonly usermeta?: Fields;
  readonly config: Fields;
  readonly padding: Fields;
  readonly title?: Fields;
  /** In reading order, `columns` a row. */
  readonly panels: readonly Panel[];
  readonly columns: number;
  readonly spacing: { readonly row: number; readonly column: number };
  /** An invisible layer of the first panel, as wide as the picture: so the picture has exactly that width. */
  readonly reach: Layer;
}

const drawings = new WeakMap<VegaLiteSpec, Drawing>();

export function specOf(drawing: Drawing): VegaLiteSpec {
  const spec = write(drawing);
  drawings.set(spec, drawing);
  return spec;
}

/**
 * What a specification was written from, and how it was written then; null for any other specification, also for a
 * changed copy. Someone may since have changed the specification itself.
 */
export function originOf(
  spec: VegaLiteSpec,
): { readonly drawing: Drawing; readonly spec: VegaLiteSpec } | null {
  const drawing = drawings.get(spec);
  return drawing === undefined ? null : { drawing, spec: write(drawing) };
}

function write({ usermeta, config, padding, title, panels, reach, columns, spacing }: Drawing): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...(usermeta === undefined ? {} : { usermeta }),
    config,
    padding,
    ...(title === undefined ? {} : { title }),
    concat: panels.map((panel, i) =>
      panelSpec(i > 0 ? panel : { ...panel, layers: [...panel.layers, reach] }),
    ),
    columns,
    // Panels alone make the grid: what is around them (labels, axes) has its room in the gaps.
    bounds: "flush",
    spacing,
  };
}
