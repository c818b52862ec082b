import type { FarthestMove, MeanMove } from "../../analysis/dimChanges.js";
import { meanWords, rowWords } from "../../words/figures/dims.js";
import type { DimGrid, PlacedRow } from "./dimGrid.js";
import { FALLEN_SHARE, inkOn, stepColour, stepOf } from "./dimScale.js";
import { LINE_PX } from "./frame.js";
import type { Box, Note } from "./layers.js";
import { dimOf } from "./rows.js";
import { fitText, textWidth, typeset } from "./text.js";
import { LABEL_FONT, NOTE_FONT, type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/** The cells of both panels of a heatmap of dimensions, and the words around them. */

/** From this change on a cell has its number. */
const NUMBERED_IQRS = 5;
/** From this fall on a cell without a number has a dot: colours alone would not say it in greyscale. */
const DOTTED_IQRS = -1;
const DOT_PX = 0.9;
/** Lower rows have no room for a number, or a dot. */
const LEAST_ROW_PX = { number: 9, dot: 5 };
/** Between rows. */
const BLANK_PX = 0.8;

/** Rows that are words instead of cells: identical ones, and those without numbers. */
export function rowGrounds({ rows, rowPx }: DimGrid, widthPx: number, palette: Palette): Box[] {
  return rows.map((row) => ({
    x: 0,
    x2: widthPx,
    y: row.startPx,
    y2: endOf(row, rowPx),
    fill: groundOf(row, palette),
  }));
}

function groundOf({ tensor, iqrs }: PlacedRow, palette: Palette): string {
  if (iqrs === null) return palette.gutter;
  return tensor.change.identical ? palette.frozen : palette.level;
}

function endOf({ startPx }: PlacedRow, rowPx: number): number {
  return startPx + rowPx - (rowPx > 3 ? BLANK_PX : 0);
}

export function groundNotes({ rows, rowPx }: DimGrid, widthPx: number, palette: Palette): Note[] {
  const size = Math.min(TEXT.noteSize, rowPx * 0.85);
  if (rowPx < LEAST_ROW_PX.number) return [];
  return rows.flatMap((row): Note[] => {
    const text = rowWords(row.tensor);
    if (text === null) return [];
    const y = row.startPx + rowPx / 2 - BLANK_PX / 2;
    const look = { size, fill: palette.quietInk, baseline: "middle" as const, align: "center" as const };
    return [{ ...look, x: widthPx / 2, y, text: fitText(text, { ...NOTE_FONT, size }, widthPx) }];
  });
}

/** Which tensor a row is, as many as have room for a name. */
export function labelNotes(grid: DimGrid, colours: ReadonlyMap<string, string>, palette: Palette): Note[] {
  let endPx = Number.NEGATIVE_INFINITY;
  const size = Math.min(TEXT.size, Math.max(TEXT.noteSize, grid.rowPx));
  return grid.rows.flatMap((row): Note[] => {
    const y = row.startPx + grid.rowPx / 2;
    const look = { align: "right" as const, baseline: "middle" as const };
    const name: Note[] =
      row.name === ""
        ? []
        : [
            {
              ...look,
              x: -grid.labelPx - 4,
              y,
              text: row.name,
              weight: SEMI_BOLD,
              fill: colours.get(row.norm) ?? palette.ink,
            },
          ];
    if (row.name === "" && y - size / 2 < endPx) return name;
    endPx = y + size / 2;
    return [...name, { ...look, x: -5, y, text: typeset(row.label), size, fill: palette.quietInk }];
  });
}

/** A column for each of the dims that moved most. */
export function namedCells(grid: DimGrid, moves: readonly FarthestMove[], palette: Palette): Box[] {
  return grid.rows.flatMap((row) => {
    if (row.iqrs === null || row.tensor.change.identical) return [];
    return moves.flatMap(({ dim }, column): Box[] => {
      const moved = row.iqrs?.[dim] ?? Number.NaN;
      const box = {
        x: column * grid.cellPx,
        x2: (column + 1) * grid.cellPx - 1,
        y: row.startPx,
        y2: endOf(row, grid.rowPx),
      };
      if (!Number.isFinite(moved)) return [{ ...box, fill: palette.gutter }];
      const step = stepOf(moved);
      const [x, y] = [(box.x + box.x2) / 2, (box.y + box.y2) / 2];
      const hasDot = moved <= DOTTED_IQRS && !hasNumber(moved, grid) && grid.rowPx >= LEAST_ROW_PX.dot;
      const dot = {
        x: x - DOT_PX,
        x2: x + DOT_PX,
        y: y - DOT_PX,
        y2: y + DOT_PX,
        fill: inkOn(step, palette),
      };
      const told = { ...dimOf(row.tensor, dim), value: Number(moved.toPrecision(4)) };
      return [{ ...box, fill: stepColour(step, palette), ...told }, ...(hasDot ? [dot] : [])];
    });
  });
}

function hasNumber(iqrs: number, { rowPx, cellPx }: DimGrid): boolean {
  const isLarge = Math.abs(Math.round(iqrs)) >= NUMBERED_IQRS && rowPx >= LEAST_ROW_PX.number;
  return isLarge && textWidth(numberOf(iqrs), NOTE_FONT) < cellPx - 1;
}

function numberOf(iqrs: number): string {
  return typeset(String(Math.round(iqrs)));
}

export function namedNumbers(grid: DimGrid, moves: readonly FarthestMove[], palette: Palette): Note[] {
  return grid.rows.flatMap(({ iqrs, tensor, startPx }) =>
    moves.flatMap(({ dim }, column): Note[] => {
      const moved = iqrs?.[dim] ?? Number.NaN;
      if (!Number.isFinite(moved) || tensor.change.identical || !hasNumber(moved, grid)) return [];
      return [
        {
          x: (column + 0.5) * grid.cellPx - 0.5,
          y: startPx + grid.rowPx / 2 - BLANK_PX / 2,
          text: numberOf(moved),
          align: "center",
          baseline: "middle",
          size: NOTE_FONT.size,
          fill: inkOn(stepOf(moved), palette),
        },
      ];
    }),
  );
}

/** Names of the columns, under what they are. */
export function namedHeads(
  grid: DimGrid,
  moves: readonly FarthestMove[],
  text: string,
  palette: Palette,
): Note[] {
  const heading: Note = { x: 0, y: -6 - LINE_PX, text, fill: palette.quietInk };
  const names = moves.map(
    ({ dim }, column): Note => ({
      x: (column + 0.5) * grid.cellPx,
      y: -5,
      text: String(dim),
      align: "center",
      weight: SEMI_BOLD,
      fill: palette.ink,
    }),
  );
  return [heading, ...names];
}

/** Of all rows together: more would make a file of megabytes. */
const MOST_CELLS = 9000;
const LEAST_CELL_PX = 1.5;

/** How many dims a cell of the second panel stands for. */
export function dimsACell({ rows, allPx }: DimGrid, width: number): number {
  const drawn = Math.max(1, rows.filter(({ tensor }) => !tensor.change.identical).length);
  const most = Math.max(48, Math.min(allPx / LEAST_CELL_PX, MOST_CELLS / drawn));
  return Math.ceil(width / most);
}

/** All dims in this order; neighbours of one colour are one box. */
export function sortedCells(
  grid: DimGrid,
  order: readonly MeanMove[],
  perCell: number,
  palette: Palette,
): Box[] {
  const count = Math.ceil(order.length / perCell);
  const cellPx = grid.allPx / count;
  return grid.rows.flatMap((row) => {
    if (row.iqrs === null || row.tensor.change.identical) return [];
    const steps = Array.from({ length: count }, (_, i) => {
      const dims = order.slice(i * perCell, (i + 1) * perCell);
      const finite = dims.map(({ dim }) => row.iqrs?.[dim] as number).filter(Number.isFinite);
      const sum = finite.reduce((total, moved) => total + moved, 0);
      return finite.length === 0 ? null : stepOf(sum / finite.length);
    });
    return runsOf(steps).flatMap(({ step, start, end }): Box[] => {
      if (step === 0) return [];
      const y2 = endOf(row, grid.rowPx);
      const fallen = step !== null && step < 0 ? (y2 - row.startPx) * (1 - FALLEN_SHARE) : 0;
      const fill = step === null ? palette.gutter : stepColour(step, palette);
      return [{ x: start * cellPx, x2: end * cellPx, y: row.startPx + fallen, y2, fill }];
    });
  });
}

interface Run {
  readonly step: number | null;
  readonly start: number;
  /** Exclusive. */
  end: number;
}

function runsOf(steps: readonly (number | null)[]): Run[] {
  const runs: Run[] = [];
  for (const [i, step] of steps.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && last.step === step) last.end = i + 1;
    else runs.push({ step, start: i, end: i + 1 });
  }
  return runs;
}

/** What the order is, and the mean changes at its ends. */
export function sortedHeads(
  grid: DimGrid,
  order: readonly MeanMove[],
  text: string,
  palette: Palette,
): Note[] {
  const [first, last] = [order[0], order.at(-1)];
  const look = { y: -5, fill: palette.ink };
  const ends: Note[] =
    first === undefined || last === undefined || first.mean === last.mean
      ? []
      : [
          { ...look, x: 0, text: `← ${typeset(meanWords(first.mean))}` },
          { ...look, x: grid.allPx, align: "right", text: `${typeset(meanWords(last.mean))} →` },
        ];
  return [
    { x: 0, y: -6 - LINE_PX, text: fitText(text, LABEL_FONT, grid.allPx), fill: palette.quietInk },
    ...ends,
  ];
}
