import { describe, expect, it } from "vitest";
import { factor, percent, signed, significant, withCommas } from "../../src/words/numbers.js";

describe("numbers as text", () => {
  it.each([
    [0.37652, "0.3765"],
    [12, "12.00"],
    [0, "0"],
    [-1.5e-7, "-1.500e-7"],
    [123456789, "1.235e+8"],
    [null, "-"],
  ])("significant(%d) is %s", (value, text) => {
    expect(significant(value)).toBe(text);
  });

  it.each([
    [0.366, "+0.37"],
    [-2.558, "-2.56"],
    [0.0031, "+0.0031"],
    [0, "+0"],
  ])("signed(%d) is %s", (value, text) => {
    expect(signed(value)).toBe(text);
  });

  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [124439808, "124,439,808"],
  ])("withCommas(%d) is %s", (value, text) => {
    expect(withCommas(value)).toBe(text);
  });

  it("percent and factor keep one and two decimals, and have no negative zero", () => {
    expect([percent(0.14938), percent(-0.0001), percent(null), percent(-0.024)]).toEqual([
      "+14.9%",
      "+0.0%",
      "-",
      "-2.4%",
    ]);
    expect([factor(1.4472), factor(0.99, "×"), factor(null)]).toEqual(["x1.45", "×0.99", "-"]);
  });
});
