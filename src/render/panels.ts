import { feed, prepare } from "./prepared.js";
import { type Bounds, markupOf, panelMarks, type SceneMark } from "./scene.js";
import { type FlushConcat, type Panel, structureOf } from "./structure.js";
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

/** Panels that are alike, by their numbers in the figure. */
export type Kind = readonly number[];

/** Panels by what they have in common, in the order of the first of each kind. */
export function kindsOf(panels: readonly Panel[]): readonly Kind[] {
  const kinds = new Map<string, number[]>();
  panels.forEach((panel, i) => {
    const structure = structureOf(panel);
    kinds.set(structure, [...(kinds.get(structure) ?? []), i]);
  });
  return [...kinds.values()];
}

/** All panels, each as it stands at its place: one of every kind at a time, as long as there are any. */
export function drawPanels(
  spec: FlushConcat,
  kinds: readonly Kind[],
  places: readonly Place[],
): readonly DrawnPanel[] {
  const panels = spec.concat;
  const view = viewOf(
    prepare(
      spec,
      kinds.map(([first]) => panels[first as number] as Panel),
    ),
  );
  const drawn: DrawnPanel[] = [];
  for (let round = 0; kinds.some((kind) => round < kind.length); round++) {
    const turns = kinds.flatMap((kind, slot) =>
      round < kind.length ? [{ slot, panel: kind[round] as number }] : [],
    );
    for (const { slot, panel } of turns) feed(view, slot, panels[panel] as Panel);
    view.run();
    const marks = panelMarks(view);
    for (const { slot, panel } of turns) {
      drawn[panel] = drawnAt(places[panel] as Place, marks[slot] as SceneMark);
    }
  }
  view.finalize();
  return drawn;
}

function drawnAt(place: Place, mark: SceneMark): DrawnPanel {
  const [panel] = mark.items;
  if (panel === undefined) throw new Error("a panel without a group");
  const { x, y } = panel;
  const [right, down] = [place.x - x, place.y - y];
  const { x1, y1, x2, y2 } = panel.bounds;
  sortTicks(mark);
  Object.assign(panel, place);
  const markup = markupOf(mark);
  // Vega keeps account of where it has put things.
  Object.assign(panel, { x, y });
  return { markup, bounds: { x1: x1 + right, y1: y1 + down, x2: x2 + right, y2: y2 + down } };
}

/** Vega keeps the ticks and labels that the panel before had too in front of the new ones. */
function sortTicks(mark: SceneMark): void {
  for (const panel of mark.items) {
    for (const axis of (panel.items ?? []).filter(({ role }) => role === "axis")) {
      for (const part of axis.items.flatMap(({ items }) => items ?? [])) {
        part.items.sort((a, b) => (a.datum?.tickIndex ?? 0) - (b.datum?.tickIndex ?? 0));
      }
    }
  }
}
