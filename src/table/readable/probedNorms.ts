import type { PositionMeasures, Probe, ProbedChange, ProbedNorm } from "../../model/probe.js";
import { significant, UNDEFINED } from "../../words/numbers.js";
import { range } from "../../words/phrases.js";
import { groupLabel } from "../../words/tensorNames.js";
import { numberColumn, type ReadableColumn } from "../readable.js";

/** What was measured at each norm, for people: of one model, or of two side by side. */

/** A norm, or several next to each other that are the same in both models. */
export interface ProbeRow {
  readonly norms: readonly ProbedNorm[];
  /** The same norms of the second model; empty where there is one. */
  readonly after: readonly ProbedNorm[];
  readonly change: ProbedChange | null;
}

export function probeRows({ pre, post, pair }: Probe): readonly ProbeRow[] {
  const rows: ProbeRow[] = [];
  let same: { before: ProbedNorm[]; after: ProbedNorm[] } = { before: [], after: [] };
  const flush = () => {
    if (same.before.length > 0) rows.push({ norms: same.before, after: same.after, change: null });
    same = { before: [], after: [] };
  };
  for (const [i, norm] of pre.norms.entries()) {
    const change = pair?.changes[i] ?? null;
    const after = post?.norms[i];
    if (change?.outputChange === 0 && after !== undefined) {
      same.before.push(norm);
      same.after.push(after);
    } else {
      flush();
      rows.push({ norms: [norm], after: after === undefined ? [] : [after], change });
    }
  }
  flush();
  return rows;
}

type Column = ReadableColumn<ProbeRow>;

export const NORM_COLUMN: Column = {
  head: "norm",
  align: "left",
  cell: ({ norms }) => {
    const [first, last] = [norms[0], norms.at(-1)];
    if (first === undefined || last === undefined) return "";
    if (first === last) return first.name;
    const blocks = [...new Set(norms.map(({ block }) => block).filter((block) => block !== null))];
    return last.block === null ? `${first.name} to ${last.name}` : groupLabel(blocks);
  },
};

/** Of positions from 1 on, or the only one that there is. */
function measuresOf({ others, first }: ProbedNorm): PositionMeasures {
  return others ?? first;
}

/** A number of each norm of a row, or its range over several. */
function over(norms: readonly ProbedNorm[], of: (norm: ProbedNorm) => number | null): string {
  const values = norms.map(of).filter((value) => value !== null);
  if (values.length === 0) return UNDEFINED;
  return range(Math.min(...values), Math.max(...values), (value) => significant(value, 3), " .. ");
}

const before = (head: string, of: (norm: ProbedNorm) => number | null, drop?: number): Column =>
  sorted(
    numberColumn(head, ({ norms }) => over(norms, of), drop),
    ({ norms: [norm] }) => (norm === undefined ? null : of(norm)),
  );

/** A page sorts by it; of several norms that are the same in both models, by the first. */
function sorted(column: Column, key: (row: ProbeRow) => number | null | undefined): Column {
  return { ...column, key: (row) => key(row) ?? null };
}

export const ONE_MODEL: readonly Column[] = [
  before("input\nvariance", (norm) => measuresOf(norm).inputVariance),
  before("at posi-\ntion 0", (norm) => norm.first.inputVariance),
  before("excess\nkurtosis", (norm) => measuresOf(norm).excessKurtosis, 3),
  before("largest\n|x|", (norm) => Math.abs(measuresOf(norm).largest.value), 4),
  sorted(
    numberColumn(
      "in\ndim",
      ({ norms: [norm] }) => String(norm === undefined ? "" : measuresOf(norm).largest.dim),
      5,
    ),
    ({ norms: [norm] }) => norm && measuresOf(norm).largest.dim,
  ),
  before("output\nRMS", (norm) => measuresOf(norm).outputRms),
  before("cosine of h\nand output", (norm) => measuresOf(norm).cosine, 2),
  before("gain x\nrow norm", effectiveMedian, 1),
];

/** Of gain times the norm of the row behind it: what the next matrix is fed with. */
function effectiveMedian({ effective }: ProbedNorm): number | null {
  return effective?.summary.median ?? null;
}

function share(part: number): string {
  return (100 * part).toFixed(1).replace(/^-0\.0$/, "0.0");
}

interface ChangeText {
  readonly text: (value: number) => string;
  /** Where nothing changed. */
  readonly same: string;
  readonly undefined?: string;
  readonly drop?: number;
}

/** A number about the change of a norm. */
function ofChange(
  head: string,
  of: (change: ProbedChange) => number | null | undefined,
  { text, same, undefined: none = "", drop }: ChangeText,
): Column {
  const cell = ({ change }: ProbeRow) => {
    if (change === null) return same;
    const value = of(change) ?? null;
    return value === null ? none : text(value);
  };
  return sorted(numberColumn(head, cell, drop), ({ change }) => change && of(change));
}

export const TWO_MODELS: readonly Column[] = [
  before("input variance\npre", (norm) => measuresOf(norm).inputVariance),
  sorted(
    numberColumn("\npost", ({ after, change }) =>
      change === null ? "=" : over(after, (norm) => measuresOf(norm).inputVariance),
    ),
    ({ after: [norm] }) => norm && measuresOf(norm).inputVariance,
  ),
  ofChange("post\n/pre", ({ varianceRatio }) => varianceRatio, {
    text: (ratio) => ratio.toFixed(2),
    same: "",
    drop: 1,
  }),
  ofChange("output\nchanged", ({ outputChange }) => outputChange, {
    text: (change) => `${significant(100 * change, 3)} %`,
    same: "=",
  }),
  ofChange("of which by\ngain", ({ split }) => split?.gain, { text: share, same: "" }),
  ofChange("\nbias", ({ split }) => split?.bias, { text: share, same: "" }),
  ofChange("\ninput", ({ split }) => split?.input, { text: share, same: "", drop: 3 }),
  ofChange("gain's\nmedian", ({ gainChange }) => gainChange, {
    text: signedPercent,
    same: "=",
    undefined: UNDEFINED,
    drop: 4,
  }),
  sorted(numberColumn("gain x\nrow norm", effectiveChangeText, 1), effectiveChange),
];

/** Of the median of gain times row norm, as a fraction. */
function effectiveChange({ norms: [norm], after: [post] }: ProbeRow): number | null {
  const [before, after] = [norm, post].map((side) => (side === undefined ? null : effectiveMedian(side)));
  const change = before && after ? after / before - 1 : null;
  return change !== null && Number.isFinite(change) ? change : null;
}

/** The matrix behind may have changed where the norm did not. */
function effectiveChangeText(row: ProbeRow): string {
  if (row.norms.length > 1) return severalChanges(row);
  const change = effectiveChange(row);
  return change === null ? UNDEFINED : signedPercent(change);
}

function severalChanges({ norms, after }: ProbeRow): string {
  const changes = norms.map((norm, i) =>
    effectiveChange({ norms: [norm], after: after.slice(i, i + 1), change: null }),
  );
  if (changes.every((change) => change === 0)) return "=";
  const known = changes.filter((change) => change !== null);
  return known.length === 0
    ? UNDEFINED
    : range(Math.min(...known), Math.max(...known), signedPercent, " .. ");
}

function signedPercent(change: number): string {
  return `${change < 0 ? "-" : "+"}${Math.abs(100 * change).toFixed(1)} %`;
}
