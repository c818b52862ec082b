import { expect, it } from "vitest";
import { WdistError } from "../../../src/errors.js";
import { Budget } from "../../../src/format/shared/budget.js";

/** The error of a file whose header names what `fill` counts. */
function refusal(fill: (budget: Budget) => void): WdistError {
  try {
    fill(new Budget("a-file"));
  } catch (error) {
    if (error instanceof WdistError) return error;
    throw error;
  }
  return expect.fail("was accepted");
}

function repeat(times: number, count: () => void): void {
  for (let i = 0; i < times; i++) count();
}

it("takes the largest models: a quarter of a million tensors, a hundred characters each", () => {
  const budget = new Budget("a-file");
  expect(() => repeat(250_000, () => budget.add(100, 4))).not.toThrow();
});

it.each<readonly [string, (budget: Budget) => void, string]>([
  ["too many tensors", (budget) => repeat(250_001, () => budget.add(1)), "more than 250000 tensors"],
  ["a very long name", (budget) => budget.add(10_001), "by 10001 characters; 10000 is the limit"],
  ["long names", (budget) => repeat(5000, () => budget.add(9000)), "more than 33554432 characters"],
  [
    "very many dimensions",
    (budget) => repeat(500, () => budget.add(1, 9000)),
    "more than 4194304 dimensions",
  ],
])(
  "refuses %s as more than is read, which another copy of the file would not mend",
  (_what, fill, message) => {
    const error = refusal(fill);
    expect(error.code).toBe("UNSUPPORTED_FORMAT");
    expect(error.where).toBe("a-file");
    expect(error.message).toContain(message);
    expect(error.fix).not.toMatch(/download|copy/);
  },
);
