import { dimChanges, type FarthestMove, farthestMoves } from "../../analysis/dimChanges.js";
import { inOneSpace } from "../../analysis/spaces.js";
import { type BlockRow, blockRows } from "../../analysis/trajectories.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { spaceOf } from "../../model/sites.js";
import {
  largestSteps,
  NO_TRAJECTORIES,
  nothingChosen,
  singleSteps,
  trajectoriesCaption,
  trajectoriesTitle,
} from "../../words/figures/trajectories.js";
import { normNames } from "../../words/normNames.js";
import type { FigureKind } from "../kind.js";
import { captionHead } from "../panel/captionHead.js";
import { normColours } from "../panel/colours.js";
import { AXIS_PX, framed, LINE_PX, MARGIN_PX, messagePanel } from "../panel/frame.js";
import type { Note } from "../panel/layers.js";
import { notePanel, type Panel } from "../panel/panel.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, paletteOf, SEMI_BOLD, TEXT } from "../panel/theme.js";
import {
  dimsThatFit,
  layOutTrajectories,
  type ScaledRow,
  type TrajectoryGrid,
} from "../panel/trajectoryGrid.js";
import { hasEdges, trajectoryPanel } from "../panel/trajectoryPanel.js";

/** Single dimensions from block to block, pre and post: those asked for, or those that moved most. */
export const trajectories = {
  name: "trajectories",
  shows: "single dimensions across the blocks, pre and post: the most moved, or --dims",
  heading: "Dimensions across blocks",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

/** Of those that moved. */
const MOST_DIMS = 6;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const { architecture } = comparison.pre;
  // A panel is one dimension, which norms over other dimensions do not have.
  const shown = inOneSpace(comparison.tensors);
  const rows = blockRows(
    shown,
    architecture.sites.map(({ name }) => name),
  );
  const singles = shown.filter(({ id }) => id.block === null);
  const chosen = chosenDims(options, rows);
  const title = typeset(trajectoriesTitle(chosen.moves, rows, comparison));
  if (rows.length === 0 || chosen.dims.length === 0) {
    const text = rows.length === 0 ? NO_TRAJECTORIES : nothingChosen(rows.flatMap(({ tensors }) => tensors));
    const grid = { columns: 1, leftPx: MARGIN_PX, rowGapPx: 0, columnGapPx: 0 };
    const panels = [messagePanel(text, options.width - 2 * MARGIN_PX, palette)];
    return framed({ title, caption: "", options, palette, panels, grid });
  }
  const layOut = (dims: readonly number[], caption: string) =>
    layOutTrajectories(rows, dims, singles.length, { title, caption, options });
  // What there is to explain follows from the axes, and their height from the lines of the caption.
  const caption = captionOf(comparison, chosen, layOut(chosen.dims, ""));
  const most = dimsThatFit(rows.length, singles.length, { title, caption, options });
  const dims = options.dims === undefined ? chosen.dims.slice(0, most) : chosen.dims;
  const grid = layOut(dims, caption);
  const sheet = { grid, dims, singles, colours: normColours(architecture, palette), palette };
  return framed({ title, caption, options, palette, panels: panelsOf(sheet), grid });
}

function captionOf(comparison: Comparison, { unknown }: Chosen, { rows }: TrajectoryGrid): string {
  const { tensors } = comparison;
  const [first] = rows;
  const own = first?.tensors[0];
  const space = own === undefined ? "" : spaceOf(own.site);
  const others = tensors.filter(({ site }) => spaceOf(site) !== space);
  const caption = trajectoriesCaption({
    units: new Set(rows.map(({ scale }) => scale.unit)),
    parameters: new Set(rows.map(({ parameter }) => parameter)),
    hasFrozen: rows.some((row) => row.tensors.some(({ change }) => change.identical)),
    hasEdge: rows.some(({ points, scale }) => hasEdges(points.flat(), scale)),
    unknown,
    width: own?.pre.values.length ?? 0,
    others: [...new Set(others.map(({ id }) => id.norm))],
  });
  return `${captionHead(comparison)} ${typeset(caption)}`;
}

interface Chosen {
  readonly dims: readonly number[];
  /** Of those that moved. */
  readonly moves: readonly FarthestMove[];
  /** Asked for, but beyond the last. */
  readonly unknown: readonly number[];
}

