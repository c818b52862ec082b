import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { blockLabel } from "../../words/tensorNames.js";
import { yLabelsPx } from "../panel/axis.js";
import { normColours } from "../panel/colours.js";
import type { Note } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { type Domain, domainOf } from "./domain.js";
import type { RunLook } from "./look.js";
import { medianOf, quartilesOf } from "./measures.js";
import { type TimeBand, type TimeLine, timePanel } from "./timePanel.js";

/** The norms of one block over the steps: medians, and middle halves as bands through which each other is seen. */

const BAND_OPACITY = 0.28;

export function blocksOf({ tensors }: TrackedRun): readonly number[] {
  const blocks = gainsInBlocks(tensors).map(({ id }) => id.block as number);
  return [...new Set(blocks)].sort((a, b) => a - b);
}

/** Its gains, in order of the forward pass. */
export function gainsOfBlock({ tensors }: TrackedRun, block: number): readonly TrackedTensor[] {
  return gainsInBlocks(tensors).filter(({ id }) => id.block === block);
}

function gainsInBlocks(tensors: readonly TrackedTensor[]): readonly TrackedTensor[] {
  return tensors.filter(({ id }) => id.parameter === "gain" && id.block !== null);
}

/** One for all blocks, that they can be held against each other. */
export function blocksDomain({ tensors }: TrackedRun): Domain | null {
  return domainOf(
    gainsInBlocks(tensors).flatMap(({ steps }) =>
      steps.flatMap((at) => [...(quartilesOf(at) ?? []), medianOf(at)]),
    ),
  );
}

export function blocksLeftPx(domain: Domain | null): number {
  return domain === null ? 0 : yLabelsPx(...domain);
}

interface BlockPlot {
  readonly block: number;
  readonly domain: Domain | null;
  /** Beside its heading. */
  readonly notes: readonly Note[];
  readonly isLowest: boolean;
}

export function blockPanel(
  { block, domain, notes, isLowest }: BlockPlot,
  size: PanelSize,
  look: RunLook,
): Panel {
  const { run, palette } = look;
  const colours = normColours(run.model.architecture, palette);
  const own = gainsOfBlock(run, block).map((tensor) => ({
    tensor,
    colour: colours.get(tensor.id.norm) ?? palette.ink,
  }));
  const lines = own.map(
    ({ tensor: { name, steps }, colour }): TimeLine => ({
      name,
      colour,
      points: steps.map((at) => ({ step: at.step, value: medianOf(at) })),
    }),
  );
  const bands = own.map(
    ({ tensor: { name, steps }, colour }): TimeBand => ({
      name,
      fill: colour,
      opacity: BAND_OPACITY,
      edges: steps.flatMap((at) => {
        const edges = quartilesOf(at);
        return edges === null ? [] : [{ step: at.step, lo: edges[0], hi: edges[1] }];
      }),
    }),
  );
  return timePanel({ heading: blockLabel(block), lines, bands, domain, isLowest, notes }, size, look);
}
