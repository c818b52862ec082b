import type { TensorId } from "../../model/architecture.js";
import type { DimChange } from "../../model/findings.js";
import type { Jump, RunFinding } from "../../model/run.js";
import { median } from "../../stats/quantiles.js";
import { jumpOf } from "../diagnosis/deltas.js";
import type { MeasuredPair } from "../diagnosis/subject.js";

/**
 * A tensor's largest change is a jump when it is this many times the median of those between the checkpoints around. In ordinary runs, every 40
 * steps and with gaps from 25 to 300, no tensor's was more than 2.5 times.
 */
const JUMP_TIMES = 8;
/** Checkpoints to either side, and how many changes there must be to say what is usual. */
const AROUND = 3;
const LEAST_AROUND = 3;
/** A change below one MAD of the tensor is nobody's concern, however still the tensor was. */
const LEAST_MADS = 1;

/** The largest change of a tensor between two neighbouring checkpoints. */
interface LargestChange {
  readonly from: number;
  readonly to: number;
  readonly change: DimChange;
  readonly mads: number;
  /** Another diagnosis has explained what happened to the tensor there. */
  readonly isExplained: boolean;
}

/** Remembers every tensor's largest changes, and finds those that stick out: only the whole run says what is usual. */
export class JumpWatch {
  readonly #changes = new Map<string, { readonly id: TensorId; readonly all: LargestChange[] }>();

  /** `explained`: the tensors of other findings between the same checkpoints. */
  add(from: number, to: number, pairs: readonly MeasuredPair[], explained: readonly TensorId[]): void {
    const names = new Set(explained.map(keyOf));
    for (const pair of pairs) {
      const { name, id, change } = pair;
      const known = this.#changes.get(name) ?? { id, all: [] };
      this.#changes.set(name, known);
      const dim = change.maxAbsDeltaDim;
      if (pair.pre.summary.nonFinite + pair.post.summary.nonFinite > 0) continue;
      const [pre, post] = [pair.pre, pair.post].map(({ values }) => values[dim ?? 0] as number) as [
        number,
        number,
      ];
      known.all.push({
        from,
        to,
        change: { tensor: id, dim: dim ?? 0, pre, post },
        mads: dim === null ? 0 : jumpOf(pair, dim),
        isExplained: names.has(keyOf(id)),
      });
    }
  }

  /** One finding for all tensors that jumped between the same checkpoints. */
  findings(): RunFinding[] {
    const byPlace = new Map<number, { readonly to: number; readonly jumps: Found[] }>();
    for (const { id, all } of this.#changes.values()) {
      for (const [i, one] of all.entries()) {
        const times = timesUsual(all, i);
        if (times === null || times < JUMP_TIMES || one.isExplained || !isClear(one)) continue;
        const place = byPlace.get(one.from) ?? { to: one.to, jumps: [] };
        byPlace.set(one.from, place);
        place.jumps.push({ id, largest: one.change, times });
      }
    }
    return [...byPlace].map(([from, { to, jumps }]) => ({ from, to, finding: jumpOfAll(jumps) }));
  }
}

interface Found {
  readonly id: TensorId;
  readonly largest: DimChange;
  readonly times: number;
}

function isClear({ mads }: LargestChange): boolean {
  // Infinite where the tensor had no spread: it has just left its initial values, which another diagnosis says.
  return mads > LEAST_MADS && Number.isFinite(mads);
}

/** A change over the median of those around; over wider gaps these may be larger in proportion. Null where too few are known, or most are 0. */
function timesUsual(all: readonly LargestChange[], i: number): number | null {
  const one = all[i] as LargestChange;
  const around = [...all.slice(Math.max(0, i - AROUND), i), ...all.slice(i + 1, i + 1 + AROUND)];
  if (around.length < LEAST_AROUND) return null;
  const sizes = around.map((other) => sizeOf(other) * Math.max(1, gapOf(one) / gapOf(other)));
  const usual = median(Float64Array.from(sizes).sort());
  return usual > 0 ? sizeOf(one) / usual : null;
}

function sizeOf({ change: { pre, post } }: LargestChange): number {
  return Math.abs(post - pre);
}

function gapOf({ from, to }: LargestChange): number {
  return to - from;
}

function jumpOfAll(jumps: readonly Found[]): Jump {
  const [first] = jumps.toSorted((a, b) => b.times - a.times) as [Found];
  return {
    kind: "jump",
    weight: "broken",
    tensors: jumps.map(({ id }) => id),
    largest: first.largest,
    times: first.times,
  };
}

function keyOf({ norm, block, parameter }: TensorId): string {
  return `${block} ${norm} ${parameter}`;
}
