import {
  compareWeights,
  DEFAULT_WEIGHT_OPTIONS,
  summariseWeights,
} from "../../src/analysis/weights/weights.js";
import { figuresOf } from "../../src/figure/index.js";
import type { FigureSubject, FigureSubjects } from "../../src/figure/kind.js";
import { DEFAULT_FIGURE_OPTIONS, withCheckpoints } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import type { WeightOptions } from "../../src/model/weights.js";
import { SMALL_POST, SMALL_PRE, smallPair } from "./comparisons.js";
import { eventful, manyBlocks, odd } from "./drawable.js";
import { madeProbe } from "./probes.js";
import { smallRun } from "./runs.js";
import { twoRuns } from "./seeds.js";

/** Something to draw by every registered figure. */

interface DrawnCase {
  readonly kind: string;
  readonly what: string;
  readonly draw: (options?: Partial<FigureOptions>) => Promise<VegaLiteSpec>;
}

interface Sample<Of extends FigureSubject> {
  readonly what: string;
  readonly make: () => FigureSubjects[Of] | Promise<FigureSubjects[Of]>;
}

/** Every figure of these subjects. */
function casesOf<Of extends FigureSubject>(of: Of, samples: readonly Sample<Of>[]): DrawnCase[] {
  return figuresOf(of).flatMap(({ name, build }) =>
    samples.map(({ what, make }) => ({
      kind: name,
      what,
      draw: async (options) => build(await make(), { ...DEFAULT_FIGURE_OPTIONS, ...options }),
    })),
  );
}

const COMPARISONS: readonly Sample<"comparison">[] = [
  {
    what: "the shipped pair with biases",
    make: () => smallPair({ bias: true, blocks: [5, 6, 7], norms: ["ln_1", "ln_2", "ln_f"] }),
  },
  {
    what: "the shipped pair on the study's bins",
    make: () => smallPair({ bins: "study", blocks: [5, 6, 7], norms: ["ln_1", "ln_2", "ln_f"] }),
  },
  { what: "tensors with outliers", make: eventful },
  { what: "tensors without an ordinary histogram", make: odd },
  { what: "a model of 3 blocks", make: () => manyBlocks(3) },
];

/** The second checkpoint of a comparison by itself. */
function checkpointOf({ post, tensors }: Comparison): FigureSubjects["checkpoint"] {
  const summarised = tensors.map((tensor) => ({ ...tensor, distribution: tensor.post }));
  return { summary: { model: post, tensors: summarised, skipped: [], notices: [] }, bins: "auto" };
}

function tensorOf({ tensors }: Comparison, number: number): FigureSubjects["tensor"] {
  const tensor = tensors[number];
  if (tensor === undefined) throw new RangeError(`no tensor ${number}`);
  return { ...tensor, distribution: tensor.post, side: "post" };
}

const WORK = { threads: 1, onProgress: () => {} };

function weightsOfPair(options: Partial<WeightOptions>): Promise<FigureSubjects["weights"]> {
  return withCheckpoints(SMALL_PRE, SMALL_POST, (pre, post) =>
    compareWeights(pre, post, { ...DEFAULT_WEIGHT_OPTIONS, bins: 300, ...options }, WORK),
  );
}

/** Kinds of figures of a comparison that are drawn of any; the others need what was asked for. */
export const OF_ANY_PAIR = figuresOf("comparison").flatMap((kind) => ("needs" in kind ? [] : [kind.name]));

export const EVERY_FIGURE: readonly DrawnCase[] = [
  ...casesOf("comparison", COMPARISONS),
  ...casesOf(
    "checkpoint",
    COMPARISONS.map(({ what, make }) => ({ what, make: async () => checkpointOf(await make()) })),
  ),
  ...casesOf("tensor", [
    { what: "a tensor with outliers", make: () => tensorOf(eventful(), 1) },
    { what: "a tensor without a finite value", make: () => tensorOf(odd(), 0) },
  ]),
  ...casesOf("weights", [
    {
      what: "one checkpoint",
      make: () =>
        withCheckpoints(SMALL_PRE, SMALL_POST, (pre) => summariseWeights(pre, DEFAULT_WEIGHT_OPTIONS, WORK)),
    },
    { what: "two checkpoints by block", make: () => weightsOfPair({ groupBy: "block" }) },
    { what: "two checkpoints by tensor", make: () => weightsOfPair({ groupBy: "tensor" }) },
  ]),
  ...casesOf("probe", [
    { what: "two models", make: () => madeProbe({ ablated: true }) },
    { what: "one model", make: () => madeProbe({ two: null, massiveDim: 3 }) },
  ]),
  ...casesOf("run", [{ what: "the small run", make: () => smallRun() }]),
  ...casesOf("runs", [{ what: "two runs", make: () => twoRuns() }]),
];
