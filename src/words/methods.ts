import type { Architecture } from "../model/architecture.js";
import { placesSentence } from "./sites.js";

/** What the numbers of a report mean: each is equal to a function of numpy or scipy, so that it can be checked. */

export interface Method {
  readonly term: string;
  readonly definition: string;
}

export function methodsOf(architecture: Architecture): readonly Method[] {
  return [normMethod(architecture), ...METHODS];
}

/** What the architecture's norms compute, and where they are. */
function normMethod(architecture: Architecture): Method {
  const kinds = new Set(architecture.sites.map(({ kind }) => kind));
  const isOffset = architecture.sites.some(({ storedAs }) => storedAs === "gain - 1");
  const sentences = [
    ...(kinds.has("LayerNorm")
      ? [
          "LayerNorm computes γ (x - mean) / sqrt(variance + ε) + β for each of the model's dimensions; γ is its weight.",
        ]
      : []),
    ...(kinds.has("RMSNorm")
      ? ["RMSNorm computes γ x / sqrt(mean of x² + ε), without a mean to subtract and without a bias."]
      : []),
    ...(isOffset ? ["Where files store γ - 1, numbers and figures are of γ."] : []),
    placesSentence(architecture),
    "Blocks count from 0: h5 is the sixth.",
  ];
  return { term: "gain γ, bias β", definition: sentences.join(" ") };
}

const METHODS: readonly Method[] = [
  {
    term: "change",
    definition:
      "Post minus pre. Dimension i before is dimension i after, so that values are compared in pairs. The change of a median is given as a fraction of its magnitude in pre.",
  },
  {
    term: "median, IQR, MAD",
    definition:
      "Quantiles by linear interpolation (numpy.quantile); IQR is the third minus the first quartile; MAD the median absolute deviation from the median, unscaled (scipy.stats.median_abs_deviation). The std is the population's (ddof 0).",
  },
  {
    term: "outlier",
    definition:
      "Modified z = 0.6745 (x - median) / MAD beyond 3.5 to either side (Iglewicz and Hoaglin 1993). Counts of a side are by its own median and MAD; new outliers by those of pre.",
  },
  {
    term: "KS",
    definition:
      "Two-sample Kolmogorov-Smirnov statistic (scipy.stats.ks_2samp): the largest gap between the two distribution functions, from 0 to 1. It sees shape, not which dimension moved. No p-value is given: the dimensions of a model are not independent samples.",
  },
  {
    term: "relative L2",
    definition: "Euclidean length of the change over that of pre.",
  },
  {
    term: "histograms",
    definition:
      "Pre and post share their bins. The window is the median ± 6 MAD of both, wider where that would leave out more than 5 % of a side; inside it Freedman and Diaconis' width, held to 24-60 bins; what lies outside is counted and drawn as single ticks in grey gutters, on a compressed scale. Counts equal numpy.histogram's.",
  },
  {
    term: "densities",
    definition:
      "Gaussian kernel with Silverman's bandwidth, 0.9 min(s, IQR / 1.34) n^(-1/5) (Silverman 1986, eq. 3.31). Each row has a scale of its own; a side has one of its own where its peak is less than a tenth of the other's.",
  },
  {
    term: "non-finite values",
    definition:
      "NaN and infinite values are counted and left out of every other number. What is undefined is a dash.",
  },
];
