import type { NormSite } from "../../model/architecture.js";
import type { MeasuredTensor } from "../../model/comparison.js";
import { datum, type Layer } from "../panel/layers.js";
import type { Palette } from "../panel/theme.js";

/** How the norms of a block are told apart in the strip: by colour, and by shape for those who see no colour. */

export interface NormLook {
  readonly name: string;
  readonly fill: string;
  readonly shape: string;
}

const SHAPES = ["circle", "square", "triangle-up", "cross", "triangle-down", "triangle-right"];
const OUTSIDE_SHAPE = "diamond";

export function looksOf(
  whole: readonly MeasuredTensor[],
  sites: readonly NormSite[],
  palette: Palette,
): NormLook[] {
  const inBlocks = sites.filter(({ scope }) => scope === "block");
  const there = new Set(whole.map(({ id }) => id.norm));
  return sites
    .filter(({ name }) => there.has(name))
    .map(({ name, scope }) => {
      const place = inBlocks.findIndex((site) => site.name === name);
      return scope === "block"
        ? {
            name,
            fill: palette.norms[place % palette.norms.length] ?? palette.ink,
            shape: SHAPES[place % SHAPES.length] as string,
          }
        : { name, fill: palette.ink, shape: OUTSIDE_SHAPE };
    });
}

/** A mark on the axes of its panel; further fields describe it. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  readonly shape: string;
  readonly size: number;
}

export function markLayer(marks: readonly Mark[]): Layer {
  return {
    mark: {
      type: "point",
      shape: datum("shape"),
      size: datum("size"),
      fill: datum("fill"),
      stroke: null,
      opacity: 1,
    },
    y: "y",
    values: marks,
  };
}
