import type { NormSite } from "../../model/architecture.js";
import type { Probe } from "../../model/probe.js";
import type { Axis } from "./axis.js";
import type { Box, Note } from "./layers.js";
import type { PanelSize } from "./panel.js";
import { type Palette, TEXT } from "./theme.js";
import { blockTicks } from "./ticks.js";

/** The axis of a model's norms in the order of the forward pass: a block is one wide, its norms evenly in it. */

/** Blank left and right, in blocks. */
const BLANK = 0.35;
/** From the name of the last norm to the number of a block. */
const FINAL_PX = 20;

/** Where a norm is: in block 3 of two norms each at 3 and 3.5; what is in no block comes after all of them. */
export function placeOf(
  norm: { readonly block: number | null; readonly site: NormSite },
  { pre }: Probe,
): number {
  if (norm.block === null) return pre.model.blocks;
  const inBlock = [
    ...new Set(pre.norms.filter(({ block }) => block === norm.block).map(({ site }) => site.name)),
  ];
  return norm.block + Math.max(0, inBlock.indexOf(norm.site.name)) / Math.max(1, inBlock.length);
}

export function depthAxis({ pre }: Probe, { width }: PanelSize): Axis {
  const { blocks } = pre.model;
  const perBlock = width / (blocks + 2 * BLANK);
  const numbers = Array.from({ length: blocks }, (_, block) => block);
  return {
    scale: { domain: [-BLANK, blocks + BLANK], range: [0, width] },
    ticks: {
      values: blockTicks(numbers, [], perBlock).filter((block) => (blocks - block) * perBlock >= FINAL_PX),
      format: "d",
    },
    kind: { type: "linear", look: {} },
  };
}

/** From a panel's foot to the middle of its labels. */
const LABEL_PX = 5;

/** The norms that are in no block, by name. */
export function depthNotes(probe: Probe, { width, height }: PanelSize, palette: Palette): Note[] {
  const { blocks } = probe.pre.model;
  const x = ((blocks + BLANK) / (blocks + 2 * BLANK)) * width;
  return probe.pre.norms
    .filter(({ block }) => block === null)
    .slice(0, 1)
    .map(({ site }) => ({
      x,
      y: height + LABEL_PX,
      text: site.name,
      fill: palette.quietInk,
      size: TEXT.size,
      align: "center",
      baseline: "top",
    }));
}

/** The ground behind the norms that are the same in both models, from the first on; nothing where there is none. */
export function sameGround(probe: Probe, size: PanelSize, { gutter }: Palette): Box[] {
  const changes = probe.pair?.changes ?? [];
  const first = changes.findIndex(({ outputChange }) => outputChange !== 0);
  const last = changes[(first < 0 ? changes.length : first) - 1];
  if (last === undefined) return [];
  const [lo, hi] = depthAxis(probe, size).scale.domain;
  // To the middle between the last of them and the next.
  const end = ((placeOf(last, probe) + 0.25 - lo) / (hi - lo)) * size.width;
  return [{ x: 0, x2: first < 0 ? size.width : end, y: 0, y2: size.height, fill: gutter }];
}
