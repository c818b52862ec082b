import { mergePairSums, NO_PAIRS } from "../stats/pairSums.js";
import type { FedSlice } from "./feeding.js";
import { type Pass, type PassPart, type PassPlan, recordAt, slotsOf, taskAt, taskCount } from "./pass.js";
import { type Paired, pairedFrom, RUN_RECORD_FIELDS } from "./records.js";

/** What came of a pass. */

/** Of one part. */
export interface PartOutcome {
  /** For each run, its slices in order: a scan's numbers, or powers. */
  readonly records: readonly (readonly Float64Array[])[];
  readonly slots: Float64Array;
}

export interface PassOutcome {
  readonly parts: readonly PartOutcome[];
  /** Of each pair. */
  readonly pairs: readonly Paired[];
}

/** In order of the slices, whichever thread took them: sums of float64 depend on it. */
export function outcomeOf({ parts, pairs }: PassPlan, pass: Pass, fed: readonly FedSlice[]): PassOutcome {
  const records = parts.map(({ runs }) => runs.map((): Float64Array[] => []));
  const paired = pairs.map((): Paired => ({ sums: NO_PAIRS, areSame: true }));
  const add = ({ own, partner, pair }: Omit<FedSlice, "record">, record: Float64Array) => {
    records[own.part]?.[own.run]?.push(record.subarray(0, RUN_RECORD_FIELDS));
    if (partner === null) return;
    records[partner.part]?.[partner.run]?.push(record.subarray(RUN_RECORD_FIELDS, 2 * RUN_RECORD_FIELDS));
    const before = paired[pair] as Paired;
    const { sums, areSame } = pairedFrom(record.subarray(2 * RUN_RECORD_FIELDS));
    paired[pair] = { sums: mergePairSums(before.sums, sums), areSame: before.areSame && areSame };
  };
  for (let task = 0; task < taskCount(pass); task++) add(taskAt(pass, task), recordAt(pass, task));
  for (const { record, ...slice } of fed) add(slice, record);
  return {
    parts: records.map((own, part) => ({
      records: own,
      slots: slotsOf(pass, pass.parts[part] as PassPart),
    })),
    pairs: paired,
  };
}
