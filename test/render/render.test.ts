import { beforeAll, describe, expect, it } from "vitest";
import { figure, render } from "../../src/index.js";
import { renderPng } from "../../src/render/png.js";
import { smallPair } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";

let svg = "";

beforeAll(async () => {
  const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
  svg = await render(figure(comparison, "pairs", { width: 336 }), "svg");
});

/** Width and height from the IHDR chunk. */
function sizeOf(png: Uint8Array): readonly [width: number, height: number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

describe("an SVG", () => {
  it("carries nothing for scripts and no long decimals", () => {
    expect(/ (?:role|class|pointer-events)="/.exec(svg)).toBeNull();
    expect(/\d\.\d{3,}/.exec(svg.replace(/>[^<]*</g, "><"))?.[0]).toBeUndefined();
  });

  it("keeps the text of its labels as text", () => {
    expect(svg.includes(">h8 ln_2</text>")).toBe(true);
  });

  it("leaves text alone that looks like an attribute", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
    const title = 'a role="img" class="x" 0.123456';
    const titled = await render(figure(comparison, "pairs", { title }), "svg");
    expect(titled.includes(">a role=") && titled.includes("0.123456</text>")).toBe(true);
  });
});

describe("a PNG", () => {
  it("has the SVG's size times the scale", () => {
    const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
    expect(sizeOf(renderPng(svg, 2))).toEqual([672, 2 * height]);
    expect(sizeOf(renderPng(svg, 1))).toEqual([336, height]);
  });

  it("is the same on every run and every machine", () => {
    expect(Buffer.from(renderPng(svg, 1)).equals(Buffer.from(renderPng(svg, 1)))).toBe(true);
    expectGolden("pairs-single-3.5in-light.png", renderPng(svg, 1));
  });

  it("draws its letters from the bundled font, and none without", () => {
    const blank = svg.replace(/<text[^>]*>.*?<\/text>/gs, "");
    expect(Buffer.from(renderPng(svg, 1)).equals(Buffer.from(renderPng(blank, 1)))).toBe(false);
    const elsewhere = svg.replaceAll("Inter, Helvetica, Arial, sans-serif", "No Such Font");
    // An unknown family falls back to the bundled one, not to the machine's.
    expect(Buffer.from(renderPng(elsewhere, 1)).equals(Buffer.from(renderPng(svg, 1)))).toBe(true);
  });

  it("of too many pixels is refused before they are allocated", () => {
    const huge = '<svg xmlns="http://www.w3.org/2000/svg" width="40000" height="40000"/>';
    expect(() => renderPng(huge, 8)).toThrowError(/102400 million pixels/);
  });
});
