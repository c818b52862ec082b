import { expect, it } from "vitest";
import { planesOf } from "../../src/page/drawer/planes.js";
import { bell, madeUp } from "../support/comparisons.js";

const GAINS = bell(100, 0.3, 0.01);
const BIASES = bell(100, 0, 0.01);
const grown = (factor: number) => GAINS.map((value) => value * factor);
const moved = (by: number) => BIASES.map((value) => value + by);

it("exploring begins with what changed most, gains and biases in turn, and without what is identical", () => {
  const { tensors } = madeUp([
    { pre: GAINS, post: grown(1.1), block: 0 },
    { pre: GAINS, post: grown(1.3), block: 1 },
    { pre: GAINS, post: GAINS, block: 2 },
    { pre: GAINS, post: grown(1.2), block: 3 },
    { pre: BIASES, post: moved(1), block: 0, parameter: "bias" },
    { pre: BIASES, post: moved(2), block: 1, parameter: "bias" },
  ]);
  expect(planesOf(tensors).map(({ label }) => label)).toEqual([
    "h1 ln_1",
    "h1 ln_1 bias",
    "h3 ln_1",
    "h0 ln_1 bias",
    "h0 ln_1",
  ]);
});
