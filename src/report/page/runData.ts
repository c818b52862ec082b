import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { stepFacts, tensorFacts } from "../../words/run/atStep.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { typeset } from "../../words/typeset.js";
import { heightsOf, histogramWindow } from "./heights.js";

/** What the page of a run carries for its script: what there is to see at each of some steps. */
export interface RunPageData {
  /** What each step is, in words. */
  readonly steps: readonly string[];
  readonly tensors: readonly PageTensor[];
}

export interface PageTensor {
  readonly norm: string;
  /** Block and norm, as figures name it. */
  readonly label: string;
  /** The ends of the histograms' axis, as text. */
  readonly ends: readonly [string, string];
  /** By step: heights of the bins, a character each; empty where there is no finite value, or the tensor is not there. */
  readonly heights: readonly string[];
  /** By step, in words. */
  readonly facts: readonly string[];
}

const BINS = 30;

/** The steps that a page can show: those at which values were kept. */
export function pageSteps({ tensors }: TrackedRun): readonly number[] {
  const steps = tensors.flatMap(({ kept }) => kept.map(({ step }) => step));
  return [...new Set(steps)].sort((a, b) => a - b);
}

export function runPageData(run: TrackedRun): RunPageData {
  const steps = pageSteps(run);
  return {
    steps: steps.map((step) => typeset(stepFacts(run, step))),
    tensors: run.tensors
      .filter(({ id }) => id.parameter === "gain")
      .map((tensor) => pageTensor(tensor, steps)),
  };
}

function pageTensor(tensor: TrackedTensor, steps: readonly number[]): PageTensor {
  const { id, kept } = tensor;
  const byStep = new Map(kept.map(({ step, values }) => [step, values]));
  const window = histogramWindow(kept.map(({ values }) => values));
  const at = new Map(tensor.steps.map((one) => [one.step, one]));
  const last = kept.at(-1)?.values;
  return {
    norm: id.norm,
    label: tensorLabel(id),
    ends: window === null ? ["", ""] : [endText(window[0], window), endText(window[1], window)],
    heights: steps.map((step) => {
      const values = byStep.get(step);
      if (values === undefined || window === null || last === undefined) return "";
      return heightsOf(values, last, window, BINS);
    }),
    facts: steps.map((step) => {
      const one = at.get(step);
      return one === undefined ? "not there" : typeset(tensorFacts(one, byStep.get(step), window));
    }),
  };
}

/** As many digits as tell the two ends apart. */
function endText(value: number, [lo, hi]: readonly [number, number]): string {
  const decimals = Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(hi - lo))));
  const text = Math.abs(value) < 1e5 ? value.toFixed(decimals) : value.toExponential(2);
  return typeset(text);
}
