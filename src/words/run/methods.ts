import type { Method } from "../methods.js";

/** What the numbers and figures of a run mean, for its report, in ASCII. */
export const RUN_METHODS: readonly Method[] = [
  {
    term: "moved",
    definition:
      "Euclidean distance between a tensor at the start (the baseline, else the first checkpoint) and at the last checkpoint, over its Euclidean length at the start: norm(z - s) / norm(s).",
  },
  {
    term: "way",
    definition:
      "All changes from checkpoint to checkpoint added up, over the displacement norm(z - s): 1 for a straight line. A lower bound of the real way, which grows with the number of checkpoints: compare it within one run only.",
  },
  {
    term: "settled",
    definition:
      "The first checkpoint from which on at most 50, 10 or 1 % of the displacement is left to the last one, for good. An upper bound: it may have been so at any step since the checkpoint before. It is not convergence: a learning rate that falls to zero settles every run, so the steps by which 50, 90 and 99 % of the summed learning rate were spent stand beside it.",
  },
  {
    term: "outlier",
    definition:
      "A dimension beyond 3.5 robust z-scores, 0.6745 (x - median) / MAD (Iglewicz and Hoaglin 1993), and more than 5 % off the median.",
  },
  {
    term: "density",
    definition:
      "Gaussian kernel with Silverman's rule of thumb (1986), as scipy.stats.gaussian_kde computes it.",
  },
  {
    term: "broke",
    definition:
      "NaN, norms reset to their initial values, constant, exchanged, permuted, negated or missing ones, between two neighbouring checkpoints; and jumps, 8 times or more the usual change around them.",
  },
];
