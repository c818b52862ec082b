import type { VegaLiteSpec } from "../../model/figure.js";
import type { Fields } from "./fields.js";
import type { Layer } from "./layers.js";
import { type Panel, panelSpec } from "./panel.js";

/**
 * A figure as panels in grids. Its Vega-Lite specification is written from it, and remembers it, so that panels that
 * are alike can be drawn by what was prepared for one of them.
 */
export interface Drawing {
  readonly usermeta?: Fields;
  readonly config: Fields;
  readonly padding: Fields;
  readonly title?: Fields;
  /** In reading order, those of the first section first. */
  readonly panels: readonly Panel[];
  /** Below each other; nearly all figures have one. */
  readonly sections: readonly [Section, ...Section[]];
  /** From what the words around one section reach to the next one's, in pixels. */
  readonly sectionGapPx?: number;
}

/** Some of the panels, as a grid of its own. */
export interface Section {
  /** Its panels have names too, by their labels. */
  readonly name?: string;
  /** How many panels it has: those that come after the panels of the section above. */
  readonly count: number;
  /** In a row. */
  readonly columns: number;
  readonly spacing: { readonly row: number; readonly column: number };
  /** An invisible layer of its first panel, as wide as the picture: so the picture has exactly that width. */
  readonly reach: Layer;
}

/** The panels of each section, and the number of its first one. */
export function panelsBySection({ panels, sections }: Pick<Drawing, "panels" | "sections">): readonly {
  readonly section: Section;
  readonly first: number;
  readonly panels: readonly Panel[];
}[] {
  let first = 0;
  return sections.map((section) => {
    const start = first;
    first += section.count;
    return { section, first: start, panels: panels.slice(start, first) };
  });
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

function write(drawing: Drawing): VegaLiteSpec {
  const { usermeta, config, padding, title, sections, sectionGapPx } = drawing;
  const [first, ...others] = panelsBySection(drawing).map(sectionSpec) as [Fields, ...Fields[]];
  const head = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...(usermeta === undefined ? {} : { usermeta }),
    config,
    padding,
    ...(title === undefined ? {} : { title }),
  };
  if (others.length === 0) return { ...head, ...first };
  const named = [first, ...others].map((section, i) => ({ name: sections[i]?.name, ...section }));
  // Grids below each other need full bounds: counted by its panels alone, a grid of grids has no height.
  return { ...head, concat: named, columns: 1, spacing: sectionGapPx };
}

/** Names tell the panels of a section apart: the second of a label is numbered. */
function ownLabel(panels: readonly Panel[], i: number): string {
  const label = panels[i]?.label ?? "";
  const before = panels.slice(0, i).filter((other) => other.label === label).length;
  return before === 0 ? label : `${label} ${before + 1}`;
}

function sectionSpec({ section, panels }: ReturnType<typeof panelsBySection>[number]): Fields {
  const { name, columns, spacing, reach } = section;
  return {
    concat: panels.map((panel, i) => ({
      ...(name === undefined ? {} : { name: ownLabel(panels, i) }),
      ...panelSpec(i > 0 ? panel : { ...panel, layers: [...panel.layers, reach] }),
    })),
    columns,
    // Panels alone make the grid: what is around them (labels, axes) has its room in the gaps.
    bounds: "flush",
    spacing,
  };
}
