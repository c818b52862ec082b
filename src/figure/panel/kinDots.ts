import type { Comparison } from "../../model/comparison.js";
import type { Correlations } from "../../model/lineage.js";
import { shortName, tensorLabel } from "../../words/tensorNames.js";
import { type Axes, hiddenAxis, linearAxis } from "./axis.js";
import { type Dot, dotLayer } from "./curves.js";
import { grounds } from "./grounds.js";
import { type KinGrid, lineAbove, type Place } from "./kinGrid.js";
import { boxLayer, type Layer, type Note, noteLayer } from "./layers.js";
import type { Panel, PanelSize } from "./panel.js";
import { axisMeaning } from "./panels.js";
import { type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/** Beside a heatmap of correlations, on its rows: each tensor with itself, and with the most alike of the others. */

/** Of the words above the dots, the lower line first, and where these and their marks begin. */
const KEYS = [{ text: "best other" }, { text: "with itself" }];
const KEY_MARK_PX = 4;
const KEY_TEXT_PX = 10;

/** The gains, or the biases. */
export interface KinSheet {
  readonly correlations: Correlations;
  readonly places: readonly Place[];
  readonly comparison: Comparison;
  readonly grid: KinGrid;
  readonly palette: Palette;
}

export function dotsPanel({ correlations, places, comparison, grid, palette }: KinSheet): Panel {
  const identical = identicalIn(comparison);
  const rows = kinRows(correlations, places);
  const size = { width: grid.dotsPx, height: grid.heightPx };
  const axes = dotAxes(rows, size);
  const area = Math.min(20, Math.max(3, grid.cellPx ** 2));
  const hollow = { fill: palette.background, stroke: palette.quietInk };
  return {
    ...size,
    label: `${correlations.parameter === "gain" ? "gains" : "biases"}: with itself, best other`,
    axes,
    layers: [
      boxLayer(grounds(axes, comparison, size, palette)),
      keyLayer(axes, size, palette),
      dotLayer(
        rows.flatMap(({ place, best }) => (best === null ? [] : [{ ...at(place, best, grid), ...hollow }])),
        area,
      ),
      dotLayer(
        rows.flatMap(({ place, own }) =>
          own === null ? [] : [ownDot(place, own, identical, grid, palette)],
        ),
        area,
      ),
      noteLayer([...keyNotes(palette), axisMeaning(size, "rank correlation", palette)]),
    ],
  };
}

/** How a tensor correlates with itself, and with the most alike of the others. */
interface KinRow {
  readonly place: Place;
  readonly own: number | null;
  readonly best: number | null;
}

function kinRows({ spearman }: Correlations, places: readonly Place[]): KinRow[] {
  return places.map((place) => {
    const column = places.map(({ index }) => spearman[index]?.[place.index] ?? null);
    const own = spearman[place.index]?.[place.index] ?? null;
    const others = column.filter((value, i): value is number => value !== null && places[i] !== place);
    return { place, own, best: others.length === 0 ? null : Math.max(...others) };
  });
}

/** A little beyond 1, so that dots there are whole. */
const HIGHEST = 1.02;

function dotAxes(rows: readonly KinRow[], { width, height }: PanelSize): Axes {
  const lowest = Math.min(...rows.flatMap(({ own, best }) => [own ?? 0, best ?? 0]));
  const lo = Math.min(-0.25, Math.max(-HIGHEST, lowest - 0.05));
  return {
    x: linearAxis({ lo, hi: HIGHEST, startPx: 0, endPx: width }),
    y: hiddenAxis([height, 0]),
  };
}

/** The words above the panel have their marks before them. */
function keyLayer({ x }: Axes, { width }: PanelSize, palette: Palette): Layer {
  const [lo] = x.scale.domain;
  const mark = (line: number) => ({
    x: lo + ((HIGHEST - lo) * KEY_MARK_PX) / width,
    y: lineAbove(line) - TEXT.size / 3,
  });
  return dotLayer(
    [
      { ...mark(0), fill: palette.background, stroke: palette.quietInk },
      { ...mark(1), fill: palette.above },
    ],
    14,
  );
}

function keyNotes(palette: Palette): Note[] {
  return KEYS.map(({ text }, line) => ({
    x: KEY_TEXT_PX,
    y: lineAbove(line),
    text,
    fill: line === 1 ? palette.above : palette.quietInk,
    weight: SEMI_BOLD,
  }));
}

function at({ id, startPx }: Place, value: number, { cellPx }: KinGrid) {
  return {
    tensor: tensorLabel(id),
    x: Number(value.toFixed(4)),
    y: Math.round((startPx + cellPx / 2) * 100) / 100,
  };
}

function ownDot(
  place: Place,
  own: number,
  identical: ReadonlySet<string>,
  grid: KinGrid,
  palette: Palette,
): Dot {
  return {
    ...at(place, own, grid),
    fill: identical.has(tensorLabel(place.id)) ? palette.quietInk : palette.above,
  };
}

/** The names of all that did not change, of which the tables may show few. */
function identicalIn({ answers, pre }: Comparison): ReadonlySet<string> {
  const answer = answers.find(({ question }) => question === "trained");
  const names = answer?.question === "trained" ? answer.unchanged : [];
  return new Set(names.map((name) => shortName(name, pre.architecture)));
}
