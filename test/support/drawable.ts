import type { Comparison } from "../../src/model/comparison.js";
import { bell, madeUp } from "./comparisons.js";

/** Outliers to both sides, one dim that moves far, a sign that flips: all that a row can show. */
export function eventful(): Comparison {
  const bulk = bell(200, 0.3, 0.01);
  const pre = [...bulk, 0.02, 0.05, 0.06, 1.2, 1.4];
  const post = [...bulk.map((value) => value * 1.14), -0.03, 0.06, 0.05, 1.1, 2.56];
  return madeUp([
    { pre, post: pre, block: 5, norm: "ln_1" },
    { pre, post, block: 6, norm: "ln_2" },
    { pre: pre.map((value) => value * 4), post: post.map((value) => value * 4.2), norm: "ln_f" },
  ]);
}

/** Every kind of tensor that has no ordinary histogram. */
export function odd(): Comparison {
  const nan = Array.from({ length: 8 }, () => Number.NaN);
  const ones = Array.from({ length: 8 }, () => 1);
  const huge = [1e308, -1e308, 1e308, -1e308, 1e308, -1e308, 1e308, -1e308];
  return madeUp([
    { pre: nan, post: nan },
    { pre: ones, post: nan },
    { pre: ones, post: ones },
    { pre: ones, post: ones.map((one) => one * 1.5) },
    { pre: huge, post: huge },
    { pre: bell(8, 0, 1e-42), post: bell(8, 0, 2e-42) },
    { pre: bell(8, 0, 1e6), post: bell(8, 1e6, 1e6) },
  ]);
}

/** A model of many blocks, all of them drifting. */
export function manyBlocks(blocks: number): Comparison {
  return madeUp(
    Array.from({ length: 2 * blocks + 1 }, (_, i) => {
      const pre = [...bell(64, 0.3 + i / 300, 0.02), 2, 3];
      const post = pre.map((value, dim) => value * (1.05 + dim / 1000));
      const norm = i === 2 * blocks ? "ln_f" : i % 2 === 1 ? "ln_2" : "ln_1";
      return { pre, post, block: i >> 1, norm } as const;
    }),
  );
}
