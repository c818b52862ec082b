import type { Drawing } from "../figure/panel/drawing.js";
import type { VegaSpec } from "./compile.js";
import type { PreparedPanels } from "./prepared.js";
import type { Bounds } from "./scene.js";

/** What is around the panels of a figure: its title, paddings and background. */

/** A picture around two points that are as far apart as all panels reach: its title and its size depend on nothing else. */
export function frameAround(
  { x1, y1, x2, y2 }: Bounds,
  { title }: Drawing,
  prepared: PreparedPanels,
): VegaSpec {
  const { background, padding, autosize, config } = prepared;
  const { text: _, subtitle: __, ...placed } = prepared.title;
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

/** The two points, which the panels replace. */
export const CORNERS_IN_SVG = /<g class="mark-rect role-mark corners".*?<\/g>/;
