import { WdistError } from "../../errors.js";
import type { GptModel, Weight } from "../../model/norms.js";
import type { Side } from "../../model/numbers.js";
import type { Skipped } from "../../model/tensors.js";
import type { WeightOptions } from "../../model/weights.js";
import { bareName, groupWeights, selectWeights, type WeightSelection } from "./groups.js";

/** A tensor that has the same name, without its prefix, and the same shape in both models. */
export interface TensorPair {
  readonly pre: Weight;
  readonly post: Weight;
}

/** A group of weights in two models. */
export interface WeightPair extends Pick<WeightSelection, "name" | "block" | "kind"> {
  readonly pre: WeightSelection;
  readonly post: WeightSelection;
  readonly tensors: readonly TensorPair[];
}

export interface PairedWeights {
  readonly pairs: readonly WeightPair[];
  /** Counted, but not paired. */
  readonly unpaired: readonly Skipped[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/**
 * Which weights of two models are held against each other: those that both have by the same name. Files of different
 * libraries have no name in common; then all of a group are held against all of it.
 * @throws WdistError NOT_IN_MODEL, AMBIGUOUS
 */
export function pairWeights(
  pre: GptModel,
  post: GptModel,
  options: Pick<WeightOptions, "groupBy" | "tensors">,
): PairedWeights {
  const [before, after] = [pre, post].map((model) => {
    const { selections, skipped } = selectWeights(model, options);
    return { model, skipped, named: namesIn(model, selections) };
  }) as [NamedWeights, NamedWeights];
  const anyCommon = [...before.named.keys()].some((name) => after.named.has(name));
  const groupsOf = ({ model, named }: NamedWeights, other: NamedWeights) => {
    const kept = [...named].filter(([name]) => !anyCommon || other.named.has(name));
    return groupWeights(
      kept.map(([, weight]) => weight),
      options.groupBy,
      model.info.prefix,
    );
  };
  const [preGroups, postGroups] = [groupsOf(before, after), groupsOf(after, before)];
  const pairs = pairGroups(preGroups, postGroups, before, after);
  if (pairs.length === 0) throw nothingInCommon(pre, post);
  const onlyIn = (side: Side, groups: readonly WeightSelection[], own: NamedWeights, other: NamedWeights) => {
    const partnered = new Set(pairs.flatMap((pair) => pair[side].weights));
    const left = anyCommon
      ? [...own.named].filter(([name]) => !other.named.has(name)).map(([, weight]) => weight)
      : groups.flatMap(({ weights }) => weights.filter((weight) => !partnered.has(weight)));
    return left.map(({ info }): Skipped => ({ name: info.name, reason: `only in ${side}` }));
  };
  return {
    pairs,
    unpaired: otherShapes(before, after),
    skipped: [
      ...before.skipped,
      ...after.skipped,
      ...onlyIn("pre", preGroups, before, after),
      ...onlyIn("post", postGroups, after, before),
    ],
    notices: anyCommon ? [] : [NO_COMMON_NAME],
  };
}

const NO_COMMON_NAME =
  "the two files call no tensor the same: each group is compared as a whole, and no values are paired";

/** The weights that were selected of a model, by name without prefix. */
interface NamedWeights {
  readonly model: GptModel;
  readonly skipped: readonly Skipped[];
  readonly named: ReadonlyMap<string, Weight>;
}

/** @throws WdistError AMBIGUOUS where two weights have one name */
function namesIn({ info }: GptModel, selections: readonly WeightSelection[]): ReadonlyMap<string, Weight> {
  const named = new Map<string, Weight>();
  for (const weight of selections.flatMap(({ weights }) => weights)) {
    const name = bareName(weight.info.name, info.prefix);
    const other = named.get(name);
    if (other !== undefined) throw twoOfOneName(info.path, other, weight);
    named.set(name, weight);
  }
  return named;
}

function twoOfOneName(path: string, one: Weight, other: Weight): WdistError {
  return new WdistError("AMBIGUOUS", {
    where: path,
    what: `holds ${one.info.name} and ${other.info.name}, which are one tensor by name, so it is not known which to compare`,
    fix: "choose tensors of different names with --tensors",
  });
}

function pairGroups(
  preGroups: readonly WeightSelection[],
  postGroups: readonly WeightSelection[],
  before: NamedWeights,
  after: NamedWeights,
): WeightPair[] {
  const partners = new Map(postGroups.map((group) => [group.name, group]));
  return preGroups.flatMap((pre): WeightPair[] => {
    const post = partners.get(pre.name);
    if (post === undefined) return [];
    const members = new Set(post.weights);
    const tensors = pre.weights.flatMap((weight): TensorPair[] => {
      const other = partnerOf(weight, before, after);
      return other !== null && members.has(other) && haveOneShape(weight, other)
        ? [{ pre: weight, post: other }]
        : [];
    });
    const { name, block, kind } = pre;
    return [{ name, block, kind, pre, post, tensors }];
  });
}

/** What post calls the same. */
function partnerOf({ info }: Weight, before: NamedWeights, after: NamedWeights): Weight | null {
  return after.named.get(bareName(info.name, before.model.info.prefix)) ?? null;
}

function haveOneShape(pre: Weight, post: Weight): boolean {
  return String(pre.info.shape) === String(post.info.shape);
}

function otherShapes(before: NamedWeights, after: NamedWeights): Skipped[] {
  return [...before.named.values()].flatMap((weight) => {
    const other = partnerOf(weight, before, after);
    if (other === null || haveOneShape(weight, other)) return [];
    const [from, to] = [weight, other].map(({ info }) => `[${info.shape.join(", ")}]`);
    return [{ name: weight.info.name, reason: `of shape ${from} in pre, ${to} in post` }];
  });
}

function nothingInCommon(pre: GptModel, post: GptModel): WdistError {
  return new WdistError("NOT_IN_MODEL", {
    where: post.info.path,
    what: `has none of the groups of weights that ${pre.info.path} has`,
    fix: "files of different libraries call tensors differently: use --group-by model, block or kind",
  });
}
