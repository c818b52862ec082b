import { type Drawing, panelsBySection } from "../figure/panel/drawing.js";
import type { Layer } from "../figure/panel/layers.js";
import type { Panel } from "../figure/panel/panel.js";
import type { AlikePanels } from "./alike.js";
import { feed, type PreparedPanels } from "./prepared.js";
import { type Bounds, markupOf, panelMarks, type SceneItem, type SceneMark } from "./scene.js";
import { viewOf } from "./vega.js";

/** Panels drawn by one view, which is fed with one panel of each template after the other. */

export interface DrawnPanel {
  readonly markup: string;
  /** In its section. */
  readonly bounds: Bounds;
}

/** Where a panel is in its section. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** All panels, each at its place: a run of the view draws one of each template, as long as there are any. */
export function drawPanels(
  prepared: PreparedPanels,
  drawing: Drawing,
  groups: readonly AlikePanels[],
  places: readonly Place[],
): readonly DrawnPanel[] {
  const { title: _, ...panels } = prepared;
  const view = viewOf(panels);
  const reaches = new Map(panelsBySection(drawing).map(({ section, first }) => [first, section.reach]));
  const drawn: DrawnPanel[] = [];
  for (let round = 0; groups.some(({ numbers }) => round < numbers.length); round++) {
    const turns = groups.flatMap(({ numbers }, slot) => {
      const number = numbers[round];
      return number === undefined ? [] : [{ number, slot, panel: panelIn(drawing, reaches, number) }];
    });
    for (const { slot, panel } of turns) feed(view, prepared, slot, panel);
    view.run();
    const marks = panelMarks(view);
    for (const { number, slot, panel } of turns) {
      const layers = reaches.has(number) ? panel.layers.length : panel.layers.length - 1;
      drawn[number] = drawnAt(places[number] as Place, marks[slot] as SceneMark, layers);
    }
  }
  view.finalize();
  return drawn;
}

/** With the layer by which the first panel of a section reaches over the picture; in all others it is empty. */
function panelIn(
  { panels, sections: [{ reach }] }: Drawing,
  reaches: ReadonlyMap<number, Layer>,
  number: number,
): Panel {
  const panel = panels[number] as Panel;
  return { ...panel, layers: [...panel.layers, reaches.get(number) ?? { ...reach, values: [] }] };
}

/** The panel that a mark shows, without the layers after the first `layers`. */
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
