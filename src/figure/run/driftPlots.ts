import type { TensorAtStep, TrackedRun, TrackedTensor } from "../../model/run.js";
import { FROM_START, SHORTER, TO_END } from "../../words/run/drift.js";
import { yLabelsPx } from "../panel/axis.js";
import { fitWithNorm } from "../panel/normName.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { HEAD_FONT } from "../panel/panels.js";
import { type Domain, domainOf } from "./domain.js";
import { endNames, endNamesPx } from "./endNames.js";
import { gainsByNorm, type RunLook, tensorColour } from "./look.js";
import { startLength } from "./startLength.js";
import { timePanel } from "./timePanel.js";

/** Distances from the start and to the end, in % of a tensor's length at the start: two panels a norm. */

interface DriftPlot {
  readonly norm: string;
  readonly what: typeof FROM_START | typeof TO_END;
  readonly tensors: readonly TrackedTensor[];
  /** One for both panels of a norm, and for all norms of the blocks. */
  readonly domain: Domain | null;
}

export function driftPlots(run: TrackedRun): readonly DriftPlot[] {
  const norms = gainsByNorm(run);
  const inBlocks = norms.filter(({ isInBlocks }) => isInBlocks).flatMap(({ tensors }) => tensors);
  return norms.flatMap(({ norm, isInBlocks, tensors }) => {
    const domain = distanceDomain(isInBlocks ? inBlocks : tensors);
    return [FROM_START, TO_END].map((what): DriftPlot => ({ norm, what, tensors, domain }) as DriftPlot);
  });
}

function distanceDomain(tensors: readonly TrackedTensor[]): Domain | null {
  const values = tensors.flatMap((tensor) => [
    ...distances(tensor, FROM_START),
    ...distances(tensor, TO_END),
  ]);
  return domainOf(
    values.map(({ value }) => value),
    0,
  );
}

function distances(tensor: TrackedTensor, what: DriftPlot["what"]) {
  const length = startLength(tensor);
  const distanceOf = ({ distanceFromFirst, distanceToLast }: TensorAtStep) =>
    what === FROM_START ? distanceFromFirst : distanceToLast;
  return tensor.steps.map((at) => {
    const distance = distanceOf(at);
    return { step: at.step, value: distance === null || length === null ? null : (100 * distance) / length };
  });
}

export function driftPx(plots: readonly DriftPlot[]): { readonly leftPx: number; readonly rightPx: number } {
  const blocks = plots.flatMap(({ tensors }) => tensors.map(({ id }) => id.block));
  return {
    leftPx: Math.max(0, ...plots.map(({ domain }) => (domain === null ? 0 : yLabelsPx(...domain)))),
    rightPx: endNamesPx(blocks),
  };
}

/** `isShort`: there is no room for many words over it. */
export function driftPanel(
  { norm, what, tensors, domain }: DriftPlot,
  isLowest: boolean,
  isShort: boolean,
  { headPx, ...size }: PanelSize & { readonly headPx: number },
  look: RunLook,
): Panel {
  const lines = tensors.map((tensor) => ({
    name: tensor.name,
    block: tensor.id.block,
    colour: tensorColour(tensor, look),
    points: distances(tensor, what),
  }));
  // At the end nothing is left of any distance to it.
  const notes = domain === null || what === TO_END ? [] : endNames(lines, domain, size);
  const long = (name: string) => `${name}: ${isShort ? "" : "distance "}${what}, %`;
  const short = (name: string) => `${name}: ${SHORTER[what]}, %`;
  const heading = fitWithNorm(norm, [long, short], HEAD_FONT, headPx);
  return timePanel({ heading, lines, bands: [], domain, isLowest, notes }, size, look);
}
