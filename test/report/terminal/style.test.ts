import { describe, expect, it } from "vitest";
import { TERMINAL_COLOURS } from "../../../src/report/terminal/style.js";

/** Relative luminance of "#rrggbb", by WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("the colours of a terminal", () => {
  it.each(Object.entries(TERMINAL_COLOURS))("%s has a contrast of 3 on white and on black", (_, colour) => {
    const own = luminance(colour);
    expect(1.05 / (own + 0.05)).toBeGreaterThanOrEqual(3);
    expect((own + 0.05) / 0.05).toBeGreaterThanOrEqual(3);
  });
});
