import type { ChangedLoss, Estimate } from "../../model/probe.js";
import { significant } from "../numbers.js";

/** Amounts of a probe in words, in ASCII. */

/** Differences within so many standard errors are not told from nothing. */
const ERRORS_OF_NOTHING = 2;

/** "+0.0131 +- 0.0023", "-0.868"; the error as long as there is one. */
export function estimateWords({ mean, error }: Estimate): string {
  const sign = mean < 0 ? "-" : "+";
  if (error === null) return `${sign}${plain(Math.abs(mean))}`;
  const digits = decimalsFor(error);
  if (digits === null) return `${sign}${plain(Math.abs(mean))}`;
  return `${sign}${Math.abs(mean).toFixed(digits)} +- ${error.toFixed(digits)}`;
}

/** Two significant digits of the error; null for one of 0, or one that would take too many. */
function decimalsFor(error: number): number | null {
  if (!(error > 0)) return null;
  const digits = 1 - Math.floor(Math.log10(error));
  return digits > 9 ? null : Math.max(0, digits);
}

function plain(value: number): string {
  return significant(value, 3);
}

/** Is it told from nothing? Null where one window gives no error. */
export function isMeasurable({ mean, error }: Estimate): boolean | null {
  return error === null ? null : Math.abs(mean) > ERRORS_OF_NOTHING * error;
}

/** "1.5 %" */
export function percentWords(share: number): string {
  return `${significant(100 * share, 2)} %`;
}

/** What a change of the model costs, as the end of a sentence. */
export function costWords({ change }: ChangedLoss): string {
  const measurable = isMeasurable(change);
  if (change.mean === 0) return "changes nothing";
  if (measurable === false) return `changes nothing measurable (${estimateWords(change)} nats)`;
  const verb = change.mean > 0 ? "costs" : "gains";
  const size = { ...change, mean: Math.abs(change.mean) };
  return `${verb} ${estimateWords(size).slice(1)} nats a token`;
}
