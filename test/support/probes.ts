import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import type { ModelInfo } from "../../src/model/norms.js";
import type {
  AblatedDim,
  ChangedLoss,
  Loss,
  NormAblation,
  PositionMeasures,
  Probe,
  ProbedChange,
  ProbedModel,
  ProbedNorm,
} from "../../src/model/probe.js";

/** Probes that nobody ran: every number is chosen, so that what is said and drawn of it is known. */

const WINDOWS = 4;

export interface MadeProbe {
  readonly blocks?: number;
  /** Factor of the input's variance from a norm to the next. */
  readonly growth?: number;
  readonly massiveDim?: number | null;
  readonly ablated?: boolean;
  /** Differences of the loss against the unchanged model, and their errors. */
  readonly linear?: readonly [mean: number, error: number | null];
  readonly two?: MadePair | null;
}

export interface MadePair {
  /** Blocks below are the same in both. */
  readonly changedFrom: number;
  /** Of the variance, post over pre, at the last norm. */
  readonly ratio: number;
  readonly change: readonly [mean: number, error: number | null];
  readonly intoPre: readonly [mean: number, error: number | null];
  readonly intoPost: readonly [mean: number, error: number | null];
}

const FINE_TUNED: MadePair = {
  changedFrom: 2,
  ratio: 0.7,
  change: [-0.87, 0.1],
  intoPre: [0.0003, 0.0011],
  intoPost: [0.0131, 0.0023],
};

export function madeProbe({
  blocks = 4,
  growth = 1.5,
  massiveDim = null,
  ablated = false,
  linear = [0.126, 0.031],
  two = FINE_TUNED,
}: MadeProbe = {}): Probe {
  const pre = modelOf("runs/pre/model.safetensors", blocks, {
    growth,
    massiveDim,
    ablated,
    linear,
    ratio: 1,
    from: 0,
  });
  const text = {
    name: "texts/py.txt",
    sha256: "0".repeat(64),
    tokenizer: "bytes",
    tokens: WINDOWS * 128,
    windows: WINDOWS,
    windowTokens: 128,
    leftOver: 84,
  };
  const common = { text, backend: { name: "wasm", version: "4.22.0" }, pre, notices: [] };
  if (two === null) return { ...common, post: null, pair: null };
  const from = two.changedFrom;
  const post = modelOf("runs/post/model.safetensors", blocks, {
    growth,
    massiveDim,
    ablated,
    linear,
    ratio: two.ratio,
    from,
  });
  return {
    ...common,
    post,
    pair: {
      changes: pre.norms.map((norm, i) => changeOf(norm, i - 2 * from, two.ratio)),
      transplant: {
        change: estimateOf(two.change),
        preWithPostNorms: changedLossOf(two.intoPre),
        postWithPreNorms: changedLossOf(two.intoPost),
      },
    },
  };
}

interface MadeModel {
  readonly growth: number;
  readonly massiveDim: number | null;
  readonly ablated: boolean;
  readonly linear: readonly [number, number | null];
  readonly ratio: number;
  readonly from: number;
}

function modelOf(path: string, blocks: number, made: MadeModel): ProbedModel {
  const [ln1, ln2, lnF] = GPT2.architecture.sites as [
    ProbedNorm["site"],
    ProbedNorm["site"],
    ProbedNorm["site"],
  ];
  const places = [
    ...Array.from({ length: blocks }, (_, block) => [
      { site: ln1, block },
      { site: ln2, block },
    ]).flat(),
    { site: lnF, block: null },
  ];
  const norms = places.map(({ site, block }, i) => {
    const past = i - 2 * made.from;
    const factor =
      made.ratio === 1 || past <= 0 ? 1 : 1 + ((made.ratio - 1) * past) / (places.length - 1 - 2 * made.from);
    return normOf(site, block, 0.02 * made.growth ** i * factor, i === 1 ? made.massiveDim : null);
  });
  return {
    model: infoOf(path, blocks),
    ...lossOf(2.3),
    norms,
    without: { linear: changedLossOf(made.linear), withoutMean: changedLossOf([0.0041, 0.0008]) },
    ablation: made.ablated ? norms.map((norm, i) => ablationOf(norm, i)) : null,
  };
}

