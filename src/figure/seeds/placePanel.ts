import type { TrackedRuns } from "../../model/runs.js";
import { blockLabel } from "../../words/tensorNames.js";
import { mixed, normColours } from "../panel/colours.js";
import type { Note } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { HEAD_FONT } from "../panel/panels.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, SEMI_BOLD } from "../panel/theme.js";
import { type Domain, domainOf } from "../run/domain.js";
import type { RunLook } from "../run/look.js";
import { type TimeBand, type TimeLine, timePanel } from "../run/timePanel.js";
import type { CourseOf } from "./courses.js";
import type { Place } from "./places.js";

/** The norms of one block in all runs over the steps, each norm in its colour. */

const BAND_OPACITY = 0.28;
/** Of the colours of runs that are a line each, in their order: told apart in greyscale too. */
const STRENGTHS = [1, 0.6, 0.35];

/** What the panels of a figure have in common. */
export interface PlacePlots {
  readonly tracked: TrackedRuns;
  readonly courseOf: CourseOf;
  /** The least value of the axis; null for that of the lines. */
  readonly from: number | null;
  /** A value to hold the lines against, dashed; null for none. */
  readonly reference: number | null;
}

/** One for all these places, that they can be held against each other. */
export function placesDomain(places: readonly Place[], plots: PlacePlots): Domain | null {
  const { tracked, courseOf, from, reference } = plots;
  const values = places.flatMap(({ tensors }) =>
    tensors.flatMap((tensor) => {
      const { lines, band } = courseOf(tensor, tracked);
      return [...lines.flat().map(({ value }) => value), ...band.flatMap(({ lo, hi }) => [lo, hi])];
    }),
  );
  return values.every((value) => value === null) ? null : domainOf([...values, reference], from);
}

interface PlacePlot {
  readonly place: Place;
  readonly domain: Domain | null;
  /** Its heading names the norms, each in its colour. */
  readonly isNamed: boolean;
  readonly isLowest: boolean;
}

export function placePanel(
  { place, domain, isNamed, isLowest }: PlacePlot,
  plots: PlacePlots,
  size: PanelSize,
  look: RunLook,
): Panel {
  const { tracked, courseOf, reference } = plots;
  const colours = normColours(look.run.model.architecture, look.palette);
  const own = place.tensors.map((tensor) => ({
    norm: tensor.id.norm,
    course: courseOf(tensor, tracked),
    colour: colours.get(tensor.id.norm) ?? look.palette.ink,
  }));
  const lines = own.flatMap(({ norm, course, colour }) =>
    course.lines.map(
      (points, i): TimeLine => ({
        name: `${norm} ${i + 1}`,
        colour: mixed(look.palette.background, colour, STRENGTHS[i] ?? 1),
        points,
      }),
    ),
  );
  const bands = own.map(
    ({ norm, course, colour }): TimeBand => ({
      name: norm,
      fill: colour,
      opacity: BAND_OPACITY,
      edges: course.band,
    }),
  );
  const heading = place.block === null ? place.tensors[0].id.norm : blockLabel(place.block);
  const notes = isNamed && place.block !== null ? nameNotes(heading, own) : [];
  const held: TimeLine[] = [
    {
      name: "reference",
      colour: look.palette.quietInk,
      points: reference === null ? [] : ends(tracked.steps).map((step) => ({ step, value: reference })),
    },
  ];
  return timePanel({ heading, lines, bands, domain, isLowest, dashed: held, notes }, size, look);
}

function ends(steps: readonly number[]): readonly number[] {
  return [steps[0] ?? 0, steps.at(-1) ?? 0];
}

function nameNotes(
  heading: string,
  own: readonly { readonly norm: string; readonly colour: string }[],
): Note[] {
  let x = textWidth(heading, HEAD_FONT) + 8;
  return own.map(({ norm, colour }): Note => {
    const note = { x, y: -8, text: norm, fill: colour, weight: SEMI_BOLD };
    x += textWidth(norm, { ...LABEL_FONT, weight: SEMI_BOLD }) + 6;
    return note;
  });
}
