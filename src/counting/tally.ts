import { changedMeanwhile } from "../source/diskErrors.js";
import { mergePairSums, NO_PAIRS } from "../stats/pairSums.js";
import { valueBytes } from "./dtypes.js";
import type { ChunkOf, Kernel } from "./kernel.js";
import type { ChunkValues } from "./pairing.js";
import type { PassPart } from "./pass.js";
import {
  addPowers,
  mergeScans,
  NO_POWERS,
  NO_SCAN,
  numbersOfPaired,
  numbersOfScan,
  type Paired,
  type Powers,
  type Scan,
} from "./records.js";

/** What is known of a slice so far: whoever reads puts chunk after chunk into the kernel, and has each counted here. */

/** Of one run. */
export class Tally {
  readonly #kernel: Kernel;
  readonly #part: PassPart;
  readonly #areFinite: boolean;
  readonly #of: ChunkOf;
  #scan: Scan = NO_SCAN;
  #powers: Powers = NO_POWERS;

  constructor(kernel: Kernel, part: PassPart, areFinite: boolean, of: ChunkOf = "own") {
    this.#kernel = kernel;
    this.#part = part;
    this.#areFinite = areFinite;
    this.#of = of;
  }

  /** The next chunk: the first `byteLength` bytes of the kernel's. */
  add(byteLength: number): void {
    const { dtype, look } = this.#part;
    if (look.kind === "scan") {
      this.#scan = mergeScans(this.#scan, this.#kernel.scan(dtype, byteLength, this.#of));
    } else if (look.kind === "codes") this.#kernel.countCodes(look.codeBytes, byteLength, this.#of);
    else {
      const powers = this.#kernel.count(dtype, byteLength, { ...look, areFinite: this.#areFinite });
      this.#powers = addPowers(this.#powers, powers);
    }
  }

  /** RUN_RECORD_FIELDS numbers at most. */
  record(): readonly number[] {
    return this.#part.look.kind === "count" ? this.#powers : numbersOfScan(this.#scan);
  }
}

/** Of a run of each model, as many values: both are counted, and held against each other. */
export class PairTally {
  readonly #kernel: Kernel;
  readonly #own: Tally;
  readonly #partner: Tally;
  readonly #parts: readonly [own: PassPart, partner: PassPart];
  #nextIndex: number;
  #paired: Paired = { sums: NO_PAIRS, areSame: true };

  /** `firstIndex`: the place of the first values in their tensor. */
  constructor(kernel: Kernel, parts: readonly [own: PassPart, partner: PassPart], firstIndex: number) {
    this.#kernel = kernel;
    this.#parts = parts;
    this.#own = new Tally(kernel, parts[0], false);
    this.#partner = new Tally(kernel, parts[1], false, "partner");
    this.#nextIndex = firstIndex;
  }

  /** The next values of both of the kernel's chunks. */
  add(count: number): void {
    const [own, partner] = this.#parts;
    this.#own.add(count * valueBytes(own.dtype));
    this.#partner.add(count * valueBytes(partner.dtype));
    const { sums, areSame } = this.#paired;
    const known = sums.maxAbsDelta;
    const next = this.#kernel.pairing.pair(chunkValues(own), chunkValues(partner), count, known);
    const index = next.sums.maxAbsDeltaIndex;
    const placed = { ...next.sums, maxAbsDeltaIndex: index === null ? null : this.#nextIndex + index };
    this.#paired = { sums: mergePairSums(sums, placed), areSame: areSame && next.areSame };
    this.#nextIndex += count;
  }

  /** RECORD_FIELDS numbers. */
  record(): readonly number[] {
    return [...this.#own.record(), ...this.#partner.record(), ...numbersOfPaired(this.#paired)];
  }
}

function chunkValues({ dtype, look }: PassPart): ChunkValues {
  return { dtype, values: look.kind === "codes" ? look.values : null };
}

/** @throws WdistError READ_FAILED where the second look does not find what the first one did */
export function unlessChanged(label: string, count: () => void): void {
  try {
    count();
  } catch (error) {
    // What was within the edges at the first look, and finite, is so no more: its bin lies outside of all memory.
    if (error instanceof Error && error.name === "RuntimeError") throw changedMeanwhile(label, error);
    throw error;
  }
}
