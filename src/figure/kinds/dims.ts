import { byMeanMove, type FarthestMove, farthestMoves, type MeanMove } from "../../analysis/dimChanges.js";
import { inOneSpace } from "../../analysis/spaces.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { allHeading, dimsCaption, dimsTitle, namedHeading } from "../../words/figures/dims.js";
import type { FigureKind } from "../kind.js";
import { captionHead } from "../panel/captionHead.js";
import { normColours } from "../panel/colours.js";
import { type DimGrid, dimGroups, layOutDims } from "../panel/dimGrid.js";
import {
  dimsACell,
  groundNotes,
  labelNotes,
  namedCells,
  namedHeads,
  namedNumbers,
  rowGrounds,
  sortedCells,
  sortedHeads,
} from "../panel/dimPanels.js";
import { dimLegend } from "../panel/dimScale.js";
import { framed } from "../panel/frame.js";
import { boxLayer, type Layer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel } from "../panel/panel.js";
import { typeset } from "../panel/text.js";
import { type Palette, paletteOf } from "../panel/theme.js";

/** Below the rows, above the scale of colours. */
const LEGEND_GAP_PX = 8;

/** Every dimension in every tensor: which moved most, and how far all of them did. */
export const dims = {
  name: "dims",
  shows: "every dimension in every tensor, sorted by change, the most moved named",
  heading: "Every dimension",
  of: "comparison",
  build,
} as const satisfies FigureKind<"comparison">;

function build(comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  // A column is one dimension, which norms over other dimensions do not have.
  const shown = inOneSpace(comparison.tensors);
  const groups = dimGroups(shown, comparison.pre.architecture);
  const changes = groups.flatMap(({ rows }) => rows);
  const width = Math.max(...shown.map(({ pre }) => pre.values.length));
  const title = typeset(dimsTitle(comparison, farthestMoves(changes, 1)));
  const others = comparison.tensors.filter((tensor) => !shown.includes(tensor));
  const words = (perCell: number) => ({
    title,
    caption: `${captionHead(comparison)} ${typeset(dimsCaption({ shown, others, dimsACell: perCell }))}`,
    options,
  });
  // The words are as long whatever the number in them.
  const grid = layOutDims(groups, width, words(2));
  const perCell = dimsACell(grid, width);
  const moves = farthestMoves(changes, grid.named);
  const order = byMeanMove(changes, width);
  const colours = normColours(comparison.pre.architecture, palette);
  const labels = labelNotes(grid, colours, palette);
  const sheet = { grid, moves, order, perCell, shown, palette, labels };
  return framed({ ...words(perCell), palette, panels: [namedPanel(sheet), allPanel(sheet)], grid });
}

/** What both panels are drawn from. */
interface DimSheet {
  readonly grid: DimGrid;
  readonly moves: readonly FarthestMove[];
  readonly order: readonly MeanMove[];
  readonly perCell: number;
  readonly shown: readonly TensorComparison[];
  /** The names of the rows. */
  readonly labels: readonly Note[];
  readonly palette: Palette;
}

function namedPanel({ grid, moves, shown, labels, palette }: DimSheet): Panel {
  return {
    ...sizeOf(grid, grid.namedPx),
    label: namedHeading(moves.length, shown),
    layers: [
      boxLayer([...rowGrounds(grid, grid.namedPx, palette), ...namedCells(grid, moves, palette)]),
      noteLayer([
        ...labels,
        ...namedHeads(grid, moves, namedHeading(moves.length, shown), palette),
        ...namedNumbers(grid, moves, palette),
        ...groundNotes(grid, grid.namedPx, palette),
      ]),
      ...(grid.isNarrow ? [] : legendOf(grid, shown, palette)),
    ],
  };
}

function allPanel({ grid, order, perCell, shown, labels, palette }: DimSheet): Panel {
  return {
    ...sizeOf(grid, grid.allPx),
    label: allHeading(shown),
    layers: [
      boxLayer([...rowGrounds(grid, grid.allPx, palette), ...sortedCells(grid, order, perCell, palette)]),
      noteLayer([
        ...(grid.isNarrow ? labels : []),
        ...sortedHeads(grid, order, allHeading(shown), palette),
        ...groundNotes(grid, grid.allPx, palette),
      ]),
      ...(grid.isNarrow ? legendOf(grid, shown, palette) : []),
    ],
  };
}

/** Under the panel that is lowest at the left. */
function legendOf({ heightPx }: DimGrid, shown: readonly TensorComparison[], palette: Palette): Layer[] {
  const isFrozenShown = shown.some(({ change }) => change.identical);
  return dimLegend(heightPx + LEGEND_GAP_PX, isFrozenShown, palette);
}

function sizeOf({ heightPx }: DimGrid, width: number) {
  return { width, height: heightPx, axes: null };
}
