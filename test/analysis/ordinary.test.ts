import { describe, expect, it, vi } from "vitest";
import { isOrdinary, tensorSteps } from "../../src/analysis/track/ordinary.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { NamedTensor } from "../../src/model/norms.js";
import { SMALL_PRE } from "../support/comparisons.js";
import { knownPairs } from "../support/knownPairs.js";
import { compareMade, tensorsOf } from "../support/madeModels.js";
import { useTempDir } from "../support/tempDir.js";

/** What is quickly called ordinary of two neighbouring checkpoints is never what a diagnosis calls broken. */

const folder = useTempDir();
vi.setConfig({ testTimeout: 180_000 });

/** By the quick look at the vectors of a comparison. */
function looksOrdinary({ whole }: Comparison): boolean {
  const norms = new Map(whole.map(({ name, id }) => [name, { id } as NamedTensor]));
  const vectors = (side: "pre" | "post") => new Map(whole.map((pair) => [pair.name, pair[side].values]));
  const steps = tensorSteps(norms, vectors("pre"), vectors("post"));
  return steps !== null && isOrdinary(steps);
}

describe("an ordinary step between checkpoints", () => {
  it.each([1, 2])(
    "is none of those in which something broke, of all changes that are known, seed %i",
    async (seed) => {
      const missed: string[] = [];
      let ordinary = 0;
      for (const pair of knownPairs(await tensorsOf(SMALL_PRE), seed)) {
        // Of tensors that are not there, below.
        if (pair.pre.size !== pair.post.size) continue;
        const comparison = await compareMade(folder, pair);
        const isBroken = comparison.findings.some(({ weight }) => weight === "broken");
        const isQuick = looksOrdinary(comparison);
        if (isBroken && isQuick) missed.push(pair.name);
        if (isQuick) ordinary++;
      }
      expect(missed).toEqual([]);
      // And it is not said of nothing.
      expect(ordinary).toBeGreaterThan(5);
    },
  );

  it("is not said of checkpoints with different tensors", () => {
    const of = (...names: string[]) => new Map(names.map((name) => [name, Float64Array.of(1, 2, 3)]));
    const norms = new Map(["a", "b"].map((name) => [name, { id: { norm: "x" } } as unknown as NamedTensor]));
    expect(tensorSteps(norms, of("a", "b"), of("a"))).toBeNull();
    expect(tensorSteps(norms, of("a", "c"), of("a", "b"))).toBeNull();
    expect(tensorSteps(norms, of("a", "b"), of("a", "b"))).toHaveLength(2);
  });
});
