/** A flag as data: what is typed, what it means, and what its help says. The key that it is kept under is commander's name for it. */
export interface Flag<Value> {
  /** "-o, --output <file>" */
  readonly syntax: string;
  readonly help: string;
  /** The part of the help that it is listed in; null for the part without a name of its own. */
  readonly heading: string | null;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** Its value where it is not given, and how the help words that. */
  readonly fallback?: Value;
  readonly fallbackText?: string;
  /** The flag that it cannot be given with. */
  readonly conflictsWith?: string;
  readonly isRequired?: true;
  /** What a shell completes it with, besides its choices: files, or words that it takes among others. */
  readonly completes?: "file" | readonly string[];
  /** @throws InvalidArgumentError, with a sentence that says how it is written */
  parse?(typed: string, previous: Value | undefined): Value;
}

/** Flags by the names of their values. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** What a command is given for such flags. */
export type ValuesOf<F> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer Value> ? Value : never;
};

/** What may be said of a flag besides its syntax, its help and its parser. */
export type Extras<Value> = Partial<Pick<Flag<Value>, "conflictsWith" | "completes">>;

/** Given or not. */
export function toggle(syntax: string, help: string): Flag<true | undefined> {
  return { syntax, help, heading: null };
}

/** It takes a value. */
export function valued<Value>(
  syntax: string,
  help: string,
  parse: (typed: string) => Value,
  extras: Extras<Value | undefined> = {},
): Flag<Value | undefined> {
  return { syntax, help, heading: null, parse, ...extras };
}

/** It takes text as it is typed. */
export function text(
  syntax: string,
  help: string,
  extras: Extras<string | undefined> = {},
): Flag<string | undefined> {
  return valued(syntax, help, asTyped, extras);
}

/** It may be given any number of times. */
export function repeated<Value>(
  syntax: string,
  help: string,
  parse: (typed: string) => Value,
  extras: Extras<readonly Value[] | undefined> = {},
): Flag<readonly Value[] | undefined> {
  const collect = (typed: string, previous: readonly Value[] = []) => [...previous, parse(typed)];
  return { syntax, help, heading: null, parse: collect, ...extras };
}

/** One of a few words. */
export function choice<Value extends string>(
  syntax: string,
  help: string,
  choices: readonly Value[],
): Flag<Value | undefined> {
  return { syntax, help, heading: null, choices };
}

/** One of a few words, one of which is meant where it is not given. */
export function choiceOr<Value extends string>(
  syntax: string,
  help: string,
  choices: readonly Value[],
  fallback: Value,
): Flag<Value> {
  return { syntax, help, heading: null, choices, fallback };
}

export function asTyped(typed: string): string {
  return typed;
}

/** The same flags, listed under that heading of the help. */
export function under<F extends Flags>(heading: string, flags: F): F {
  const entries = Object.entries(flags).map(([name, flag]) => [name, { ...flag, heading }]);
  return Object.fromEntries(entries) as F;
}
