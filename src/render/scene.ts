import * as vega from "vega";

/** The parts that nesting panels needs of what Vega has drawn, which is a tree of marks and their items. */

export interface SceneMark {
  readonly name?: string;
  readonly role: string;
  readonly items: SceneItem[];
}

export interface SceneItem {
  x: number;
  y: number;
  readonly bounds: Bounds;
  readonly description?: string;
  /** What the item represents; of an axis's ticks and labels, which of them it is. */
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

/** Functions that write the attributes of an item: for screen readers, and for its kind of mark. */
type Emitters = readonly [aria: Emitter, mark: Emitter];
type Emitter = (emit: unknown, item: SceneItem) => void;

/** Vega's own writer of SVG; Vega exports it, but its types do not have it. */
interface SvgWriter {
  initialize(element: null, width: number, height: number, origin: readonly [x: number, y: number]): this;
  render(scene: SceneMark): this;
  svg(): string;
  attr(scene: SceneMark, item: SceneItem, emitters: Emitters | Emitter, tag?: string): object;
}

const { SVGStringRenderer } = vega as unknown as { readonly SVGStringRenderer: new () => SvgWriter };

/** Vega looks in every item for a dozen attributes that only items with a description have. */
class PlainSvgWriter extends SVGStringRenderer {
  override attr(scene: SceneMark, item: SceneItem, emitters: Emitters | Emitter, tag?: string): object {
    const isDescribed = typeof emitters === "function" || item.description !== undefined;
    return super.attr(scene, item, isDescribed ? emitters : emitters[1], tag);
  }
}

/** The panels of a compiled concat, in their order: each a mark with one group. */
export function panelMarks(view: vega.View): readonly SceneMark[] {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  return (root.items[0]?.items ?? []).filter(({ role }) => role === "scope");
}

/** A mark alone, as it is in the SVG of a whole scene. */
export function markupOf(mark: SceneMark): string {
  const svg = new PlainSvgWriter().initialize(null, 0, 0, [0, 0]).render(mark).svg();
  return svg.replace(/^<svg [^>]*><g [^>]*>/, "").replace(/<\/g><\/svg>$/, "");
}
