import { inflateSync } from "node:zlib";
import { type Font, openSync } from "fontkit";
import { beforeAll, describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { figure, render } from "../../src/index.js";
import { FACES, fontFilesFor } from "../../src/render/fonts.js";
import { outlineText } from "../../src/render/outline.js";
import { renderPng } from "../../src/render/png.js";
import { renderSvg } from "../../src/render/svg.js";
import { smallPair } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";
import { HAS_POPPLER, pdfFonts, pdfText } from "../support/pdf.js";

let svg = "";

beforeAll(async () => {
  const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
  svg = await renderSvg(figure(comparison, "pairs", { width: 336 }));
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

  it("is well-formed whatever a title holds, and no command to a CI system", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
    const title = "a\u0001\u000b\u001b[31m\ufffe\uffff\ud800 <b> & ##[error]x ]]>";
    const titled = await renderSvg(figure(comparison, "pairs", { title }));
    const { errors } = await validateXML({
      xml: [{ fileName: "x.svg", contents: titled }],
      normalization: "c14n",
    });
    expect(errors).toEqual([]);
    expect(titled.includes("a\\u{1}\\u{b}")).toBe(true);
    expect(titled.includes("##[")).toBe(false);
    expect(outlineText(titled)).not.toContain("<text");
  });

  it("leaves text alone that looks like an attribute", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
    const title = 'a role="img" class="x" 0.123456';
    const titled = await renderSvg(figure(comparison, "pairs", { title }));
    expect(titled.includes(">a role=") && titled.includes("0.123456</text>")).toBe(true);
  });
});

describe("an SVG as it is written", () => {
  it("brings its fonts along, in less than 300 KB for 30 panels", async () => {
    const spec = figure(await smallPair(), "pairs");
    const finished = await render(spec, "svg");
    expect(
      finished.match(/@font-face\{font-family:Inter;font-weight:(400|600);src:url\(data:font\/woff2/g),
    ).toHaveLength(2);
    expect(finished.replace(/<style>.*?<\/style>/, "")).toBe(await renderSvg(spec));
    expect(finished.length).toBeLessThan(300_000);
  });

  it("with outlined text has no text and no font, and looks the same", () => {
    const outlined = outlineText(svg);
    expect(/<text|font-family|@font-face/.test(outlined)).toBe(false);
    const [drawn, expected] = [renderPng(outlined, 1), renderPng(svg, 1)].map(lightnessOf);
    expect(Math.abs((drawn as number) - (expected as number))).toBeLessThan(0.002);
  });
});

describe("a PDF", () => {
  it("has a page of the figure's size, TrueType fonts, a title, and the same bytes on two runs", async () => {
    const spec = figure(await smallPair({ blocks: [8] }), "moved", { width: 336 });
    const [first, second] = [await render(spec, "pdf"), await render(spec, "pdf")];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    const text = Buffer.from(first).toString("latin1");
    expect(text.match(/\/Subtype \/CIDFontType2/g)).toHaveLength(2);
    expect(text.includes("/Type3") || text.includes("/FontFile3")).toBe(false);
    expect(text.includes("/FontFile2")).toBe(true);
    expect(/\/MediaBox \[0 0 252 /.test(text)).toBe(true);
  });

  it.skipIf(!HAS_POPPLER)("has nothing but embedded TrueType, and is found by its words", async () => {
    const spec = figure(await smallPair({ blocks: [8] }), "pairs");
    const pdf = await render(spec, "pdf");
    const fonts = pdfFonts(pdf);
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(font).toMatch(/^[A-Z]+\+Inter-\w+ CID TrueType Identity-H yes yes yes /);
    const words = pdfText(pdf);
    expect(words).toContain("h8 ln_2");
    expect(words).toContain((spec.title as { text: string[] }).text[0]);
  });
});

/** Mean of all bytes of the picture, from 0 to 1. */
function lightnessOf(png: Uint8Array): number {
  const data: Buffer[] = [];
  const bytes = Buffer.from(png);
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  // Filtered rows of two pictures that look the same have much the same sums of differences.
  const raw = inflateSync(Buffer.concat(data));
  return raw.reduce((sum, byte) => sum + Math.min(byte, 256 - byte), 0) / raw.length / 128;
}

describe("a PNG", () => {
  it("says how large it is, for print", () => {
    const chunk = Buffer.from(renderPng(svg, 300 / 96));
    const at = chunk.indexOf("pHYs");
    expect([chunk.readUInt32BE(at + 4), chunk.readUInt32BE(at + 8), chunk[at + 12]]).toEqual([
      11811, 11811, 1,
    ]);
  });

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

  it("looks the same drawn with the subsets of the fonts as with the whole ones", () => {
    const unseen = '<text x="-500" y="-500" font-size="10">Ж</text></svg>';
    const whole = svg.replace("</svg>", unseen);
    expect(fontFilesFor(whole)).not.toEqual(fontFilesFor(svg));
    expect(Buffer.from(renderPng(svg, 2)).equals(Buffer.from(renderPng(whole, 2)))).toBe(true);
  });

  it("has letters that the subsets lack", () => {
    const [zhe, shcha] = ["Ж", "Щ"].map((letter) => renderPng(svg.replace("h8 ln_2", letter), 1));
    expect(Buffer.from(zhe as Uint8Array).equals(Buffer.from(shcha as Uint8Array))).toBe(false);
  });

  it("is drawn with the subsets where they have every letter", () => {
    for (const file of fontFilesFor(svg)) {
      const { characterSet } = openSync(file) as Font;
      const letters = new Set(characterSet);
      for (let codePoint = 0x20; codePoint < 0x2700; codePoint++) {
        const isDrawn = fontFilesFor(String.fromCodePoint(codePoint)).includes(file);
        expect([codePoint, isDrawn]).toEqual([codePoint, letters.has(codePoint)]);
      }
    }
    expect(fontFilesFor("<text>&#1046;</text>")).toEqual(FACES.map(({ file }) => file));
  });

  it("of too many pixels is refused before they are allocated", () => {
    const huge = '<svg xmlns="http://www.w3.org/2000/svg" width="40000" height="40000"/>';
    expect(() => renderPng(huge, 8)).toThrowError(/102400 million pixels/);
  });
});
