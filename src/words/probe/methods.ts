import type { Architecture } from "../../model/architecture.js";
import type { Probe } from "../../model/probe.js";
import type { Method } from "../methods.js";
import { normNoun } from "../sites.js";

/** What the numbers and figures of a probe mean, for its report, in ASCII. */
export function probeMethods({ pre, pair }: Probe): readonly Method[] {
  return [
    ...ofEveryModel(pre.model.architecture),
    ...(pair === null ? OF_ONE_MODEL : OF_TWO_MODELS),
    ...(pre.ablation === null ? [] : [ABLATED]),
  ];
}

function ofEveryModel(architecture: Architecture): readonly Method[] {
  const noun = normNoun(architecture);
  return [
    {
      term: "x, h, y",
      definition: `x is a token's hidden state before a ${noun}; h = (x - mean) / sqrt(variance + epsilon), over its dims; y = gain h + bias is the output.`,
    },
    {
      term: "input variance",
      definition:
        "Of x over the dims of a token, divided by their number; mean over the tokens. Position 0 of each window is apart, since it holds the massive activations of most models.",
    },
    {
      term: "loss",
      definition:
        "Mean of -log p(next token) in nats, perplexity its exponential. The last token of a window is scored on the token behind it. +- is the standard error over windows (scipy.stats.sem); differences are paired by window, and within two standard errors told as nothing measurable.",
    },
    {
      term: "massive activation",
      definition:
        "|x| above 100 and above 1,000 times the median |x| of the window (Sun, Chen, Kolter and Liu 2024, Massive activations in large language models).",
    },
    {
      term: "linear, without mean",
      definition: `The loss where every ${noun} divides by the mean deviation of its inputs, the same for all tokens, which makes it a linear map; and the loss where no mean is subtracted and the root mean square divides, as in RMSNorm (Zhang and Sennrich 2019).`,
    },
    {
      term: "what was computed",
      definition:
        "Matrix products in 32 bits; residual stream, norms, activation and statistics in 64. Every number is of this text alone.",
    },
  ];
}

/** Of what only the table of one model shows. */
const OF_ONE_MODEL: readonly Method[] = [
  {
    term: "kurtosis",
    definition:
      "mean((x - mean)^4) / variance^2 - 3 of a token over its dims, as scipy.stats.kurtosis; mean over tokens. 0 is that of a normal distribution.",
  },
  {
    term: "cosine of h and output",
    definition:
      "Mean over tokens; 1 where all gains are equal and all biases 0, so that nothing but the scale is set.",
  },
];

const OF_TWO_MODELS: readonly Method[] = [
  {
    term: "split of a change",
    definition:
      "y' - y = (g' - g)(h + h')/2 + (g + g')/2 (h' - h) + (b' - b), which adds up exactly. A share is a part's scalar product with the change over the change's squared length: the three add up to 1, and one that works against the change is negative.",
  },
  {
    term: "output changed",
    definition: "Length of the change of all outputs over the length of the outputs before.",
  },
  {
    term: "norms exchanged",
    definition:
      "The loss of each model with the gains and biases of the other's norms: what they carry of the change of the loss by themselves. Both ways are said, since they differ.",
  },
];

const ABLATED: Method = {
  term: "ablation",
  definition:
    "One gain changed at a time; Kullback-Leibler divergence of the changed prediction from the unchanged, nats a token. The far gains are those farthest from the median of their norm, set to it; beside them random gains set to it, and random gains multiplied by as much as a far one is from the median. What a far gain costs beyond the last is due to its dim.",
};
