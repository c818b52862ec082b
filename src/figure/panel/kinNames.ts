import { COLUMNS_AS_ROWS } from "../../words/figures/lineage.js";
import { normNames } from "../../words/normNames.js";
import { LINE_PX } from "./frame.js";
import { type KinGrid, NAME_FONT, NUMBERS_PX, type Place } from "./kinGrid.js";
import type { Note } from "./layers.js";
import { fitNorm } from "./normName.js";
import { textWidth } from "./text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/** Which tensors the rows and columns of a heatmap of all by all are. */

/** Between two names. */
const NAMES_GAP_PX = 4;

/** The names of blocks and norms, left of the rows and below the columns. */
export function kinNotes(
  places: readonly Place[],
  { cellPx, heightPx, namesPx }: KinGrid,
  colours: ReadonlyMap<string, string>,
  palette: Palette,
): Note[] {
  const groups = groupsOf(places, cellPx);
  const columnNames = namesBelow(groups);
  const rowNames = namedBeside(groups);
  const belowPx = heightPx + 4 + LINE_PX;
  const named = groups.flatMap(({ norm, own, middle }, i) => {
    const look = { fill: colours.get(norm) ?? palette.ink, weight: SEMI_BOLD };
    const below = { ...look, x: middle, y: belowPx, align: "center" as const, baseline: "top" as const };
    const beside = {
      ...look,
      x: -4 - NUMBERS_PX,
      y: middle,
      align: "right" as const,
      baseline: "middle" as const,
    };
    return [
      ...blockNotes(own, cellPx, heightPx, palette),
      ...(rowNames.has(norm) ? [{ ...beside, text: fitNorm(norm, NAME_FONT, namesPx) }] : []),
      ...(columnNames === null ? [] : [{ ...below, text: columnNames[i] ?? "" }]),
    ];
  });
  if (columnNames !== null) return named;
  return [...named, { x: 0, y: belowPx, text: COLUMNS_AS_ROWS, baseline: "top", fill: palette.quietInk }];
}

interface Group {
  readonly norm: string;
  readonly own: readonly Place[];
  readonly middle: number;
}

function groupsOf(places: readonly Place[], cellPx: number): readonly Group[] {
  const norms = [...new Set(places.map(({ id }) => id.norm))];
  return norms.map((norm) => {
    const own = places.filter(({ id }) => id.norm === norm);
    const [first, last] = [own[0] as Place, own.at(-1) as Place];
    return { norm, own, middle: (first.startPx + last.startPx + cellPx) / 2 };
  });
}

/** Names of rows that do not touch: those of many rows first. */
function namedBeside(groups: readonly Group[]): ReadonlySet<string> {
  const kept: Group[] = [];
  for (const group of groups.toSorted((a, b) => b.own.length - a.own.length)) {
    if (kept.every(({ middle }) => Math.abs(middle - group.middle) >= TEXT.size)) kept.push(group);
  }
  return new Set(kept.map(({ norm }) => norm));
}

/** Of the columns: as long as there is room beside each other, or null where even short ones would touch. */
function namesBelow(groups: readonly Group[]): readonly string[] | null {
  const longest = Math.max(...groups.map(({ norm }) => normNames(norm).length));
  const choices = Array.from({ length: longest }, (_, shorter) =>
    groups.map(({ norm }) => normNames(norm)[shorter] ?? (normNames(norm).at(-1) as string)),
  );
  const halfOf = (names: readonly string[], i: number) => textWidth(names[i] ?? "", NAME_FONT) / 2;
  const areApart = (names: readonly string[]) =>
    groups.every(({ middle }, i) => {
      const next = groups[i + 1];
      return (
        next === undefined || middle + halfOf(names, i) + NAMES_GAP_PX <= next.middle - halfOf(names, i + 1)
      );
    });
  return choices.find(areApart) ?? null;
}

/** As many block numbers as have room, at round steps. */
function blockNotes(own: readonly Place[], cellPx: number, heightPx: number, palette: Palette): Note[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((count) => count * cellPx >= TEXT.size + 1) ?? 200;
  const sized = { fill: palette.quietInk, size: TEXT.noteSize };
  // A number that is wider than its column has the next one to itself.
  const columnStep =
    [1, 2, 5, 10, 20, 50, 100].find((count) => count * cellPx >= textWidth("00", LABEL_FONT) + 2) ?? 200;
  return own.flatMap(({ id: { block }, startPx }): Note[] => {
    if (block === null) return [];
    const at = startPx + cellPx / 2;
    const text = String(block);
    return [
      ...(block % step === 0
        ? [{ ...sized, text, x: -4, y: at, align: "right" as const, baseline: "middle" as const }]
        : []),
      ...(block % columnStep === 0
        ? [{ ...sized, text, x: at, y: heightPx + 4, align: "center" as const, baseline: "top" as const }]
        : []),
    ];
  });
}
