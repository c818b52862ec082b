import { evenly } from "../../analysis/track/keeping.js";
import type { TrackedRun } from "../../model/run.js";
import { HELD_OUT_LOSS, LOSS, RATE } from "../../words/run/figures.js";
import { type Axis, yLabelsPx } from "../panel/axis.js";
import { areaLayer, type CurvePoint, curveLayer, type Dot, dotLayer } from "../panel/curves.js";
import { boxLayer, type Layer, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { panelHeading } from "../panel/panels.js";
import { domainOf } from "./domain.js";
import { eraBoxes } from "./eras.js";
import type { RunLook } from "./look.js";
import { timeAxis, valueAxis } from "./timePanel.js";

/** What the training logged, over the panels of a run and on their axis of steps: losses, and learning rates. */

export const STRIP_PX = 34;
/** More entries of a log than anyone sees. */
const MOST_DRAWN = 250;
const DOT_PX2 = 9;

/** What is drawn of a log: the part between the first and the last checkpoint. */
export interface DrawnLog {
  readonly losses: readonly CurvePoint[];
  readonly heldOut: readonly CurvePoint[];
  readonly rates: readonly CurvePoint[];
}

export function drawnLog({ log, points }: TrackedRun): DrawnLog {
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  const inside = <Entry extends { readonly step: number }>(
    entries: readonly Entry[],
    of: (entry: Entry) => number,
  ) =>
    evenly(
      entries.filter(({ step }) => step >= first && step <= last),
      MOST_DRAWN,
    ).map((entry) => ({ series: "log", x: entry.step, y: of(entry), base: 0 }));
  return {
    losses: inside(log?.losses ?? [], ({ loss }) => loss),
    heldOut: inside(log?.heldOutLosses ?? [], ({ loss }) => loss),
    rates: inside(log?.rates ?? [], ({ rate }) => rate),
  };
}

/** Losses, then rates; none of what was not logged. */
export function stripPanels(log: DrawnLog, width: number, look: RunLook): readonly Panel[] {
  return [
    ...(hasLosses(log) ? [lossStrip(log, width, look)] : []),
    ...(hasRates(log) ? [rateStrip(log, width, look)] : []),
  ];
}

/** What is logged twice at least is a strip. */
function hasLosses({ losses, heldOut }: DrawnLog): boolean {
  return losses.length > 1 || heldOut.length > 1;
}

function hasRates({ rates }: DrawnLog): boolean {
  return rates.length > 1;
}

/** Left of the strips, for the labels of their axes. */
export function stripLabelsPx(log: DrawnLog): number {
  const domains = [
    ...(hasLosses(log) ? [domainOf(lossValues(log))] : []),
    ...(hasRates(log)
      ? [
          domainOf(
            log.rates.map(({ y }) => y),
            0,
          ),
        ]
      : []),
  ];
  return Math.max(0, ...domains.map((domain) => (domain === null ? 0 : yLabelsPx(...domain))));
}

function lossValues({ losses, heldOut }: DrawnLog): (number | null)[] {
  return [...losses, ...heldOut].map(({ y }) => y);
}

function lossStrip(log: DrawnLog, width: number, look: RunLook): Panel {
  const { palette } = look;
  const dots: Dot[] = log.heldOut.map(({ x, y }) => ({ x, y: y as number, fill: palette.ink }));
  const heading = log.heldOut.length === 0 ? LOSS : HELD_OUT_LOSS;
  const domain = domainOf(lossValues(log)) ?? [0, 1];
  return strip(heading, domain, width, look, [
    areaLayer([], palette.frozen),
    curveLayer(log.losses, { stroke: palette.quietInk, strokeWidth: 1 }),
    dotLayer(dots, DOT_PX2),
  ]);
}

function rateStrip({ rates }: DrawnLog, width: number, look: RunLook): Panel {
  const { palette } = look;
  const domain = domainOf(
    rates.map(({ y }) => y),
    0,
  ) ?? [0, 1];
  return strip(RATE, domain, width, look, [
    areaLayer(rates, palette.frozen),
    curveLayer(rates, { stroke: palette.quietInk, strokeWidth: 1 }),
    dotLayer([], DOT_PX2),
  ]);
}

function strip(
  heading: string,
  domain: readonly [number, number],
  width: number,
  look: RunLook,
  layers: readonly Layer[],
): Panel {
  const size: PanelSize = { width, height: STRIP_PX };
  const x: Axis = timeAxis(look, width, false);
  return {
    ...size,
    label: heading,
    onSteps: true,
    axes: { x, y: valueAxis(domain, size) },
    layers: [
      boxLayer(eraBoxes(look.run, x, size, look.palette)),
      ...layers,
      noteLayer([panelHeading(heading, look.palette)]),
    ],
  };
}