function infoOf(path: string, blocks: number): ModelInfo {
  return {
    path,
    format: "safetensors",
    files: [path],
    architecture: GPT2.architecture,
    naming: "h.N.ln_1.weight",
    place: "",
    prefix: "",
    blocks,
    width: 64,
    dtypes: ["F32"],
    tensorCount: 12 * blocks + 4,
  };
}

function lossOf(loss: number): Loss {
  return { loss, perplexity: Math.exp(loss), error: 0.05, windows: Array(WINDOWS).fill(loss) };
}

function estimateOf([mean, error]: readonly [number, number | null]) {
  return { mean, error };
}

function changedLossOf(change: readonly [number, number | null]): ChangedLoss {
  return { ...lossOf(2.3 + change[0]), change: estimateOf(change) };
}

function normOf(
  site: ProbedNorm["site"],
  block: number | null,
  variance: number,
  massiveDim: number | null,
): ProbedNorm {
  const name = site.path.replace("N", String(block));
  const positions = (factor: number, tokens: number): PositionMeasures => ({
    tokens,
    inputMean: 0,
    inputVariance: variance * factor,
    lowVariance: variance * factor * 0.6,
    highVariance: variance * factor * 1.7,
    excessKurtosis: 0.2,
    uncentredKurtosis: 3.2,
    largest: { value: -4 * Math.sqrt(variance * factor), dim: 21, window: 0, position: 3, timesMedian: 6 },
    outputRms: 1.1,
    cosine: 0.997,
  });
  const massive =
    massiveDim === null
      ? []
      : [{ value: 312, dim: massiveDim, window: 0, position: 0, timesMedian: 3193, tokens: WINDOWS }];
  const dims = [0.5, -0.25];
  return {
    name,
    site,
    block,
    overall: { inputMean: 0, inputStd: Math.sqrt(variance), outputMean: 0, outputStd: 1.1, outputRms: 1.1 },
    first: positions(2.2, WINDOWS),
    others: positions(1, WINDOWS * 127),
    dims: {
      inputMean: dims,
      inputVariance: dims,
      inputExcessKurtosis: [null, 0.1],
      inputLargest: dims,
      standardisedMeanSquare: dims,
      outputMean: dims,
      outputVariance: dims,
      outputLargest: dims,
    },
    massive,
  };
}

/** `past`: norms since the first that changed, which is given the same input. */
function changeOf({ name, site, block }: ProbedNorm, past: number, ratio: number): ProbedChange {
  const common = { name, site, block, inputCosine: 1 - Math.max(0, past) / 50 };
  if (past < 0) {
    const parts = { gain: 0, input: 0, bias: 0 };
    return { ...common, outputChange: 0, split: null, parts, varianceRatio: 1, gainChange: 0 };
  }
  const split =
    past === 0
      ? { gain: 0.78, input: 0, bias: 0.22 }
      : {
          gain: 0.04 / past,
          bias: past === 2 ? -0.003 : 0.004,
          input: 1 - 0.04 / past - (past === 2 ? -0.003 : 0.004),
        };
  const outputChange = 0.02 + 0.1 * past;
  return {
    ...common,
    outputChange,
    split,
    parts: {
      gain: outputChange * split.gain,
      input: outputChange * split.input,
      bias: outputChange * split.bias,
    },
    varianceRatio: past === 0 ? 1 : 1 + (ratio - 1) * Math.min(1, past / 4),
    gainChange: 0.02,
  };
}

function ablationOf({ name, site, block }: ProbedNorm, i: number): NormAblation {
  const size = 1e-5 * (1 + (i % 3));
  const dim = (at: number, factor: number, divergence: number): AblatedDim => ({
    dim: at,
    factor,
    divergence: { mean: divergence, error: divergence / 5 },
  });
  return {
    name,
    site,
    block,
    medianGain: 1,
    far: [dim(3, 0.6, 13 * size), dim(9, 1.4, 12 * size)],
    random: [dim(1, 1.02, size), dim(5, 0.98, 0.5 * size)],
    changedAsMuch: [dim(1, 1.6, 11 * size), dim(5, 0.7, 9 * size)],
  };
}
