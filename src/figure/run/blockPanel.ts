import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { blockLabel } from "../../words/tensorNames.js";
import { yLabelsPx } from "../panel/axis.js";
import { normColours } from "../panel/colours.js";
import type { Note } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, SEMI_BOLD, TEXT } from "../panel/theme.js";
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
  /** Its heading names the norms, each in its colour. */
  readonly isNamed: boolean;
  readonly isLowest: boolean;
}

export function blockPanel(
  { block, domain, isNamed, isLowest }: BlockPlot,
  size: PanelSize,
  look: RunLook,
): Panel {
  const { run, palette } = look;
  const colours = normColours(run.model.architecture, palette);
  const own = gainsInBlocks(run.tensors)
    .filter(({ id }) => id.block === block)
    .map((tensor) => ({ tensor, colour: colours.get(tensor.id.norm) ?? palette.ink }));
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
  const heading = blockLabel(block);
  const notes = isNamed ? nameNotes(heading, own) : [];
  return timePanel({ heading, lines, bands, domain, isLowest, notes }, size, look);
}

function nameNotes(
  heading: string,
  own: readonly { readonly tensor: TrackedTensor; readonly colour: string }[],
): Note[] {
  let x = textWidth(heading, { size: TEXT.headSize, weight: SEMI_BOLD }) + 8;
  return own.map(({ tensor: { id }, colour }): Note => {
    const note = { x, y: -8, text: id.norm, fill: colour, weight: SEMI_BOLD };
    x += textWidth(id.norm, { ...LABEL_FONT, weight: SEMI_BOLD }) + 6;
    return note;
  });
}
