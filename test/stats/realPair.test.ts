import { describe, expect, it } from "vitest";
import { compare } from "../../src/index.js";
import type { TensorComparison } from "../../src/model/comparison.js";
import { correlationMatrix } from "../../src/stats/correlation.js";
import { quantile } from "../../src/stats/quantiles.js";
import { iqrRatioRanges } from "../../src/stats/spread.js";
import { REAL_IS_ABSENT, REAL_POST, REAL_PRE, WHERE_REAL } from "../support/sharedData.js";

const TRAINED = [6, 7, 8, 9, 10];

describe.skipIf(REAL_IS_ABSENT)(`measures ${WHERE_REAL}`, async () => {
  const tensors = REAL_IS_ABSENT
    ? []
    : (await compare(REAL_PRE, REAL_POST, { blocks: "all", bias: true })).tensors;
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const named = (name: string) => tensors.find((tensor) => tensor.name === name) as TensorComparison;
  const ln2 = TRAINED.map((block) => named(`h.${block}.ln_2.weight`).change);
  const rangeOf = (values: readonly (number | null)[], digits: number) =>
    [Math.min(...(values as number[])), Math.max(...(values as number[]))].map((x) => x.toFixed(digits));

  it("say that in ln_2 of blocks 6-10 nearly every dim rose, and by how much", () => {
    expect(
      rangeOf(
        ln2.map(({ shareUp }) => 100 * (shareUp as number)),
        1,
      ),
    ).toEqual(["99.2", "99.6"]);
    expect(
      rangeOf(
        ln2.map(({ medianDelta }) => medianDelta),
        3,
      ),
    ).toEqual(["0.036", "0.040"]);
    expect(
      rangeOf(
        ln2.map(({ madDelta }) => madDelta),
        4,
      ),
    ).toEqual(["0.0061", "0.0066"]);
    expect(
      rangeOf(
        ln2.map(({ pearson }) => pearson),
        3,
      ),
    ).toEqual(["0.965", "0.983"]);
    expect(
      rangeOf(
        ln2.map(({ medianFraction }) => 100 * (medianFraction as number)),
        1,
      ),
    ).toEqual(["13.6", "14.9"]);
  });

  it("say that every gain tensor goes with its own, and how little others do", () => {
    const own = gains.map(({ change }) => change.spearman as number);
    expect(Math.min(...own).toFixed(2)).toBe("0.76");
    const sides = (side: "pre" | "post") => gains.map((tensor) => tensor[side].values);
    const matrix = correlationMatrix(sides("pre"), sides("post"), "spearman");
    const others = Float64Array.from(
      matrix.flatMap((row, i) => row.filter((_, j) => j !== i).map(Number)),
    ).sort();
    expect(quantile(others, 0.5).toFixed(2)).toBe("0.11");
    expect((others.at(-1) as number).toFixed(2)).toBe("0.94");
  });

  it("say that blocks 0-5 are the same, gains and biases", () => {
    const frozen = tensors.filter(({ id }) => id.block !== null && id.block <= 5);
    expect(frozen).toHaveLength(24);
    for (const { change } of frozen) {
      expect(change).toMatchObject({
        identical: true,
        changedShare: 0,
        shareUp: 0,
        roundedTo: null,
        pearson: 1,
      });
      expect(change).toMatchObject({ scale: 1, offset: 0, residualMad: 0, residualShare: 0, iqrRatio: 1 });
    }
  });

  it("say that the bulk became x1.15 to x1.45 wider in blocks 6-10 and ln_f, beyond what dims by chance would", () => {
    const widened = gains.filter(({ id }) => id.block === null || TRAINED.includes(id.block));
    expect(
      rangeOf(
        widened.map(({ change }) => change.iqrRatio),
        2,
      ),
    ).toEqual(["1.15", "1.45"]);
    const ranges = iqrRatioRanges(widened.map(({ pre, post }) => ({ pre: pre.values, post: post.values })));
    for (const [i, range] of ranges.entries()) expect(range?.low, widened[i]?.name).toBeGreaterThan(1);
  });

  it("say that of the gains away from zero none changed its sign, and that nothing was permuted or rounded", () => {
    for (const { change } of gains) expect(change.signChangeShare).toBe(0);
    for (const { change } of tensors) expect(change.roundedTo).toBeNull();
    const moved = tensors.filter(({ change }) => !change.identical);
    for (const { change } of moved) expect(change.sortedDistance).toBeGreaterThan(0.1);
  });
});
