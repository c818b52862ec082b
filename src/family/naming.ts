import type { Parameter, TensorId, WeightKind } from "../model/architecture.js";

/** How one library calls the tensors of an architecture. */
export interface Naming {
  /** The gain of the first norm in this naming, N for the block. */
  readonly example: string;
  /** Which norm tensor a name stands for; a text says why a name that looks like one is not taken; null for others. */
  readonly parseName: (name: string) => Named | string | null;
  /** How it calls the modules, for weights of every kind. */
  readonly words: ModuleWords;
  /** Its files hold effective gains, also where the architecture's own files hold gain - 1. */
  readonly storesEffectiveGains: boolean;
  /**
   * How it calls a weight that is no norm, by canonical name with N for the block: names after the prefix, all of one
   * alternative together making up the weight. Empty where that is not known.
   */
  readonly weightNames: (canonical: string, block: number | null) => readonly (readonly string[])[];
  /** What it may call an output head of its own, which a model whose head is its embedding does not store. */
  readonly heads: readonly string[];
}

export interface Named {
  /** What comes before the naming's own words. */
  readonly prefix: string;
  readonly id: TensorId;
}

/** Which part of a model a tensor is, by the words that a naming has for its modules. */
export interface ModuleWords {
  /** Its group is the block's number. */
  readonly block: RegExp;
  /** The first that fits wins; what fits none is "other". */
  readonly kinds: readonly (readonly [kind: WeightKind, pattern: RegExp])[];
}

export interface NamingParts {
  /** By name of the site: the name of its tensors, with `{block}` and `{parameter}`; what is between < and > may be missing. */
  readonly norms: Readonly<Record<string, string>>;
  /** What takes the place of `{parameter}`. */
  readonly parameters: Readonly<Record<Parameter, string>>;
  /** Between whatever the model is wrapped in and its own names; null where nothing may come before those. */
  readonly separator: string | null;
  readonly words: ModuleWords;
  /** Names that look like a norm's, and why they are not taken. */
  readonly others?: readonly (readonly [pattern: RegExp, reason: string])[];
  readonly storesEffectiveGains?: boolean;
  /** By canonical name, with N for the block: alternatives, with `{block}`. Without, all other weights have canonical names. */
  readonly weights?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Where `weights` is not there: other names of a weight with that canonical name. */
  readonly spellings?: (canonical: string) => readonly string[];
  readonly heads?: readonly string[];
}

/** Where nothing else is said: what transformers calls it. */
const HEADS: readonly string[] = ["lm_head.weight"];

/** No model is deeper; a larger number in a name is not a block index. */
const MAX_BLOCKS = 10_000;

export function makeNaming(parts: NamingParts): Naming {
  const { norms, parameters, words, others = [], storesEffectiveGains = false } = parts;
  // Most namings are never asked: a checkpoint is of one family.
  let pattern: RegExp | null = null;
  const sites = Object.keys(norms);
  const [firstName = ""] = Object.values(norms);
  return {
    example: firstName
      .replace(/<([^>]*)>/g, "[$1]")
      .replace("{block}", "N")
      .replace("{parameter}", parameters.gain),
    words,
    storesEffectiveGains,
    weightNames: (canonical, block) => weightNamesOf(parts, canonical, block),
    heads: parts.heads ?? HEADS,
    parseName: (name) => {
      pattern ??= patternOf(parts);
      const match = pattern.exec(name);
      if (match === null) return others.find(([other]) => other.test(name))?.[1] ?? null;
      const { before = "", ...groups } = match.groups ?? {};
      const site = sites.findIndex((_, i) => groups[`parameter${i}`] !== undefined);
      const [block, parameter] = [groups[`block${site}`], groups[`parameter${site}`]];
      if (block !== undefined && !isBlockIndex(block)) return `${block.slice(0, 20)} is not a block index`;
      return {
        prefix: name.slice(0, match.index) + before,
        id: {
          norm: sites[site] as string,
          block: block === undefined ? null : Number(block),
          parameter: parameter === parameters.gain ? "gain" : "bias",
        },
      };
    },
  };
}

function weightNamesOf(
  { weights, spellings }: NamingParts,
  canonical: string,
  block: number | null,
): readonly (readonly string[])[] {
  const number = String(block ?? "");
  if (weights === undefined) {
    const name = canonical.replace(".N.", `.${number}.`);
    return [name, ...(spellings?.(name) ?? [])].map((spelled) => [spelled]);
  }
  const alternatives = Object.hasOwn(weights, canonical) ? (weights[canonical] ?? []) : [];
  return alternatives.map((names) => names.map((name) => name.replace("{block}", number)));
}

/** Matches every name of the naming. The groups of a site have its place as their number. */
function patternOf({ norms, parameters, separator }: NamingParts): RegExp {
  const kinds = Object.values(parameters).map(escaped).join("|");
  const names = Object.values(norms).map((name, i) =>
    escaped(name)
      .replace(/<([^>]*)>/g, "(?:$1)?")
      .replace("\\{block\\}", `(?<block${i}>[0-9]+)`)
      .replace("\\{parameter\\}", `(?<parameter${i}>${kinds})`),
  );
  const start = separator === null ? "^" : `(?<before>^|${escaped(separator)})`;
  return new RegExp(`${start}(?:${names.join("|")})$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function isBlockIndex(digits: string): boolean {
  return /^(0|[1-9][0-9]{0,5})$/.test(digits) && Number(digits) < MAX_BLOCKS;
}