/** Those asked for in their order, or those that moved farthest in any block. */
function chosenDims({ dims }: FigureOptions, rows: readonly BlockRow[]): Chosen {
  const changes = rows.flatMap(({ tensors }) => tensors).map(dimChanges);
  const width = Math.max(0, ...changes.map(({ tensor }) => tensor.pre.values.length));
  if (dims === undefined) {
    const moves = farthestMoves(changes, MOST_DIMS);
    return { dims: moves.map(({ dim }) => dim), moves, unknown: [] };
  }
  const asked = [...new Set(dims)];
  const known = asked.filter((dim) => dim < width);
  const all = new Map(farthestMoves(changes, width).map((move) => [move.dim, move]));
  return {
    dims: known,
    moves: known.flatMap((dim) => all.get(dim) ?? []),
    unknown: asked.filter((dim) => dim >= width),
  };
}

interface Sheet {
  readonly grid: TrajectoryGrid;
  readonly dims: readonly number[];
  /** Norms that are in no block. */
  readonly singles: readonly TensorComparison[];
  readonly colours: ReadonlyMap<string, string>;
  readonly palette: Palette;
}

/** Band by band of dims, row by row. */
function panelsOf(sheet: Sheet): Panel[] {
  const { grid } = sheet;
  return Array.from({ length: grid.bands }, (_, band) =>
    grid.rows.map((_, row) =>
      Array.from({ length: grid.columns }, (_, column) => panelAt(sheet, band, row, column)),
    ),
  ).flat(2);
}

function panelAt(sheet: Sheet, band: number, row: number, column: number): Panel {
  const { grid, dims, palette } = sheet;
  const { name, points, scale, band: ofAll } = grid.rows[row] as ScaledRow;
  const place = band * grid.columns + column;
  const dim = dims[place];
  if (dim === undefined) return notePanel({ width: grid.panelPx, height: scale.heightPx }, []);
  const blocks = grid.rows.flatMap(({ tensors }) => tensors.map(({ id }) => id.block as number));
  const isLowest = row === grid.rows.length - 1;
  const isLast = isLowest && band === grid.bands - 1;
  return trajectoryPanel({
    dim,
    name,
    points: points[place] ?? [],
    band: ofAll,
    scale,
    width: grid.panelPx,
    blocks: [...new Set(blocks)].toSorted((a, b) => a - b),
    isFirst: column === 0,
    isLowest,
    notes: [
      ...(row === 0 ? headNotes(sheet, dim) : []),
      ...(column === 0 ? startNotes(sheet, row, isLast) : []),
      ...stepNotes(sheet, row, place),
    ],
    palette,
  });
}

/** Which dimension a column is, and what it is in norms outside of the blocks. */
function headNotes({ singles, grid: { panelPx }, palette }: Sheet, dim: number): Note[] {
  const lines = singles.flatMap((tensor, i): Note[] => {
    const text = fittingText(singleSteps(tensor, dim, normNames(tensor.id.norm)), panelPx + 6);
    const y = -5 - (singles.length - i) * LINE_PX;
    return text === null ? [] : [{ x: 0, y, text, fill: palette.quietInk }];
  });
  const head: Note = {
    x: 0,
    y: -6 - (singles.length + 1) * LINE_PX,
    text: `dim ${dim}`,
    fill: palette.ink,
    weight: SEMI_BOLD,
    size: TEXT.headSize,
  };
  return [head, ...lines];
}

/** The name of the row, and under the lowest one what the x axis means. */
function startNotes({ grid, colours, palette }: Sheet, row: number, isLast: boolean): Note[] {
  const { name, norm, scale } = grid.rows[row] as ScaledRow;
  const fill = colours.get(norm) ?? palette.ink;
  const x = MARGIN_PX - grid.leftPx;
  const title: Note = { x, y: -5, text: name, fill, weight: SEMI_BOLD, size: TEXT.headSize };
  const meaning: Note = {
    x: 0,
    y: scale.heightPx + AXIS_PX + 3,
    baseline: "top",
    text: "block",
    fill: palette.ink,
  };
  return [title, ...(isLast ? [meaning] : [])];
}

function stepNotes({ grid, palette }: Sheet, row: number, place: number): Note[] {
  const steps = largestSteps((grid.rows[row] as ScaledRow).points[place] ?? []);
  const text = fittingText(steps, grid.panelPx + 6);
  if (text === null) return [];
  return [{ x: grid.panelPx, y: -5, align: "right", text, fill: palette.ink }];
}

/** The first that fits; none rather than a part of a number. */
function fittingText(texts: readonly string[], maxPx: number): string | null {
  return texts.map(typeset).find((text) => textWidth(text, LABEL_FONT) <= maxPx) ?? null;
}
