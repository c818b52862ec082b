import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { NormSite } from "../model/architecture.js";
import type { NamedTensor } from "../model/norms.js";
import { lengthOf, spaceOf } from "../model/sites.js";
import type { Family } from "./family.js";

/** Several times the width of the largest language models; guards memory against a number from the file. */
const MAX_WIDTH = 100_000;

/** The deepest transformers there are have some thousand; guards time and memory against a number from a name. */
const MAX_BLOCKS = 1024;

const A_NORM: Readonly<Record<NormSite["kind"], string>> = {
  LayerNorm: "a LayerNorm",
  RMSNorm: "an RMSNorm",
};

/**
 * The width of the model. Every norm must be a vector, as long as all others over the same dimensions.
 * @throws WdistError BAD_SHAPE
 */
export function requireShapes(label: string, family: Family, norms: readonly NamedTensor[]): number {
  if (norms.length > 1 && norms.every(({ info }) => isPlaceholder(info))) throw placeholders(label, norms);
  const firsts = new Map<string, NamedTensor>();
  for (const norm of norms) {
    const width = requireVector(label, family, norm);
    const space = spaceOf(norm.site);
    const first = firsts.get(space) ?? norm;
    firsts.set(space, first);
    if (width !== lengthOf(first.info)) throw twoWidths(label, family, norm, first);
  }
  const ofStream = norms.find(({ site }) => site.width === "model") ?? norms[0];
  return ofStream === undefined ? 0 : lengthOf(ofStream.info);
}

/** @throws WdistError NOT_GPT2 */
export function requireDepth(label: string, { is, architecture }: Family, blocks: number): void {
  if (blocks <= MAX_BLOCKS) return;
  throw new WdistError("NOT_GPT2", {
    where: label,
    what: `has norms of ${blocks} blocks; no model like ${is} has more than ${MAX_BLOCKS}`,
    fix: `give a checkpoint of ${architecture.title} itself`,
  });
}

/** DeepSpeed's ZeRO stage 3 and FSDP leave no element, or one, of weights that another process holds. */
function isPlaceholder({ shape }: NamedTensor["info"]): boolean {
  return shape.length <= 1 && (shape[0] ?? 1) <= 1;
}

function placeholders(label: string, norms: readonly NamedTensor[]): WdistError {
  const [norm] = norms;
  return new WdistError("BAD_SHAPE", {
    where: `${label}, tensor ${quote(norm?.info.name ?? "")}`,
    what: `has shape [${norm?.info.shape}], as have all norms: placeholders of weights in shards, as ZeRO-3 of DeepSpeed and FSDP save them`,
    fix: "gather the weights: python zero_to_fp32.py CHECKPOINT OUT, stage3_gather_16bit_weights_on_model_save, or FSDP's FULL_STATE_DICT",
  });
}

/** How long it is. */
function requireVector(label: string, { is, architecture }: Family, { site, info }: NamedTensor): number {
  const width = lengthOf(info);
  const most = site.width === "own" ? 2 : 1;
  const where = `${label}, tensor ${quote(info.name)}`;
  if (info.shape.length === 0 || info.shape.length > most || width === 0) {
    throw new WdistError("BAD_SHAPE", {
      where,
      what: `has shape [${info.shape}]; ${A_NORM[site.kind]} has one dimension and at least one value`,
      fix: `the checkpoint was not saved as ${architecture.title} saves it; save it again`,
    });
  }
  if (width > MAX_WIDTH) {
    throw new WdistError("BAD_SHAPE", {
      where,
      what: `has ${width} values; no ${site.kind} of ${is} has more than ${MAX_WIDTH}`,
      fix: `give a checkpoint of ${architecture.title} itself`,
    });
  }
  return width;
}

function twoWidths(label: string, { is }: Family, norm: NamedTensor, first: NamedTensor): WdistError {
  const { site, info } = norm;
  const all = site.width === "own" ? `all ${site.name} tensors` : `all ${site.kind}s`;
  return new WdistError("BAD_SHAPE", {
    where: `${label}, tensor ${quote(info.name)}`,
    what: `has width ${lengthOf(info)}, but ${quote(first.info.name)} has ${lengthOf(first.info)}; ${all} of ${is} have the same`,
    fix: "the checkpoint mixes two models; save it again",
  });
}
