import type { TensorAtStep, TrackedTensor } from "../../model/run.js";
import type { TrackedAcrossRuns, TrackedRuns } from "../../model/runs.js";
import { bandOf } from "../../stats/band.js";
import { medianOf } from "../run/measures.js";
import { startLength } from "../run/startLength.js";

/** What is drawn of a tensor of several runs over the steps: lines, and what lies between the lowest and the highest. */

export interface CoursePoint {
  readonly step: number;
  readonly value: number | null;
}

export interface Course {
  readonly lines: readonly (readonly CoursePoint[])[];
  readonly band: readonly { readonly step: number; readonly lo: number; readonly hi: number }[];
}

/** Of a tensor of several runs. */
export type CourseOf = (tensor: TrackedAcrossRuns, tracked: TrackedRuns) => Course;

/** So many runs are a line each; of more the middle is one, and a band around it reaches from the lowest to the highest. */
export const MOST_LINES = 3;

export const mediansCourse: CourseOf = (tensor, tracked) => ofRuns(tensor, tracked, () => medianOf);

/** In % of each run's length at its start. */
export const driftCourse: CourseOf = (tensor, tracked) => ofRuns(tensor, tracked, travelledOf);

function travelledOf(own: TrackedTensor): (at: TensorAtStep) => number | null {
  const length = startLength(own);
  return ({ distanceFromFirst: distance }) =>
    distance === null || length === null ? null : (100 * distance) / length;
}

function ofRuns(
  { name }: TrackedAcrossRuns,
  { runs, steps }: TrackedRuns,
  measureOf: (own: TrackedTensor) => (at: TensorAtStep) => number | null,
): Course {
  const each = runs.map(({ tensors }): CoursePoint[] => {
    const own = tensors.find((tensor) => tensor.name === name);
    const measure = own === undefined ? () => null : measureOf(own);
    const byStep = new Map(own?.steps.map((at) => [at.step, at]));
    return steps.map((step) => {
      const at = byStep.get(step);
      return { step, value: at === undefined ? null : measure(at) };
    });
  });
  if (each.length <= MOST_LINES) return { lines: each, band: [] };
  const bands = steps.map((step, k) => ({
    step,
    band: bandOf(each.map((points) => points[k]?.value ?? null)),
  }));
  return {
    lines: [bands.map(({ step, band }) => ({ step, value: band?.median ?? null }))],
    band: bands.flatMap(({ step, band }) => (band === null ? [] : [{ step, lo: band.min, hi: band.max }])),
  };
}

/** Distances between two runs over the middle way of all: the middle pair, and from the nearest to the farthest. */
export const apartCourse: CourseOf = ({ steps }) => ({
  lines: [steps.map(({ step, apart }) => ({ step, value: apart }))],
  band: steps.flatMap(({ step, distance, travelled, apart }) =>
    apart === null || distance === null || travelled === null || distance.min === distance.max
      ? []
      : [{ step, lo: distance.min / travelled.median, hi: distance.max / travelled.median }],
  ),
});
