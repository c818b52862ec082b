import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { MAP_HEADING } from "../../words/run/figures.js";
import { yLabelsPx } from "../panel/axis.js";
import { fitWithNorm } from "../panel/normName.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { HEAD_FONT } from "../panel/panels.js";
import { mapLimit, mapPanel, scaleBarPx } from "./blockMap.js";
import { type Domain, domainOf } from "./domain.js";
import { endNames, endNamesPx } from "./endNames.js";
import { gainsByNorm, type RunLook, tensorColour } from "./look.js";
import { type Measure, medianOf, quartilesOf, spreadOf } from "./measures.js";
import { type DrawnLog, stripLabelsPx } from "./strips.js";
import { timePanel } from "./timePanel.js";

/** The panels of a trajectory: two a norm, the second a map where there are too many blocks to tell their lines apart. */

export type Plot = LinesPlot | MapPlot;

/** Its heading is the norm, and what of it is shown. */
interface Headed {
  readonly norm: string;
  readonly what: string;
}

interface LinesPlot extends Headed {
  readonly kind: "lines";
  readonly tensors: readonly TrackedTensor[];
  readonly measure: Measure;
  /** With the middle half around it: of a single line, since those of several would hide each other. */
  readonly hasBand: boolean;
  readonly domain: Domain | null;
}

interface MapPlot extends Headed {
  readonly kind: "map";
  readonly tensors: readonly TrackedTensor[];
  readonly limit: number;
}

/** From so many blocks on lines give the shape, and a map the block. */
const MANY_BLOCKS = 24;

/** Norms of the blocks share an axis of medians, since they are alike; all spreads share one. */
export function plotsOf(run: TrackedRun): readonly Plot[] {
  const norms = gainsByNorm(run);
  const inBlocks = norms.filter(({ isInBlocks }) => isInBlocks).flatMap(({ tensors }) => tensors);
  const limit = mapLimit(inBlocks);
  const spreads = domainOf(
    valuesOf(
      norms.flatMap(({ tensors }) => tensors),
      spreadOf,
    ),
    0,
  );
  return norms.flatMap(({ norm, isInBlocks, tensors }): Plot[] => {
    const hasBand = tensors.length === 1;
    const alike = isInBlocks ? inBlocks : tensors;
    const bands = hasBand ? tensors.flatMap(({ steps }) => steps.flatMap((at) => quartilesOf(at) ?? [])) : [];
    const medians: Plot = {
      kind: "lines",
      norm,
      what: `median gain${hasBand ? " and middle half" : ""}`,
      tensors,
      measure: medianOf,
      hasBand,
      domain: domainOf([...valuesOf(alike, medianOf), ...bands]),
    };
    if (tensors.length >= MANY_BLOCKS)
      return [medians, { kind: "map", norm, what: MAP_HEADING, tensors, limit }];
    const what = "spread, IQR in % of the median";
    return [
      medians,
      { kind: "lines", norm, what, tensors, measure: spreadOf, hasBand: false, domain: spreads },
    ];
  });
}

function valuesOf(tensors: readonly TrackedTensor[], measure: Measure): (number | null)[] {
  return tensors.flatMap(({ steps }) => steps.map(measure));
}

/** Room for the words beside the panels, and beside what was logged above them. */
export function plotsPx(
  plots: readonly Plot[],
  log: DrawnLog,
): { readonly leftPx: number; readonly rightPx: number } {
  const domains = plots.flatMap((plot) =>
    plot.kind === "lines" && plot.domain !== null ? [plot.domain] : [],
  );
  const bars = plots.map((plot) => (plot.kind === "map" ? scaleBarPx(plot.limit) : 0));
  const blocks = plots.flatMap(({ tensors }) => tensors.map(({ id }) => id.block));
  return {
    leftPx: Math.max(stripLabelsPx(log), ...domains.map((domain) => yLabelsPx(...domain))),
    rightPx: Math.max(endNamesPx(blocks), ...bars),
  };
}

function headingOf({ norm, what }: Headed, widthPx: number): string {
  return fitWithNorm(norm, [(name) => `${name}: ${what}`], HEAD_FONT, widthPx);
}

export function panelOfPlot(
  plot: Plot,
  isLowest: boolean,
  { headPx, ...size }: PanelSize & { readonly headPx: number },
  look: RunLook,
): Panel {
  const heading = headingOf(plot, headPx);
  if (plot.kind === "map") return mapPanel({ ...plot, heading, isLowest }, size, look);
  const { tensors, measure, hasBand, domain } = plot;
  const lines = tensors.map((tensor) => ({
    name: tensor.name,
    block: tensor.id.block,
    colour: tensorColour(tensor, look),
    points: tensor.steps.map((at) => ({ step: at.step, value: measure(at) })),
  }));
  const edges = hasBand
    ? tensors.flatMap(({ steps }) =>
        steps.flatMap((at) => {
          const band = quartilesOf(at);
          return band === null ? [] : [{ step: at.step, lo: band[0], hi: band[1] }];
        }),
      )
    : [];
  const notes = domain === null ? [] : endNames(lines, domain, size);
  const band = { name: heading, fill: look.palette.frozen, opacity: 1, edges };
  return timePanel({ heading, lines, bands: [band], domain, isLowest, notes }, size, look);
}
