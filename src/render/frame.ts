import type { VegaSpec } from "./compile.js";
import type { CompiledPanels } from "./prepared.js";
import type { Bounds } from "./scene.js";
import type { FlushConcat } from "./structure.js";

/** What stands around the panels of a figure: its title, paddings and ground. */

/** A picture around two points that reach as far as all panels together: its title and its size depend on nothing else. */
export function frameAround(
  { x1, y1, x2, y2 }: Bounds,
  { title }: FlushConcat,
  compiled: CompiledPanels,
): VegaSpec {
  const { background, padding, autosize, config } = compiled;
  const { text: _, subtitle: __, ...placed } = compiled.title;
  const values = [
    { x: x1, y: y1 },
    { x: x2, y: y2 },
  ];
  const update = { x: { field: "x" }, y: { field: "y" }, width: { value: 0 }, height: { value: 0 } };
  return {
    background,
    padding,
    autosize,
    config,
    ...(title === undefined ? {} : { title: { ...placed, ...title } }),
    data: [{ name: "points", values }],
    marks: [{ name: "corners", type: "rect", from: { data: "points" }, encode: { update } }],
  };
}

/** The two points, in whose place the panels stand. */
export const CORNERS_IN_SVG = /<g class="mark-rect role-mark corners".*?<\/g>/;
