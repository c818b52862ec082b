import { blockLabel } from "../../words/tensorNames.js";
import { keptApart } from "../panel/apart.js";
import type { Note } from "../panel/layers.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, TEXT } from "../panel/theme.js";
import type { Domain } from "./domain.js";
import type { TimeLine } from "./timePanel.js";

/** The blocks that end highest and lowest, beside the ends of their lines. */

/** Between the end of a line and its name. */
const NAME_GAP_PX = 4;

/** A line of a block. */
export type BlockLine = TimeLine & { readonly block: number | null };

export function endNames(
  lines: readonly BlockLine[],
  [lo, hi]: Domain,
  { width, height }: PanelSize,
): Note[] {
  const ends = lines
    .flatMap(({ block, colour, points }) => {
      const value = points.at(-1)?.value ?? null;
      return value === null || block === null
        ? []
        : [{ block, colour, y: height * (1 - (value - lo) / (hi - lo)) }];
    })
    .sort((a, b) => a.y - b.y);
  const named = ends.length > 2 ? [ends[0], ends.at(-1)].filter((end) => end !== undefined) : ends;
  const apart = keptApart(
    named.map(({ y }) => y),
    TEXT.size,
  );
  return named.map(({ block, colour }, i) => ({
    x: width + NAME_GAP_PX,
    y: apart[i] as number,
    text: blockLabel(block),
    fill: colour,
    baseline: "middle",
  }));
}

/** Room right of a panel for the names of these blocks. */
export function endNamesPx(blocks: readonly (number | null)[]): number {
  const names = blocks.flatMap((block) => (block === null ? [] : [blockLabel(block)]));
  return NAME_GAP_PX + Math.ceil(Math.max(0, ...names.map((name) => textWidth(name, LABEL_FONT))));
}
