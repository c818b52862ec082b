import type { TensorId } from "../../model/architecture.js";
import type { DimChange } from "../../model/findings.js";
import type { Jump, RunFinding } from "../../model/run.js";
import { median } from "../../stats/quantiles.js";
import { madsMoved } from "../diagnosis/deltas.js";

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

/** A tensor at two neighbouring checkpoints, and the first dim that moved farthest; null where none moved. */
export interface Moved {
  readonly name: string;
  readonly id: TensorId;
  readonly pre: Float64Array;
  readonly post: Float64Array;
  readonly dim: number | null;
  readonly areFinite: boolean;
}

/** The largest change of a tensor between two neighbouring checkpoints. */
interface LargestChange {
  readonly from: number;
  readonly to: number;
  readonly dim: number | null;
  readonly pre: number;
  readonly post: number;
  /** Another diagnosis has explained what happened to the tensor there. */
  readonly isExplained: boolean;
  /** The whole vectors, until it is judged. */
  vectors: Pick<Moved, "pre" | "post"> | null;
}

/** The changes of a tensor that say what is usual around those that are not judged yet. */
interface Recent {
  readonly id: TensorId;
  readonly changes: LargestChange[];
  /** How many of them are judged. */
  judged: number;
}

/** Remembers every tensor's largest changes, and finds those that stick out: only those to either side say what is usual. */
export class JumpWatch {
  readonly #recent = new Map<string, Recent>();
  readonly #found: Placed[] = [];

  /** `explained`: the tensors of other findings between the same checkpoints. */
  add(from: number, to: number, moved: readonly Moved[], explained: readonly TensorId[]): void {
    const names = new Set(explained.map(keyOf));
    for (const { name, id, pre, post, dim, areFinite } of moved) {
      const recent = this.#recent.get(name) ?? { id, changes: [], judged: 0 };
      this.#recent.set(name, recent);
      if (!areFinite) continue;
      recent.changes.push({
        from,
        to,
        dim,
        pre: pre[dim ?? 0] as number,
        post: post[dim ?? 0] as number,
        isExplained: names.has(keyOf(id)),
        vectors: { pre, post },
      });
      this.#judgeOldest(recent);
    }
  }

  /** One finding for all tensors that jumped between the same checkpoints. */
  findings(): RunFinding[] {
    // The last ones are judged by what there is, and again when there is more.
    const latest = [...this.#recent.values()].flatMap((recent) =>
      recent.changes.flatMap((_, i) => (i < recent.judged ? [] : jumpsAt(recent, i))),
    );
    const order = new Map([...this.#recent.values()].map(({ id }, place) => [id, place]));
    const byPlace = new Map<number, Placed[]>();
    for (const placed of [...this.#found, ...latest])
      byPlace.set(placed.from, [...(byPlace.get(placed.from) ?? []), placed]);
    return [...byPlace].map(([from, all]) => {
      const jumps = all.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
      return { from, to: (jumps[0] as Placed).to, finding: jumpOfAll(jumps) };
    });
  }

  /** Judges the change that now has all its neighbours, and forgets what is no neighbour of any that is to come. */
  #judgeOldest(recent: Recent): void {
    if (recent.changes.length <= recent.judged + AROUND) return;
    this.#found.push(...jumpsAt(recent, recent.judged));
    (recent.changes[recent.judged] as LargestChange).vectors = null;
    recent.judged++;
    if (recent.judged <= AROUND) return;
    recent.changes.shift();
    recent.judged--;
  }
}

interface Found {
  readonly id: TensorId;
  readonly largest: DimChange;
  readonly times: number;
}

interface Placed extends Found {
  readonly from: number;
  readonly to: number;
}

/** The jump that a change is, or none. */
function jumpsAt({ id, changes }: Recent, i: number): readonly Placed[] {
  const one = changes[i] as LargestChange;
  const times = timesUsual(changes, i);
  if (times === null || times < JUMP_TIMES || one.isExplained || !isClear(one)) return [];
  const { from, to, pre, post } = one;
  return [{ id, from, to, largest: { tensor: id, dim: one.dim ?? 0, pre, post }, times }];
}

function isClear({ dim, vectors }: LargestChange): boolean {
  if (dim === null || vectors === null) return false;
  const mads = madsMoved(vectors.pre, vectors.post, dim);
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

function sizeOf({ pre, post }: LargestChange): number {
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
