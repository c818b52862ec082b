import { WdistError } from "../../errors.js";
import { elementsOf } from "../../format/shared/stored.js";
import { WEIGHT_KINDS } from "../../model/architecture.js";
import type { GptModel, Weight } from "../../model/norms.js";
import type { Skipped } from "../../model/tensors.js";
import type { WeightGroup, WeightGrouping, WeightOptions } from "../../model/weights.js";
import { matchesPattern } from "../check/settings.js";

/** Weights that will share a histogram. */
export interface WeightSelection extends Pick<WeightGroup, "name" | "block" | "kind"> {
  readonly weights: readonly Weight[];
  /** Of all its weights. */
  readonly elements: number;
}

export interface SelectedWeights {
  readonly selections: readonly WeightSelection[];
  readonly skipped: readonly Skipped[];
}

/** Numbers that stand in checkpoints for counters and masks. */
const WHOLE_NUMBERS = /^(?:[IU](?:8|16|32|64)|BOOL)$/;

/**
 * Which weights are counted, and with which others.
 * @throws WdistError NOT_IN_MODEL where there are none
 */
export function selectWeights(
  model: GptModel,
  { groupBy, tensors: patterns }: Pick<WeightOptions, "groupBy" | "tensors">,
): SelectedWeights {
  const asked = ({ name }: { readonly name: string }) =>
    patterns === null || patterns.some((pattern) => matchesName(pattern, name, model.info.prefix));
  const candidates = model.weights.filter(({ info }) => asked(info));
  const weights = candidates.filter(({ info }) => !WHOLE_NUMBERS.test(info.dtype));
  if (weights.length === 0) throw nothingLeft(model, patterns);
  const whole = candidates.filter(({ info }) => WHOLE_NUMBERS.test(info.dtype));
  return {
    selections: groupWeights(weights, groupBy),
    skipped: [
      ...model.nonWeights.filter(asked),
      ...whole.map(({ info }) => ({ name: info.name, reason: `whole numbers (${info.dtype}), no weights` })),
    ],
  };
}

/** By the file's own name, with what stands before the naming's own words or without it. */
function matchesName(pattern: string, name: string, prefix: string): boolean {
  return matchesPattern(pattern, name) || matchesPattern(pattern, bareName(name, prefix));
}

/** Without what stands before the naming's own words. */
export function bareName(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function nothingLeft(model: GptModel, patterns: readonly string[] | null): WdistError {
  const examples = model.weights.slice(0, 3).map(({ info }) => info.name);
  return new WdistError("NOT_IN_MODEL", {
    where: model.info.path,
    what:
      patterns === null
        ? "has no weights"
        : `has no weights by the name ${patterns.join(", ")}; its names are such as ${examples.join(", ")}`,
    fix: "see all names with: gpt2-wdist inspect MODEL --all",
  });
}

/** `prefix` is left out of the names of groups. */
export function groupWeights(
  weights: readonly Weight[],
  groupBy: WeightGrouping,
  prefix = "",
): WeightSelection[] {
  const members = new Map<string, Weight[]>();
  for (const weight of inOrder(weights, groupBy)) {
    const name = bareName(NAME_OF[groupBy](weight), prefix);
    const group = members.get(name);
    if (group === undefined) members.set(name, [weight]);
    else group.push(weight);
  }
  return [...members].map(([name, group]) => ({
    name,
    block: common(group.map(({ block }) => block)),
    kind: common(group.map(({ kind }) => kind)),
    weights: group,
    elements: group.reduce((sum, { info }) => sum + elementsOf(info.shape), 0),
  }));
}

const NAME_OF: Readonly<Record<WeightGrouping, (weight: Weight) => string>> = {
  model: () => "all weights",
  block: ({ block }) => (block === null ? "outside the blocks" : `block ${block}`),
  kind: ({ kind }) => kind,
  tensor: ({ info }) => info.name,
};

/** Blocks as they follow one another, what is in none behind them; kinds as they are always listed; else as in the file. */
function inOrder(weights: readonly Weight[], groupBy: WeightGrouping): readonly Weight[] {
  const rank: Readonly<Partial<Record<WeightGrouping, (weight: Weight) => number>>> = {
    block: ({ block }) => block ?? Number.MAX_SAFE_INTEGER,
    kind: ({ kind }) => WEIGHT_KINDS.indexOf(kind),
  };
  const rankOf = rank[groupBy];
  return rankOf === undefined ? weights : weights.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** What all have in common; null where they differ. */
function common<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
