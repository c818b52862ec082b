/** What one thread takes of a pass at a time, as numbers in memory that all threads share. */

/** Bytes of a file. */
export interface TaskRun {
  readonly descriptor: number;
  /** Which of the pass's labels. */
  readonly label: number;
  readonly startByte: number;
  readonly byteLength: number;
  /** Which of the parts, and which of its runs. */
  readonly part: number;
  readonly run: number;
}

export interface Task {
  readonly own: TaskRun;
  /** Of the other model, as many values; null for those that are not paired. */
  readonly partner: TaskRun | null;
  /** Which pair; -1 for none. */
  readonly pair: number;
  /** Place of the first pair of values in the tensor. */
  readonly firstIndex: number;
  /** All values are known to be finite. */
  readonly areFinite: boolean;
}

const RUN_FIELDS = 6;
const NO_RUN: readonly number[] = new Array<number>(RUN_FIELDS).fill(-1);
/** Two runs, then the other three. */
export const TASK_FIELDS = 2 * RUN_FIELDS + 3;

export function numbersOf({ own, partner, pair, firstIndex, areFinite }: Task): number[] {
  const ofPartner = partner === null ? NO_RUN : numbersOfRun(partner);
  return [...numbersOfRun(own), ...ofPartner, pair, firstIndex, areFinite ? 1 : 0];
}

function numbersOfRun({ descriptor, label, startByte, byteLength, part, run }: TaskRun): number[] {
  return [descriptor, label, startByte, byteLength, part, run];
}

export function taskFrom(numbers: Float64Array, task: number): Task {
  const start = task * TASK_FIELDS;
  const others = numbers.subarray(start + 2 * RUN_FIELDS, start + TASK_FIELDS);
  const [pair = -1, firstIndex = 0, areFinite = 0] = others;
  return {
    own: runFrom(numbers, start),
    partner: pair < 0 ? null : runFrom(numbers, start + RUN_FIELDS),
    pair,
    firstIndex,
    areFinite: areFinite === 1,
  };
}

function runFrom(numbers: Float64Array, start: number): TaskRun {
  const fields = numbers.subarray(start, start + RUN_FIELDS);
  const [descriptor = 0, label = 0, startByte = 0, byteLength = 0, part = 0, run = 0] = fields;
  return { descriptor, label, startByte, byteLength, part, run };
}
