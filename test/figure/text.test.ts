import { fileURLToPath } from "node:url";
import { openSync } from "fontkit";
import { describe, expect, it } from "vitest";
import { FONT_ADVANCES } from "#font-advances";
import { fitText, textWidth, typeset, wrapText } from "../../src/figure/panel/text.js";

const FONT = { size: 10, weight: 400 };

const FACES = [
  ["regular", "Inter-Regular"],
  ["semiBold", "Inter-SemiBold"],
] as const;

describe("the widths of characters", () => {
  it.each(FACES)("are those of the bundled font: %s", (face, name) => {
    const font = openSync(fileURLToPath(new URL(`../../assets/fonts/${name}.ttf`, import.meta.url)));
    if (!("glyphForCodePoint" in font)) throw new Error("a collection of fonts");
    const widthOf = (codePoint: number) =>
      font.hasGlyphForCodePoint(codePoint)
        ? Math.round((font.glyphForCodePoint(codePoint).advanceWidth / font.unitsPerEm) * 1000)
        : 0;
    for (const [first, list] of FONT_ADVANCES[face]) {
      const widths = list.split(" ").map(Number);
      // Where the fonts have changed on purpose: npm run font-advances
      expect(widths).toEqual(widths.map((_, i) => widthOf(first + i)));
    }
  });
});

describe("textWidth", () => {
  it("adds the font's own advances", () => {
    // Inter Regular: digits about 0.62 em, space 0.281 em.
    expect(textWidth(" ", FONT)).toBeCloseTo(2.81, 10);
    expect(textWidth("0", FONT)).toBeCloseTo(6.31 - 0.0, 0);
    expect(textWidth("ab", FONT)).toBeCloseTo(textWidth("a", FONT) + textWidth("b", FONT), 10);
  });

  it("scales with the size and grows with the weight", () => {
    expect(textWidth("gain", { size: 20, weight: 400 })).toBeCloseTo(2 * textWidth("gain", FONT), 10);
    expect(textWidth("gain", { size: 10, weight: 600 })).toBeGreaterThan(textWidth("gain", FONT));
  });

  it("takes a whole em for a wide character that the font lacks", () => {
    expect(textWidth("模", FONT)).toBe(10);
  });
});

describe("fitText", () => {
  it("leaves alone what fits", () => {
    expect(fitText("pre", FONT, 100)).toBe("pre");
  });

  it("cuts from the middle, so that both ends can be told apart", () => {
    const cut = fitText("pre: a-very-long-checkpoint-name-500", FONT, 100);
    expect(cut).toMatch(/^pre: .*….*500$/);
    expect(textWidth(cut, FONT)).toBeLessThanOrEqual(100);
  });

  it("does not split a character of two code units", () => {
    expect(fitText("😀😀😀😀😀😀", FONT, 35).isWellFormed()).toBe(true);
  });
});

describe("wrapText", () => {
  it("keeps every word and every line within the width", () => {
    const text = "Grey gutters: values outside it, one tick each on a compressed scale";
    const lines = wrapText(text, FONT, 120);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join(" ")).toBe(text);
    for (const line of lines) expect(textWidth(line, FONT)).toBeLessThanOrEqual(120);
  });
});

describe("typeset", () => {
  it.each([
    ["blocks 6-10", "blocks 6–10"],
    ["by -0.24", "by −0.24"],
    ["-5.0e-5", "−5.0e−5"],
    ["x1.31", "×1.31"],
    ["26->23", "26→23"],
    ["pre-trained gpt2-small", "pre-trained gpt2-small"],
  ])("sets %s as %s", (ascii, set) => {
    expect(typeset(ascii)).toBe(set);
  });
});
