import { groupBy } from "../analysis/diagnosis/ranges.js";
import { escapeControls } from "../escape.js";
import type { Architecture, TensorId } from "../model/architecture.js";
import { idOfName, isSameTensor } from "../model/sites.js";
import type { Evidence } from "../model/verdict.js";
import { valueWords } from "./amounts.js";
import { significant } from "./numbers.js";
import { dimList, enumerated } from "./phrases.js";
import { shortName } from "./tensorNames.js";
import { whereWords } from "./where.js";

/** What rules found, in plain words, in ASCII; the same words for every rule. */

/** How many dims a sentence lists. */
const DIMS_LISTED = 5;
/** A measured number has this many significant digits, or as many as tell it from the threshold. */
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 17;

/** What was found and where: "...: relative shift of the median 0.149 is above warn 0.05". */
export function evidenceMessage(evidence: Evidence): string {
  return `${placeName(evidence.tensor)}: ${whatWasFound(evidence)}`;
}

/** What was found, without where. */
export function whatWasFound(evidence: Evidence): string {
  const remarks = [stepOf(evidence), whichDims(evidence.dims), evidence.detail].filter(
    (remark) => remark !== null,
  );
  const remark = remarks.length === 0 ? "" : ` (${remarks.join("; ")})`;
  return escapeControls(`${measurement(evidence)}${remark}`);
}

/** How a place is called: the tensor's canonical name, or the model. */
export function placeName(tensor: string | null): string {
  return tensor ?? "model";
}

/** Where names are names of this architecture. `all`: every tensor that was looked at. */
export interface Places {
  readonly architecture: Architecture;
  readonly all: readonly TensorId[];
}

export function placesOf(architecture: Architecture, tensors: readonly string[]): Places {
  return { architecture, all: idsOf(architecture, tensors) };
}

/** What one rule found, in all tensors: the most that it measured, and where all of it is. */
export function ruleEvidenceWords(evidence: readonly Evidence[], places: Places): string {
  return groupBy(evidence, ({ measure }) => measure)
    .map((alike) => alikeWords(alike, places))
    .join("; ");
}

function alikeWords(evidence: readonly Evidence[], places: Places): string {
  const [first, ...others] = evidence.toSorted((a, b) => excess(b) - excess(a)) as [Evidence, ...Evidence[]];
  const names = evidence.flatMap(({ tensor }) => tensor ?? []);
  if (names.length === 0) return whatWasFound(first);
  const isTheSame = first.value === null && evidence.every(({ detail }) => detail === null);
  if (others.length === 0 || isTheSame) return `${whatWasFound(first)}, in ${whereNamed(names, places)}`;
  return `${whatWasFound(first)}, in ${shortName(first.tensor ?? "", places.architecture)}; in all: ${whereNamed(names, places)}`;
}

/** Tensors by canonical name, as people say them. */
export function whereNamed(names: readonly string[], { architecture, all }: Places): string {
  const ids = idsOf(architecture, names);
  // A name that the architecture does not know stays as it is.
  if (ids.length < names.length) return enumerated(names);
  const missing = ids.filter((id) => !all.some((other) => isSameTensor(id, other)));
  return whereWords(ids, [...all, ...missing]);
}

function idsOf(architecture: Architecture, names: readonly string[]): TensorId[] {
  return names.flatMap((name) => idOfName(architecture, name) ?? []);
}

/** How many times its threshold a value is. */
function excess({ value, threshold }: Evidence): number {
  return value === null || threshold === null ? 0 : value / Math.max(threshold, Number.MIN_VALUE);
}

function measurement({ measure, value, threshold, option }: Evidence): string {
  const limit = threshold === null ? "" : `${option === null ? "" : `${option} `}${threshold}`;
  if (value === null) return threshold === null ? measure : `${measure} has no value (threshold ${limit})`;
  if (threshold === null) return `${measure} ${rounded(value, null)}`;
  const side = value > threshold ? "above" : value < threshold ? "below" : "at";
  return `${measure} ${rounded(value, threshold)} is ${side} ${limit}`;
}

/** "0.262 -> 0.301" */
function stepOf({ before, after }: Evidence): string | null {
  return before === null || after === null ? null : `${valueWords(before)} -> ${valueWords(after)}`;
}

/** Rounding must not bring a number to or beyond the threshold that it passed. */
function rounded(value: number, threshold: number | null): string {
  if (Number.isSafeInteger(value)) return String(value);
  const sideOf = (number: number) => Math.sign(number - (threshold ?? Number.NEGATIVE_INFINITY));
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const text = significant(value, digits);
    if (sideOf(Number(text)) === sideOf(value)) return text;
  }
  return String(value);
}

/** All of a few, in one sentence with the others of many. */
function whichDims(dims: readonly number[]): string | null {
  if (dims.length === 0) return null;
  if (dims.length > DIMS_LISTED) return dimList(dims, DIMS_LISTED);
  return `${dims.length === 1 ? "dim" : "dims"} ${enumerated(dims.map(String))}`;
}
