import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { figure } from "../../src/index.js";
import { compactSvg } from "../../src/render/compactSvg.js";
import { fontFilesFor } from "../../src/render/fonts.js";
import { renderSvg } from "../../src/render/svg.js";
import { smallPair } from "../support/comparisons.js";
import { OF_ANY_PAIR } from "../support/figureSubjects.js";

function pixelsOf(svg: string): Buffer {
  const font = { loadSystemFonts: false, fontFiles: fontFilesFor(svg) };
  return new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font }).render().pixels;
}

function withRules({ svg, rules }: ReturnType<typeof compactSvg>): string {
  return svg.replace(/^<svg [^>]*>/, (root) => `${root}<style>${rules}</style>`);
}

describe("a drawing in few bytes", () => {
  it.each(OF_ANY_PAIR)("has the same pixels, and fewer bytes: %s", async (kind) => {
    const svg = await renderSvg(figure(await smallPair(), kind));
    const compact = withRules(compactSvg(svg, "c"));
    expect(pixelsOf(compact).equals(pixelsOf(svg))).toBe(true);
    expect(compact.length).toBeLessThan(0.95 * svg.length);
  });

  it("keeps the corners of a path, and what turns back on a line", () => {
    const path = (d: string) => compactSvg(`<svg a="b"><path d="${d}"/></svg>`, "c").svg;
    const shown = (d: string) => /d="([^"]*)"/.exec(path(d))?.[1];
    expect(shown("M0,0L0,5L0,5L9,5L12,5L12,5L12,0Z")).toBe("M0,0V5H12V0Z");
    expect(shown("M0,0L5,0L2,0L2,3")).toBe("M0,0H5H2V3");
    expect(shown("M0,0L1,2L3,4M5,5L6,5")).toBe("M0,0L1,2L3,4M5,5H6");
    expect(shown("M2.74,0A2.74,2.74,0,1,1,-2.74,0")).toBe("M2.74,0A2.74,2.74,0,1,1,-2.74,0");
  });

  it("puts boxes of one look into one path, where none covers another or shares a pixel with it", () => {
    const box = (x: number, y: number, fill: string) => `<path fill="${fill}" d="M${x},${y}h4v4h-4Z"/>`;
    const boxes = (step: number, overlap = 0) =>
      Array.from({ length: 12 }, (_, i) =>
        box((i % 4) * step, Math.floor(i / 4) * (step - overlap), i % 2 === 0 ? "#111111" : "#222222"),
      );
    const paths = (all: readonly string[]) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60">${all.join("")}</svg>`;
      const compact = compactSvg(svg, "c");
      expect(pixelsOf(withRules(compact)).equals(pixelsOf(svg))).toBe(true);
      return compact.svg.match(/<path/g)?.length;
    };
    expect(paths(boxes(5))).toBe(2);
    expect(paths(boxes(4))).toBe(2);
    expect(paths(boxes(4.25))).toBe(2);
    expect(paths(boxes(3))).toBe(12);
    expect(paths(boxes(4, 1))).toBe(12);
    const touching = boxes(4).map((path) => path.replaceAll("h4", "h4.5").replaceAll("h-4", "h-4.5"));
    expect(paths(touching)).toBe(12);
  });

  it("puts no text of a file into a style sheet", () => {
    const hostile = `<svg a="b">${'<path fill="red;}</style>" d="M0,0"/>'.repeat(5)}</svg>`;
    expect(compactSvg(hostile, "c").rules).toBe("");
  });
});
