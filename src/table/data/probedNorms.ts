import type { EffectiveGain } from "../../model/effective.js";
import type {
  OverallMeasures,
  PositionMeasures,
  Probe,
  ProbedChange,
  ProbedModel,
  ProbedNorm,
} from "../../model/probe.js";
import { labelOf } from "../../words/modelLabel.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";

interface RowOfProbe {
  readonly checkpoint: ProbedModel;
  readonly norm: ProbedNorm;
  /** From the first checkpoint to the second; on rows of the second. */
  readonly change: ProbedChange | null;
}

const OVERALL = fieldColumns<OverallMeasures>({
  inputMean: ["number", "mean of the input over all tokens and dims"],
  inputStd: ["number", "standard deviation of the same"],
  outputMean: ["number", "mean of the output"],
  outputStd: ["number", "standard deviation of the output"],
  outputRms: ["number", "root mean square of the output"],
});

const POSITION: readonly DataColumn<PositionMeasures>[] = [
  ...fieldColumns<PositionMeasures>({
    tokens: ["integer", "number of tokens"],
    inputMean: ["number", "mean over tokens of a token's mean over its dims"],
    inputVariance: ["number", "mean over tokens of a token's variance over its dims"],
    lowVariance: ["number", "5th percentile over tokens of the same"],
    highVariance: ["number", "95th percentile over tokens of the same"],
    excessKurtosis: ["number", "mean over tokens of the excess kurtosis about the mean"],
    uncentredKurtosis: ["number", "mean over tokens of mean(x^4) / mean(x^2)^2"],
    outputRms: ["number", "mean over tokens of the root mean square of the output"],
    cosine: ["number", "mean over tokens of the cosine of the standardised input and the output"],
  }),
  ...columnsOfPart(
    fieldColumns<PositionMeasures["largest"]>({
      value: ["number", "the input of the largest magnitude"],
      dim: ["integer", "its dim"],
      position: ["integer", "its position in its window"],
      timesMedian: ["number", "its magnitude over the median magnitude of its window"],
    }).map((column) => ({
      ...column,
      name: `largest${column.name.charAt(0).toUpperCase()}${column.name.slice(1)}`,
    })),
    { of: ({ largest }: PositionMeasures) => largest },
  ),
];

const CHANGE: readonly DataColumn<ProbedChange>[] = [
  ...fieldColumns<ProbedChange>({
    outputChange: ["number", "length of the output's change over the length of the output before"],
    inputCosine: ["number", "mean over tokens of the cosine of both inputs"],
    varianceRatio: ["number", "mean input variance after over before, position 0 left out"],
    gainChange: ["number", "median gain after over before, minus 1"],
  }),
  ...(["gain", "input", "bias"] as const).map(
    (part): DataColumn<ProbedChange> => ({
      name: `${part}Share`,
      type: "number",
      means: `share of the output's change that comes from the change of the ${part}; the three add up to 1`,
      of: ({ split }) => split?.[part] ?? null,
    }),
  ),
];

const EFFECTIVE: readonly DataColumn<EffectiveGain>[] = columnsOfPart(
  fieldColumns<EffectiveGain["summary"]>({
    median: ["number", "median over the dims"],
    iqr: ["number", "interquartile range"],
    min: ["number", "least"],
    max: ["number", "greatest"],
  }),
  { of: ({ summary }: EffectiveGain) => summary },
);

/** A row a checkpoint and norm. */
export const PROBED_NORMS: TableOf<Probe, RowOfProbe> = {
  name: "probedNorms",
  row: "checkpoint and norm",
  columns: [
    {
      name: "checkpoint",
      type: "text",
      means: "name of the checkpoint, without its path",
      of: ({ checkpoint }) => labelOf(checkpoint.model),
    },
    { name: "norm", type: "text", means: "canonical name of the norm", of: ({ norm }) => norm.name },
    {
      name: "block",
      type: "integer",
      means: "0-based block; undefined for the final norm",
      of: ({ norm }) => norm.block,
    },
    ...columnsOfPart(OVERALL, { of: ({ norm }: RowOfProbe) => norm.overall }),
    ...columnsOfPart(POSITION, {
      of: ({ norm }: RowOfProbe) => norm.others,
      prefix: "others_",
      said: "positions from 1 on",
    }),
    ...columnsOfPart(POSITION, {
      of: ({ norm }: RowOfProbe) => norm.first,
      prefix: "first_",
      said: "position 0",
    }),
    {
      name: "massiveDims",
      type: "integers",
      means: "dims with massive activations, the largest first",
      of: ({ norm }) => norm.massive.map(({ dim }) => dim),
    },
    ...columnsOfPart(EFFECTIVE, {
      of: ({ norm }: RowOfProbe) => norm.effective ?? null,
      prefix: "effective_",
      said: "gain times the norm of the row of the matrix behind it",
    }),
    ...columnsOfPart(CHANGE, {
      of: ({ change }: RowOfProbe) => change,
      prefix: "change_",
      said: "from the first checkpoint",
    }),
  ],
  rowsOf: ({ pre, post, pair }) => [
    ...pre.norms.map((norm) => ({ checkpoint: pre, norm, change: null })),
    ...(post?.norms ?? []).map((norm, i) => ({
      checkpoint: post as ProbedModel,
      norm,
      change: pair?.changes[i] ?? null,
    })),
  ],
};
