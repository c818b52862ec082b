import * as fontkit from "fontkit";
import { FACES } from "./fonts.js";

/** An SVG whose text is drawn as outlines: the same in every program, with no font needed, but no longer text. */
export function outlineText(svg: string): string {
  const glyphs = new GlyphStore();
  const drawn = svg.replace(/<text( [^>]*)>(.*?)<\/text>/gs, (_, attributes: string, content: string) =>
    drawText(attributes, content, glyphs),
  );
  return drawn.replace(/^(<svg [^>]*>)/, (root) => `${root}${glyphs.definitions()}`);
}

type Face = fontkit.Font;

/** The outlines that a picture uses, each kept once. */
class GlyphStore {
  readonly #faces = FACES.map(({ weight, file }) => ({ weight, font: fontkit.openSync(file) as Face }));
  readonly #paths = new Map<string, string>();

  /** The face that text of this weight is set in. */
  face(weight: number): Face {
    const [regular, semiBold] = this.#faces;
    return ((weight >= 600 ? semiBold : regular) as { font: Face }).font;
  }

  /** The id of a glyph that is defined in units of the font; null for one without an outline, such as a space. */
  use(glyph: fontkit.Glyph, font: Face): string | null {
    const id = `g${font === this.face(600) ? "b" : "r"}${glyph.id}`;
    const path = this.#paths.get(id) ?? glyph.path.toSVG();
    this.#paths.set(id, path);
    return path === "" ? null : id;
  }

  definitions(): string {
    const paths = [...this.#paths].filter(([, path]) => path !== "");
    return `<defs>${paths.map(([id, path]) => `<path id="${id}" d="${path}"/>`).join("")}</defs>`;
  }
}

/** One `<text>` of a figure as a group: its lines are `<tspan>`s with `dy`, or its content is a single line. */
function drawText(attributes: string, content: string, glyphs: GlyphStore): string {
  const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1];
  const size = Number.parseFloat(attribute("font-size") ?? "11");
  const font = glyphs.face(Number(attribute("font-weight") ?? 400));
  const scale = round(size / font.unitsPerEm, 6);
  const kept = attributes.replace(
    / (?:text-anchor|font-family|font-size|font-weight|font-style)="[^"]*"/g,
    "",
  );
  let y = 0;
  const lines = linesOf(content).map(({ text, dy }) => {
    y += dy;
    const run = font.layout(text);
    const start = startOf(attribute("text-anchor"), run.advanceWidth);
    return glyphUses(run, font, start, y / scale, glyphs);
  });
  return `<g${kept}><g transform="scale(${scale},${-scale})">${lines.join("")}</g></g>`;
}

function linesOf(content: string): { readonly text: string; readonly dy: number }[] {
  const spans = [...content.matchAll(/<tspan([^>]*)>(.*?)<\/tspan>/gs)];
  if (spans.length === 0) return [{ text: unescapeXml(content), dy: 0 }];
  return spans.map(([, attributes = "", text = ""]) => ({
    text: unescapeXml(text),
    dy: Number(/ dy="([^"]*)"/.exec(attributes)?.[1] ?? 0),
  }));
}

function startOf(anchor: string | undefined, width: number): number {
  return anchor === "end" ? -width : anchor === "middle" ? -width / 2 : 0;
}

function glyphUses(run: fontkit.GlyphRun, font: Face, start: number, y: number, glyphs: GlyphStore): string {
  let x = start;
  return run.glyphs
    .map((glyph, i) => {
      const id = glyphs.use(glyph, font);
      const at = round(x, 0);
      x += run.positions[i]?.xAdvance ?? 0;
      return id === null ? "" : `<use href="#${id}" x="${at}" y="${round(-y, 0)}"/>`;
    })
    .join("");
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

/** Vega writes these five, and this project one more. */
function unescapeXml(text: string): string {
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&#91;/g, "[")
    .replace(/&amp;/g, "&");
}
