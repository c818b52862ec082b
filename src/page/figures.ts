import type { View } from "vega";
import embed from "vega-embed";
import type { VegaLiteSpec } from "../model/figure.js";
import type { Highlight } from "./highlight.js";

/** The figures of the page, alive. */

export interface Mounted {
  readonly view: View;
  readonly remove: () => void;
}

/** Draws a specification in `host`. Expressions are interpreted: the page's policy forbids code made from text. */
export async function mount(
  host: HTMLElement,
  spec: VegaLiteSpec,
  highlight: Highlight,
  name: string,
): Promise<Mounted> {
  const result = await embed(host, spec as Parameters<typeof embed>[1], {
    ast: true,
    renderer: "svg",
    actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
    downloadFileName: name,
    i18n: { CLICK_TO_VIEW_ACTIONS: "Save this figure" },
  });
  // What the drawing says is said by the words of its box; its thousand marks are nothing to read out.
  host.querySelector("svg.marks")?.setAttribute("aria-hidden", "true");
  host.querySelector("summary")?.setAttribute("aria-label", `Save this figure: ${name}`);
  highlight.add(result.view);
  return {
    view: result.view,
    remove: () => {
      highlight.remove(result.view);
      result.finalize();
      host.replaceChildren();
    },
  };
}
