import { WdistError } from "../../errors.js";
import type { GptModel, Weight } from "../../model/norms.js";
import type { Skipped } from "../../model/tensors.js";
import type { WeightOptions } from "../../model/weights.js";
import { bareName, groupWeights, selectWeights, type WeightSelection } from "./groups.js";
import type { TensorPair } from "./identical.js";

/** A group of weights in two models. */
export interface WeightPair extends Pick<WeightSelection, "name" | "block" | "kind"> {
  readonly pre: WeightSelection;
  readonly post: WeightSelection;
  /** Those that have the same name in both. */
  readonly tensors: readonly TensorPair[];
}

export interface PairedWeights {
  readonly pairs: readonly WeightPair[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/**
 * Which weights of two models are held against each other: those that both have by the same name. Files of different
 * libraries have no name in common; then all of a group are held against all of it.
 * @throws WdistError NOT_IN_MODEL
 */
export function pairWeights(
  pre: GptModel,
  post: GptModel,
  options: Pick<WeightOptions, "groupBy" | "tensors">,
): PairedWeights {
  const sides = [pre, post].map((model) => ({ model, ...selectWeights(model, options) }));
  const names = sides.map(({ model, selections }) => namesIn(model, selections));
  const [before, after] = names as [Map<string, Weight>, Map<string, Weight>];
  const common = new Set([...before.keys()].filter((name) => after.has(name)));
  const kept = names.map((own, side) => {
    const weights = [...own].filter(([name]) => common.size === 0 || common.has(name));
    const model = sides[side]?.model as GptModel;
    return groupWeights(
      weights.map(([, weight]) => weight),
      options.groupBy,
      model.info.prefix,
    );
  });
  const [preGroups, postGroups] = kept as [WeightSelection[], WeightSelection[]];
  const partners = new Map(postGroups.map((group) => [group.name, group]));
  const pairs = preGroups.flatMap((group): WeightPair[] => {
    const partner = partners.get(group.name);
    if (partner === undefined) return [];
    const tensors = group.weights.flatMap((weight): TensorPair[] => {
      const other = after.get(bareName(weight.info.name, pre.info.prefix));
      return other === undefined ? [] : [{ pre: weight.info, post: other.info }];
    });
    const { name, block, kind } = group;
    return [{ name, block, kind, pre: group, post: partner, tensors }];
  });
  if (pairs.length === 0) throw nothingInCommon(pre, post);
  return {
    pairs,
    skipped: [
      ...sides.flatMap(({ skipped }) => skipped),
      ...(common.size === 0 ? [] : [...only(before, after, "pre"), ...only(after, before, "post")]),
    ],
    notices:
      common.size === 0
        ? ["the two files call no tensor the same: all weights of a group are compared, none paired"]
        : [],
  };
}

function namesIn(model: GptModel, selections: readonly WeightSelection[]): Map<string, Weight> {
  const weights = selections.flatMap((selection) => selection.weights);
  return new Map(weights.map((weight) => [bareName(weight.info.name, model.info.prefix), weight]));
}

function only(own: Map<string, Weight>, other: Map<string, Weight>, side: "pre" | "post"): Skipped[] {
  return [...own]
    .filter(([name]) => !other.has(name))
    .map(([, { info }]) => ({ name: info.name, reason: `only in ${side}` }));
}

function nothingInCommon(pre: GptModel, post: GptModel): WdistError {
  return new WdistError("NOT_IN_MODEL", {
    where: post.info.path,
    what: `has none of the groups of weights that ${pre.info.path} has`,
    fix: "files of different libraries call tensors differently: use --group-by model, block or kind",
  });
}
