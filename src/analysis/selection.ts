import { WdistError } from "../errors.js";
import { canonicalName } from "../family/index.js";
import type { Parameter, TensorId } from "../model/architecture.js";
import type { Selection } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { Skipped } from "../model/tensors.js";
import { blockRanges } from "./blockRanges.js";

/** The depth of the original study's model, and the blocks of it that the study shows: "H5" to "H11". */
const STUDY_DEPTH = 12;
const STUDY_BLOCKS: readonly number[] = [5, 6, 7, 8, 9, 10, 11];

export interface Selected {
  readonly ids: readonly TensorId[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/**
 * Which tensors of the two models to compare, in order of the forward pass.
 * @throws WdistError MISMATCH if width or depth differ, NOT_IN_MODEL if the models lack what was asked for
 */
export function selectTensors(pre: GptModel, post: GptModel, selection: Selection): Selected {
  requireSameShape(pre, post);
  const { blocks, notices } = chooseBlocks(pre, post, selection);
  const ids: TensorId[] = [];
  const skipped: Skipped[] = [];
  for (const id of wantedIds(blocks, selection)) {
    const name = canonicalName(id);
    const lacking = [pre, post].filter((model) => !model.layerNorms.has(name)).map(({ info }) => info.path);
    if (lacking.length === 0) ids.push(id);
    else skipped.push({ name, reason: `not in ${[...new Set(lacking)].join(" and not in ")}` });
  }
  if (ids.length === 0) {
    throw new WdistError("NOT_IN_MODEL", {
      where: pre.info.path,
      what: `has none of ${selection.norms.join(", ")} in common with ${post.info.path}; it has ${holdings(pre)}`,
      fix: "ask for norms that both have with --norms",
    });
  }
  return { ids, skipped, notices };
}

function requireSameShape(pre: GptModel, post: GptModel): void {
  if (pre.info.blocks === post.info.blocks && pre.info.width === post.info.width) return;
  const shapeOf = ({ info }: GptModel) => `${info.blocks} blocks of width ${info.width}`;
  throw new WdistError("MISMATCH", {
    where: `${pre.info.path} and ${post.info.path}`,
    what: `the first model has ${shapeOf(pre)}, the second ${shapeOf(post)}`,
    fix: "compare two checkpoints of the same model",
  });
}

function chooseBlocks(
  pre: GptModel,
  post: GptModel,
  { blocks, norms }: Selection,
): { blocks: readonly number[]; notices: readonly string[] } {
  if (!norms.some((norm) => norm !== "ln_f")) return { blocks: [], notices: [] };
  const present = [...new Set([...blocksOf(pre), ...blocksOf(post)])].sort((a, b) => a - b);
  if (blocks === "all") return { blocks: present, notices: [] };
  if (blocks === "default") return chooseDefault(pre, present);
  for (const model of [pre, post]) requireBlocks(model, blocks);
  return { blocks: [...new Set(blocks)].sort((a, b) => a - b), notices: [] };
}

function chooseDefault(model: GptModel, present: readonly number[]) {
  if (model.info.blocks !== STUDY_DEPTH) return { blocks: present, notices: [] };
  const blocks = STUDY_BLOCKS.filter((block) => present.includes(block));
  const others = present.filter((block) => !blocks.includes(block));
  const notices =
    blocks.length < STUDY_BLOCKS.length
      ? [
          `of blocks ${blockRanges(STUDY_BLOCKS)} the models have ${blockRanges(blocks)}; comparing those (--blocks picks others)`,
        ]
      : others.length > 0
        ? [`blocks ${blockRanges(others)} are not compared (--blocks all compares every one)`]
        : [];
  return { blocks, notices };
}

function requireBlocks(model: GptModel, wanted: readonly number[]): void {
  const present = new Set(blocksOf(model));
  const missing = wanted.filter((block) => !present.has(block));
  if (missing.length > 0) throw lacksBlocks(model, missing);
}

function lacksBlocks(model: GptModel, missing: readonly number[]): WdistError {
  return new WdistError("NOT_IN_MODEL", {
    where: model.info.path,
    what: `the model has no ${missing.length === 1 ? "block" : "blocks"} ${blockRanges(missing)}; it has ${holdings(model)}`,
    fix: "choose among these with --blocks, e.g. --blocks all",
  });
}

function holdings(model: GptModel): string {
  const blocks = blocksOf(model);
  const norms = [...new Set([...model.layerNorms.values()].map(({ id }) => id.norm))].join(", ");
  return blocks.length === 0 ? norms : `blocks ${blockRanges(blocks)} (${norms})`;
}

/** The blocks of which a model has at least one LayerNorm, ascending. */
function blocksOf(model: GptModel): number[] {
  const blocks = [...model.layerNorms.values()].flatMap(({ id }) => (id.block === null ? [] : [id.block]));
  return [...new Set(blocks)].sort((a, b) => a - b);
}

function wantedIds(blocks: readonly number[], { norms, bias }: Selection): TensorId[] {
  const parameters: readonly Parameter[] = bias ? ["gain", "bias"] : ["gain"];
  const inBlocks = (["ln_1", "ln_2"] as const).filter((norm) => norms.includes(norm));
  const places = [
    ...blocks.flatMap((block) => inBlocks.map((norm) => ({ norm, block }))),
    ...(norms.includes("ln_f") ? [{ norm: "ln_f" as const, block: null }] : []),
  ];
  return places.flatMap((place) => parameters.map((parameter) => ({ ...place, parameter })));
}
