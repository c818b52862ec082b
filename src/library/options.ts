import { suggestion } from "../analysis/check/settings.js";
import { usageError } from "../errors.js";
import { quote } from "../escape.js";

/** Options of callers that no compiler has checked: what is wrong with them is said before any work is done. */

/** What an option may be. */
export interface OptionCheck {
  /** For the error: 'true or false', 'a number from 1 to 10000'. */
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

/** A check for each option that there is. */
export type OptionChecks<Options> = { readonly [Name in keyof Options]-?: OptionCheck };

/**
 * The options that were given; those that are undefined count as not given.
 * @param where whose options they are, for the error: "compare"
 * @throws WdistError USAGE for an unknown name or a value that is not allowed
 */
export function checkOptions<Options extends object>(
  where: string,
  options: unknown,
  checks: OptionChecks<Options>,
): Partial<Options> {
  if (!isObject(options)) throw usageError(where, `its options are ${shown(options)}`, "give an object");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(checks, name)) {
      throw usageError(where, `has no option ${quote(name)}`, suggestion(name, Object.keys(checks)));
    }
    requireAllowed(where, name, value, checks[name as keyof Options]);
  }
  return Object.fromEntries(given) as Partial<Options>;
}

/** @throws WdistError USAGE */
export function requireAllowed(
  where: string,
  name: string,
  value: unknown,
  { accepts, allowed }: OptionCheck,
): void {
  if (!accepts(value)) throw usageError(where, `its ${name} is ${shown(value)}`, `give ${allowed}`);
}

export const PATH: OptionCheck = { allowed: "a path, a URL or the name of a model", accepts: isText };
export const BOOLEAN: OptionCheck = {
  allowed: "true or false",
  accepts: (value) => typeof value === "boolean",
};
export const FUNCTION: OptionCheck = {
  allowed: "a function",
  accepts: (value) => typeof value === "function",
};
export const TEXT_OR_NULL: OptionCheck = {
  allowed: "a text or null",
  accepts: (value) => value === null || typeof value === "string",
};
export const OBJECT: OptionCheck = { allowed: "an object", accepts: isObject };

export function numberFrom(least: number, most: number): OptionCheck {
  return {
    allowed: `a number from ${least} to ${most}`,
    accepts: (value) => typeof value === "number" && value >= least && value <= most,
  };
}

export function integerFrom(least: number, most: number): OptionCheck {
  return {
    allowed: `an integer from ${least} to ${most}`,
    accepts: (value) => isIntegerFrom(least, value) && (value as number) <= most,
  };
}

export function oneOf(names: readonly string[]): OptionCheck {
  return {
    allowed: `one of ${names.map((name) => JSON.stringify(name)).join(", ")}`,
    accepts: (value) => names.some((name) => name === value),
  };
}

/** Any of these. */
export function either(...checks: readonly OptionCheck[]): OptionCheck {
  return {
    allowed: checks.map(({ allowed }) => allowed).join(", or "),
    accepts: (value) => checks.some(({ accepts }) => accepts(value)),
  };
}

export function listOf(allowed: string, accepts: (item: unknown) => boolean): OptionCheck {
  return {
    allowed,
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(accepts),
  };
}

export function isIntegerFrom(least: number, value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

export function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const MOST_SHOWN = 60;

/** A value that was given, in few characters. */
function shown(value: unknown): string {
  if (typeof value === "string") return quote(value.slice(0, MOST_SHOWN));
  if (Array.isArray(value)) return "a list of something else";
  if (typeof value === "function") return "a function";
  return isObject(value) ? "an object" : String(value);
}
