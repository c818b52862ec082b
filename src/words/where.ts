import type { Parameter, TensorId } from "../model/architecture.js";
import { blockList, enumerated } from "./phrases.js";
import { blockLabel, tensorLabel } from "./tensorNames.js";

/** Sets of tensors as people say them: a norm "of blocks 6-10", "gains of blocks 0-4", "all biases". */

/** `all`: every tensor there is, so that what is meant by "all" is all. */
export function whereWords(ids: readonly TensorId[], all: readonly TensorId[]): string {
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) return tensorLabel(only);
  const gains = ids.filter(({ parameter }) => parameter === "gain");
  const biases = ids.filter(({ parameter }) => parameter === "bias");
  if (biases.length === 0) return oneParameter(gains, all, "gain");
  if (gains.length === 0) return oneParameter(biases, all, "bias");
  if (samePlaces(gains, biases)) return bothParameters(gains, all);
  return `${oneParameter(gains, all, "gain")}, and ${oneParameter(biases, all, "bias")}`;
}

function samePlaces(gains: readonly TensorId[], biases: readonly TensorId[]): boolean {
  const places = new Set(gains.map(placeKey));
  return gains.length === biases.length && biases.every((id) => places.has(placeKey(id)));
}

function placeKey({ norm, block }: TensorId): string {
  return `${block} ${norm}`;
}

function bothParameters(gains: readonly TensorId[], all: readonly TensorId[]): string {
  const ofAll = all.filter(({ parameter }) => parameter === "gain");
  if (gains.length === ofAll.length) return "all gains and biases";
  const { whole, rest } = placesOf(gains, ofAll);
  return `gains and biases of ${enumerated([...whole, ...rest])}`;
}

function oneParameter(ids: readonly TensorId[], all: readonly TensorId[], parameter: Parameter): string {
  const ofAll = all.filter((id) => id.parameter === parameter);
  const noun = parameter === "gain" ? "gains" : "biases";
  if (ids.length === ofAll.length) return `all ${noun}`;
  const { whole, rest } = placesOf(ids, ofAll);
  // The name of a norm alone means its gains.
  if (parameter === "gain" && whole.length === 0) return enumerated(rest);
  return `${noun} of ${enumerated([...whole, ...rest])}`;
}

/** Blocks of which every norm is there, and what is left, norm by norm. */
function placesOf(
  ids: readonly TensorId[],
  all: readonly TensorId[],
): { readonly whole: readonly string[]; readonly rest: readonly string[] } {
  const normsOf = (set: readonly TensorId[], block: number | null) =>
    set.filter((id) => id.block === block).map(({ norm }) => norm);
  const blocks = [...new Set(ids.flatMap(({ block }) => (block === null ? [] : [block])))];
  const allBlocks = new Set(all.flatMap(({ block }) => (block === null ? [] : [block])));
  const wholeBlocks = blocks.filter((block) => {
    const norms = normsOf(all, block);
    return norms.length > 1 && normsOf(ids, block).length === norms.length;
  });
  const inBlocks = ids.filter(({ block }) => block !== null && !wholeBlocks.includes(block));
  const norms = [...new Set(inBlocks.map(({ norm }) => norm))];
  return {
    whole:
      wholeBlocks.length === 0
        ? []
        : [wholeBlocks.length === allBlocks.size ? "all blocks" : blockList(wholeBlocks)],
    rest: [
      ...norms.map((norm) =>
        normWords(
          norm,
          inBlocks.filter((id) => id.norm === norm).map(({ block }) => block as number),
        ),
      ),
      ...normsOf(ids, null),
    ],
  };
}

export function normWords(norm: string, blocks: readonly number[]): string {
  if (blocks.length === 0) return norm;
  return blocks.length === 1
    ? `${blockLabel(blocks[0] as number)} ${norm}`
    : `${norm} of ${blockList(blocks)}`;
}
