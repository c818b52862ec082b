import { describe, expect, it } from "vitest";
import type { Convergence } from "../../src/model/answers.js";
import { spreadTitle } from "../../src/words/answers/spreadTitle.js";
import { smallPair } from "../support/comparisons.js";

const { pre } = await smallPair({ blocks: [8] });

function titleOf(counts: readonly (readonly [Convergence["measure"], number, number, number])[]): string {
  return spreadTitle(
    counts.map(([measure, before, post, of]) => ({ measure, pre: before, post, of })),
    pre.architecture,
  );
}

describe("the title of the spreads", () => {
  it("counts blocks before and after, those by measures without a change first", () => {
    const counts = [
      ["iqr", 7, 7, 7],
      ["std", 3, 2, 7],
      ["iqrOverMedian", 5, 7, 7],
      ["stdOverMean", 0, 0, 7],
    ] as const;
    expect(titleOf(counts)).toBe(
      "Of 7 blocks, ln_2 is narrower than ln_1 in all by IQR, in none by std/mean, before and after; in 3 before and 2 after by std, in 5 before and all after by IQR/median",
    );
  });

  it.each([
    [7, "ln_2 is narrower than ln_1 in all 7 blocks by every measure, before and after"],
    [0, "ln_2 is narrower than ln_1 in no block by any measure, before or after"],
  ])("says it once where all measures agree: %i of 7", (count, title) => {
    expect(
      titleOf([
        ["iqr", count, count, 7],
        ["std", count, count, 7],
      ]),
    ).toBe(title);
  });

  it("of one block says by what it is, without numbers", () => {
    const counts = [
      ["iqr", 1, 1, 1],
      ["std", 1, 0, 1],
      ["iqrOverMedian", 0, 1, 1],
      ["stdOverMean", 0, 0, 1],
    ] as const;
    expect(titleOf(counts)).toBe(
      "In the block, ln_2 is narrower than ln_1 by IQR before and after, by std only before, by IQR/median only after, not by std/mean",
    );
  });

  it("claims nothing where no block has both norms", () => {
    expect(titleOf([["iqr", 0, 0, 0]])).toBe("Spread of the LayerNorm gains by block");
  });
});
