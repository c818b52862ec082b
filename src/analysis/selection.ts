import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { idsOf, placesIn } from "../family/places.js";
import type { NormSite, TensorId } from "../model/architecture.js";
import type { Selection } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import { canonicalName, lengthOf } from "../model/sites.js";
import type { Skipped } from "../model/tensors.js";
import { blockRanges } from "./blockRanges.js";

/** The depth of the original study's model, and the blocks of it that the study shows: "H5" to "H11". */
const STUDY_DEPTH = 12;
const STUDY_BLOCKS: readonly number[] = [5, 6, 7, 8, 9, 10, 11];

export interface SelectedTensor {
  /** Canonical name. */
  readonly name: string;
  readonly id: TensorId;
  readonly site: NormSite;
}

/** What selecting needs to know of a model. */
type Named = Pick<GptModel, "info" | "layerNorms">;

export interface Selected {
  /** The norms that were chosen, in order of the forward pass. */
  readonly norms: readonly string[];
  readonly tensors: readonly SelectedTensor[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/**
 * Which tensors of the two models to compare, in order of the forward pass.
 * @throws WdistError MISMATCH if architecture, width or depth differ, NOT_IN_MODEL if the models do not have what was asked for
 */
export function selectTensors(pre: Named, post: Named, selection: Selection): Selected {
  requireSameShape(pre, post);
  const sites = chooseSites(pre, selection.norms);
  const norms = sites.map(({ name }) => name);
  const { blocks, notices } = chooseBlocks(pre, post, sites, selection.blocks);
  const tensors: SelectedTensor[] = [];
  const skipped: Skipped[] = [];
  for (const tensor of wantedTensors(pre, sites, blocks, selection.bias)) {
    const { name } = tensor;
    const lacking = [pre, post].filter((model) => !model.layerNorms.has(name)).map(({ info }) => info.path);
    if (lacking.length === 0) tensors.push(requireSameLength(pre, post, tensor));
    else skipped.push({ name, reason: `not in ${[...new Set(lacking)].join(" and not in ")}` });
  }
  if (tensors.length === 0) {
    throw new WdistError("NOT_IN_MODEL", {
      where: pre.info.path,
      what: `has none of ${norms.join(", ")} in common with ${post.info.path}; it has ${holdings(pre)}`,
      fix: "ask for norms that both have with --norms",
    });
  }
  return { norms, tensors, skipped, notices };
}

function requireSameShape(pre: Named, post: Named): void {
  const [before, after] = [pre, post].map(({ info }) => info.architecture.title);
  if (before !== after && !haveSameBlocks(pre, post)) {
    throw new WdistError("MISMATCH", {
      where: `${pre.info.path} and ${post.info.path}`,
      what: `the architecture of the first model is ${before}, that of the second ${after}`,
      fix: "compare two checkpoints of the same model",
    });
  }
  if (pre.info.blocks === post.info.blocks && pre.info.width === post.info.width) return;
  const shapeOf = ({ info }: Named) => `${info.blocks} blocks of width ${info.width}`;
  throw new WdistError("MISMATCH", {
    where: `${pre.info.path} and ${post.info.path}`,
    what: `the first model has ${shapeOf(pre)}, the second ${shapeOf(post)}`,
    fix: "compare two checkpoints of the same model",
  });
}

/** Families that differ in what is around the blocks can be compared: a converter may not tell a RoBERTa from a BERT. */
function haveSameBlocks(...models: readonly Named[]): boolean {
  const [one, other] = models.map(({ info }) =>
    info.architecture.sites
      .filter(({ scope }) => scope === "block")
      .map(({ path, kind, storedAs, stack }) => [path, kind, storedAs, stack].join())
      .join(),
  );
  return one === other && one !== "";
}

/** Norms may have lengths of their own. */
function requireSameLength(pre: Named, post: Named, tensor: SelectedTensor): SelectedTensor {
  const [before, after] = [pre, post].map(({ layerNorms }) => {
    const norm = layerNorms.get(tensor.name);
    return norm === undefined ? undefined : lengthOf(norm.info);
  });
  if (before === after) return tensor;
  throw new WdistError("MISMATCH", {
    where: `${pre.info.path} and ${post.info.path}`,
    what: `${tensor.name} has ${before} values in the first model, ${after} in the second`,
    fix: "compare two checkpoints of the same model",
  });
}

/** In order of the forward pass, whatever the order in which they are named. */
function chooseSites({ info }: Named, norms: Selection["norms"]): readonly NormSite[] {
  const { sites, title } = info.architecture;
  if (norms === "all") return sites;
  const unknown = norms.find((norm) => !sites.some(({ name }) => name === norm));
  if (unknown === undefined) return sites.filter(({ name }) => norms.includes(name));
  throw new WdistError("NOT_IN_MODEL", {
    where: info.path,
    what: `${title} has no norm ${quote(unknown)}`,
    fix: `choose among ${sites.map(({ name }) => name).join(", ")} with --norms`,
  });
}

function chooseBlocks(
  pre: Named,
  post: Named,
  sites: readonly NormSite[],
  blocks: Selection["blocks"],
): { blocks: readonly number[]; notices: readonly string[] } {
  if (sites.every(({ scope }) => scope === "model")) return { blocks: [], notices: [] };
  const present = [...new Set([...blocksOf(pre), ...blocksOf(post)])].sort((a, b) => a - b);
  if (blocks === "all") return { blocks: present, notices: [] };
  if (blocks === "default") return chooseDefault(pre, present);
  for (const model of [pre, post]) requireBlocks(model, blocks);
  return { blocks: [...new Set(blocks)].sort((a, b) => a - b), notices: [] };
}

function chooseDefault(model: Named, present: readonly number[]) {
  const isOfStudy = model.info.architecture.sites.some(({ study }) => study !== null);
  if (!isOfStudy || model.info.blocks !== STUDY_DEPTH) return { blocks: present, notices: [] };
  const blocks = STUDY_BLOCKS.filter((block) => present.includes(block));
  const notices =
    blocks.length < STUDY_BLOCKS.length
      ? [
          `of blocks ${blockRanges(STUDY_BLOCKS)} the models have ${blockRanges(blocks)}; comparing those (--blocks picks others)`,
        ]
      : [];
  return { blocks, notices };
}

function requireBlocks(model: Named, wanted: readonly number[]): void {
  const present = new Set(blocksOf(model));
  const missing = wanted.filter((block) => !present.has(block));
  if (missing.length > 0) throw lacksBlocks(model, missing);
}

function lacksBlocks(model: Named, missing: readonly number[]): WdistError {
  return new WdistError("NOT_IN_MODEL", {
    where: model.info.path,
    what: `the model has no ${missing.length === 1 ? "block" : "blocks"} ${blockRanges(missing)}; it has ${holdings(model)}`,
    fix: "choose among these with --blocks, e.g. --blocks all",
  });
}

function holdings(model: Named): string {
  const blocks = blocksOf(model);
  const norms = [...new Set([...model.layerNorms.values()].map(({ id }) => id.norm))].join(", ");
  return blocks.length === 0 ? norms : `blocks ${blockRanges(blocks)} (${norms})`;
}

/** The blocks of which a model has at least one norm, ascending. */
function blocksOf(model: Named): number[] {
  const blocks = [...model.layerNorms.values()].flatMap(({ id }) => (id.block === null ? [] : [id.block]));
  return [...new Set(blocks)].sort((a, b) => a - b);
}

function wantedTensors(
  { info }: Named,
  sites: readonly NormSite[],
  blocks: readonly number[],
  withBias: boolean,
): SelectedTensor[] {
  return placesIn(info.architecture, blocks)
    .filter(({ site }) => sites.includes(site))
    .flatMap((place) =>
      idsOf(place, withBias).map((id) => ({ name: canonicalName(place.site, id), id, site: place.site })),
    );
}
