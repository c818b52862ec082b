import type { Drawing } from "../figure/panel/drawing.js";
import type { Panel } from "../figure/panel/panel.js";
import type { VegaSpec } from "./compile.js";
import type { PreparedPanels } from "./prepared.js";
import type { Bounds } from "./scene.js";

/** What is around the panels of a figure: its title, paddings and background. */

/** A picture around two points that are as far apart as all panels reach: its title and its size depend on nothing else. */
export function frameAround(
  { x1, y1, x2, y2 }: Bounds,
  { title, panels, sections }: Drawing,
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
    ...(sections.length === 1 && sections[0].columns === 1 ? widthOf(panels) : {}),
    ...(title === undefined ? {} : { title: { ...placed, ...title } }),
    data: [{ name: "points", values }],
    marks: [{ name: "corners", type: "rect", from: { data: "points" }, encode: { update } }],
  };
}

/** A single column has the width of its panels where they all have the same: a fraction of a pixel of it is kept then. */
function widthOf([first, ...others]: readonly Panel[]): { readonly width?: number } {
  return first !== undefined && others.every(({ width }) => width === first.width)
    ? { width: first.width }
    : {};
}

/** The two points, which the panels replace. */
export const CORNERS_IN_SVG = /<g class="mark-rect role-mark corners".*?<\/g>/;
