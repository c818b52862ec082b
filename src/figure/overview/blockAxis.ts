import type { MeasuredTensor } from "../../model/comparison.js";
import { blockLabel } from "../../words/tensorNames.js";
import type { Note } from "../panel/layers.js";
import { fitNorm, NAME_PX } from "../panel/normName.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, TEXT } from "../panel/theme.js";

/** The x axis of the strip: the blocks in order, several identical ones after each other as one, and the other norms beside them. */
export interface BlockAxis {
  readonly stops: readonly Stop[];
  /** The axis runs from 0 to it. */
  readonly length: number;
}

/** A place on the axis. */
export interface Stop {
  readonly blocks: readonly number[];
  /** Of a norm outside of the blocks; null for blocks. */
  readonly norm: string | null;
  readonly start: number;
  readonly end: number;
  /** Nothing of it changed, and it is one of several: it has no marks. */
  readonly isFrozen: boolean;
}

/** So many identical blocks after each other are one stop. */
const RUN = 3;
const RUN_LENGTH = 2.4;
const NORM_LENGTH = 1.6;

export function blockAxis(whole: readonly MeasuredTensor[], blocks: readonly number[]): BlockAxis {
  const isFrozen = (block: number) => {
    const own = whole.filter(({ id }) => id.block === block);
    return own.length > 0 && own.every(({ change }) => change.identical);
  };
  const firstInBlock = whole.findIndex(({ id }) => id.block !== null);
  const outside = whole.flatMap(({ id }, i) =>
    id.block === null ? [{ norm: id.norm, isBefore: i < firstInBlock }] : [],
  );
  const norm = (name: string) => ({ blocks: [], norm: name, isFrozen: false, length: NORM_LENGTH });
  const items = [
    ...outside.filter(({ isBefore }) => isBefore).map((one) => norm(one.norm)),
    ...runsOf(blocks, isFrozen).map((run) => ({
      ...run,
      norm: null,
      length: run.isFrozen ? RUN_LENGTH : run.blocks.length,
    })),
    ...outside.filter(({ isBefore }) => !isBefore).map((one) => norm(one.norm)),
  ];
  let length = 0;
  const stops = items.map(({ length: own, ...item }) => {
    const start = length;
    length += own;
    return { ...item, start, end: length };
  });
  return { stops, length: Math.max(1, length) };
}

/** Runs of identical blocks together, every other block by itself. */
function runsOf(blocks: readonly number[], isFrozen: (block: number) => boolean) {
  const runs: { blocks: number[]; frozen: boolean }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (isFrozen(block) && last?.frozen === true) last.blocks.push(block);
    else runs.push({ blocks: [block], frozen: isFrozen(block) });
  }
  return runs.flatMap(({ blocks: run, frozen }) =>
    frozen && run.length >= RUN
      ? [{ blocks: run, isFrozen: true }]
      : run.map((block) => ({ blocks: [block], isFrozen: false })),
  );
}

export function middleOf({ start, end }: Stop): number {
  return (start + end) / 2;
}

/** Names below the axis; of those that would touch, the less telling have none: single blocks before runs and norms. */
export function stopNotes(axis: BlockAxis, width: number, y: number, palette: Palette): Note[] {
  const px = width / axis.length;
  const labels = axis.stops.map((stop, i) => {
    const own = labelOf(stop, i === 0 || axis.stops[i - 1]?.norm !== null);
    const text = stop.norm === null ? own : fitNorm(own, LABEL_FONT, roomOf(axis.stops, i, px));
    const half = textWidth(typeset(text), LABEL_FONT) / 2;
    const x = Math.min(middleOf(stop) * px, width + RIGHT_PX - half);
    return {
      text: typeset(text),
      x,
      left: x - half,
      right: x + half,
      stop,
      rank: stop.norm !== null || stop.isFrozen ? 0 : 1,
    };
  });
  const kept: (typeof labels)[number][] = labels.filter(({ rank }) => rank === 0);
  const step = stepOf(
    labels.filter(({ rank }) => rank === 1),
    px,
  );
  const single = labels.filter(({ rank, stop }) => rank === 1 && (stop.blocks[0] as number) % step === 0);
  for (const label of single) {
    if (kept.every((other) => label.right + GAP_PX < other.left || label.left - GAP_PX > other.right))
      kept.push(label);
  }
  return kept.map(({ text, x }) => ({ x, y, text, fill: palette.quietInk, align: "center" as const }));
}

/** Between the names of two norms there is no more; a name alone may be longer. */
function roomOf(stops: readonly Stop[], place: number, px: number): number {
  const around = [stops[place - 1], stops[place + 1]].filter(
    (stop) => stop !== undefined && stop.norm !== null,
  );
  const distances = around.map((stop) => Math.abs(middleOf(stop as Stop) - middleOf(stops[place] as Stop)));
  return Math.min(NAME_PX, ...distances.map((distance) => distance * px - GAP_PX));
}

const GAP_PX = 2.5;
/** So far names may reach beyond the last panel. */
const RIGHT_PX = 5;

function labelOf({ blocks, norm, isFrozen }: Stop, isFirst: boolean): string {
  if (norm !== null) return norm;
  const [first, last] = [blocks[0] as number, blocks.at(-1) as number];
  if (isFrozen) return `${blockLabel(first)}-${last}`;
  return isFirst ? blockLabel(first) : String(first);
}

/** Every block is named, or every second, fourth ...: a step that keeps names apart. */
function stepOf(labels: readonly { readonly left: number; readonly right: number }[], px: number): number {
  const widest = Math.max(0, ...labels.map(({ left, right }) => right - left)) + TEXT.size * 0.35;
  return [1, 2, 4, 8, 16, 32].find((step) => step * px >= widest) ?? 64;
}

/** Is the tensor of the block, or the norm, that the stop is for? */
export function isAt({ id }: MeasuredTensor, { blocks, norm }: Stop): boolean {
  return norm === null
    ? id.block !== null && blocks.includes(id.block)
    : id.block === null && id.norm === norm;
}
