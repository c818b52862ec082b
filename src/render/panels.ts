import { type CompiledPanels, feed } from "./prepared.js";
import { type Bounds, markupOf, panelMarks, type SceneItem, type SceneMark } from "./scene.js";
import type { FlushConcat, Kind, Panel } from "./structure.js";
import { viewOf } from "./vega.js";

/** Panels drawn by a view that is prepared once for all that are alike, and fed with one after the other. */

export interface DrawnPanel {
  readonly markup: string;
  /** In the whole picture. */
  readonly bounds: Bounds;
}

/** Where a panel stands in the whole picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** All panels, each as it stands at its place: one of every kind at a time, as long as there are any. */
export function drawPanels(
  compiled: CompiledPanels,
  { concat }: FlushConcat,
  kinds: readonly Kind[],
  places: readonly Place[],
): readonly DrawnPanel[] {
  const { title: _, ...panels } = compiled;
  const view = viewOf(panels);
  const drawn: DrawnPanel[] = [];
  for (let round = 0; kinds.some(({ panels }) => round < panels.length); round++) {
    const turns = kinds.flatMap((kind, slot) => {
      const number = kind.panels[round];
      return number === undefined ? [] : [{ number, slot, kind, panel: concat[number] as Panel }];
    });
    for (const { slot, kind, panel } of turns) feed(view, compiled, slot, kind, panel);
    view.run();
    const marks = panelMarks(view);
    for (const { number, slot, panel } of turns) {
      drawn[number] = drawnAt(places[number] as Place, marks[slot] as SceneMark, panel.layer.length);
    }
  }
  view.finalize();
  return drawn;
}

/** The panel that a mark shows, of which the first `layers` are its own. */
function drawnAt(place: Place, mark: SceneMark, layers: number): DrawnPanel {
  const panel = mark.items[0] as SceneItem;
  const { x, y, items = [], bounds } = panel;
  const [right, down] = [place.x - x, place.y - y];
  sortTicks(items);
  const isShown = ({ name }: SceneMark) => Number(/_layer_(\d+)_/.exec(name ?? "")?.[1] ?? 0) < layers;
  Object.assign(panel, { ...place, items: items.filter(isShown) });
  const markup = markupOf(mark);
  // Vega keeps account of where it has put things.
  Object.assign(panel, { x, y, items });
  const { x1, y1, x2, y2 } = bounds;
  return { markup, bounds: { x1: x1 + right, y1: y1 + down, x2: x2 + right, y2: y2 + down } };
}

/** Vega keeps the ticks and labels that the panel before had too in front of the new ones. */
function sortTicks(marks: readonly SceneMark[]): void {
  for (const axis of marks.filter(({ role }) => role === "axis")) {
    for (const part of axis.items.flatMap(({ items }) => items ?? [])) {
      part.items.sort((a, b) => (a.datum?.tickIndex ?? 0) - (b.datum?.tickIndex ?? 0));
    }
  }
}
