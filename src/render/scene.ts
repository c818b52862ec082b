import * as vega from "vega";

/** What Vega has drawn, a tree of marks and their items; the parts of it that nesting panels needs. */

export interface SceneMark {
  readonly name?: string;
  readonly role: string;
  readonly items: SceneItem[];
}

export interface SceneItem {
  x: number;
  y: number;
  readonly bounds: Bounds;
  /** What the item stands for; of an axis's ticks and labels, which of them it is. */
  readonly datum?: { readonly tickIndex?: number };
  /** Of a group, what is in it. */
  readonly items?: readonly SceneMark[];
}

export interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Vega's own writer of SVG; exported, but missing from its types. */
type SvgWriter = new () => {
  initialize(element: null, width: number, height: number, origin: readonly [number, number]): SvgWriterReady;
};
interface SvgWriterReady {
  render(scene: SceneMark): { svg(): string };
}

/** What stands in the picture itself, in the order in which it is drawn. */
export function rootMarks(view: vega.View): readonly SceneMark[] {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  return root.items[0]?.items ?? [];
}

/** The panels of a compiled concat, in their order: each a mark with one group. */
export function panelMarks(view: vega.View): readonly SceneMark[] {
  return rootMarks(view).filter(({ role }) => role === "scope");
}

/** A mark alone, as it stands in the SVG of a whole scene. */
export function markupOf(mark: SceneMark): string {
  const { SVGStringRenderer } = vega as unknown as { readonly SVGStringRenderer: SvgWriter };
  const svg = new SVGStringRenderer().initialize(null, 0, 0, [0, 0]).render(mark).svg();
  return svg.replace(/^<svg [^>]*><g [^>]*>/, "").replace(/<\/g><\/svg>$/, "");
}
