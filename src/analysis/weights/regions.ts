import type { WeightKind } from "../../model/architecture.js";
import { WEIGHT_KINDS } from "../../model/architecture.js";
import type { ChangedRegion, WhereChanged } from "../../model/weights.js";
import { groupChange, type PairedTensor } from "./paired.js";

/** Which kinds of weights changed most, and in which blocks. */

/** Of the largest relative L2: what changed at least as much belongs to what changed most. */
const LEAST_SHARE = 0.5;

/** Weights of one kind in one block, or in none. */
interface Cell {
  readonly kind: WeightKind;
  readonly block: number | null;
  readonly tensors: PairedTensor[];
  /** Infinite for what was all 0 and is so no more. */
  readonly relativeL2: number;
}

/** Null where no tensor is paired. */
export function whereChanged(tensors: readonly PairedTensor[]): WhereChanged | null {
  const all = groupChange(tensors);
  if (all === null) return null;
  const cells = cellsOf(tensors);
  const largest = Math.max(...cells.map(({ relativeL2 }) => relativeL2));
  const isMost = ({ relativeL2 }: Cell) => relativeL2 > 0 && relativeL2 >= LEAST_SHARE * largest;
  const rest = cells.filter((cell) => !isMost(cell)).flatMap((cell) => cell.tensors);
  return { all, most: regionsOf(cells.filter(isMost)), rest: groupChange(rest) };
}

function cellsOf(tensors: readonly PairedTensor[]): Cell[] {
  const cells = new Map<string, PairedTensor[]>();
  for (const tensor of tensors) {
    const { kind, block } = tensor.pair.pre;
    const key = `${kind} ${block}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [tensor]);
    else cell.push(tensor);
  }
  return [...cells.values()].map((own) => {
    const { kind, block } = (own[0] as PairedTensor).pair.pre;
    const change = groupChange(own);
    const relativeL2 = change?.relativeL2 ?? ((change?.changedShare ?? 0) > 0 ? Number.POSITIVE_INFINITY : 0);
    return { kind, block, tensors: own, relativeL2 };
  });
}

/** Kinds in order; those of the same blocks together. Most changed first. */
function regionsOf(cells: readonly Cell[]): ChangedRegion[] {
  const byBlocks = new Map<string, { kinds: WeightKind[]; blocks: number[]; tensors: PairedTensor[] }>();
  for (const kind of WEIGHT_KINDS) {
    for (const own of [cells.filter(isIn(kind, true)), cells.filter(isIn(kind, false))]) {
      if (own.length === 0) continue;
      const blocks = own.flatMap(({ block }) => (block === null ? [] : [block])).sort((a, b) => a - b);
      const region = byBlocks.get(String(blocks)) ?? { kinds: [], blocks, tensors: [] };
      byBlocks.set(String(blocks), region);
      region.kinds.push(kind);
      region.tensors.push(...own.flatMap(({ tensors }) => tensors));
    }
  }
  return [...byBlocks.values()]
    .flatMap(({ kinds, blocks, tensors }): ChangedRegion[] => {
      const change = groupChange(tensors);
      return change === null ? [] : [{ kinds, blocks, change }];
    })
    .toSorted((a, b) => magnitudeOf(b) - magnitudeOf(a));
}

function isIn(kind: WeightKind, inBlocks: boolean) {
  return (cell: Cell) => cell.kind === kind && (cell.block !== null) === inBlocks;
}

function magnitudeOf({ change }: ChangedRegion): number {
  return change.relativeL2 ?? Number.MAX_VALUE;
}
