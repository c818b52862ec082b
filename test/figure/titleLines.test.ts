import { describe, expect, it } from "vitest";
import { textWidth } from "../../src/figure/panel/text.js";
import { titleLines } from "../../src/figure/panel/titleLines.js";

const STYLE = { size: 12, weight: 600 };
const lines = (title: string, width: number) => titleLines(title, STYLE, width);
const widthOf = (text: string) => textWidth(text, STYLE);

describe("a title in lines", () => {
  it("is one where it fits", () => {
    expect(lines("ln_2 grew", 200)).toEqual(["ln_2 grew"]);
  });

  it("ends them between clauses where that takes no more of them", () => {
    const title = "ln_2 of blocks 2-10 grew; all else is bit-identical and always was";
    expect(lines(title, widthOf(title) * 0.8)).toEqual([
      "ln_2 of blocks 2-10 grew;",
      "all else is bit-identical and always was",
    ]);
  });

  it("leaves no word alone on the last", () => {
    const title = "The bulk is wider in all of the gains of this model today";
    const width = widthOf("The bulk is wider in all of the gains of this model") + 1;
    const shown = lines(title, width);
    expect(shown.length).toBe(2);
    expect(shown.join(" ")).toBe(title);
    expect(widthOf(shown[1] as string)).toBeGreaterThan(width / 4);
  });

  it("never parts a number from what it became", () => {
    const title = "Dim 64 fell in ln_1 of the blocks (0.919 → 0.677)";
    for (let width = 150; width < 400; width += 7)
      expect(lines(title, width).every((line) => !/^→|→$/.test(line))).toBe(true);
  });

  it("never parts a number from its unit, however narrow it is", () => {
    const title = "The norms make at most 4.4 % of the change, and 1.3 × that of before (×0.67 at h.10.ln_2)";
    for (let width = 150; width < 500; width += 7) {
      const shown = lines(title, width);
      expect(shown.every((line) => !/^[%×](?: |$)/.test(line))).toBe(true);
      expect(shown.join(" ")).toBe(title);
    }
  });

  it("keeps every line within the width", () => {
    const title =
      "gains of blocks 0-1, ln_1 of blocks 2-3 and ln_f changed slightly; all biases are bit-identical";
    for (let width = 150; width < 700; width += 23)
      expect(Math.max(...lines(title, width).map(widthOf))).toBeLessThanOrEqual(width);
  });
});
