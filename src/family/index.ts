import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { requireReal } from "../format/shared/stored.js";
import type { Architecture } from "../model/architecture.js";
import type { GptModel, NamedTensor, NextMatrix } from "../model/norms.js";
import { canonicalName, lengthOf } from "../model/sites.js";
import type { TensorInfo, TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";
import { identify } from "./identify.js";
import { type MatrixFinder, matrixFinder } from "./matrices.js";
import { namedWeights } from "./namedWeights.js";
import { once } from "./once.js";
import { requireWholeModel } from "./partial.js";
import { depthsOf, placesIn } from "./places.js";
import { FAMILIES } from "./registry.js";
import { requireDepth, requireShapes } from "./shapes.js";
import { unstacked } from "./stacked.js";
import { sortTensors } from "./weights.js";

/**
 * Finds the norms of a model among a checkpoint's tensors. Reads no weights. The model closes the reader.
 * @param at where in a file that holds several models the one is that is meant; null for the only one that is whole
 * @throws WdistError NOT_GPT2, PARTIAL, AMBIGUOUS, NOT_IN_MODEL, BAD_SHAPE
 */
export async function openModel(
  file: TensorReader,
  families: readonly Family[] = FAMILIES,
  at: string | null = null,
): Promise<GptModel> {
  try {
    const { family, modelType, set, view, skipped } = await identify(unstacked(file, families), families, at);
    const { reader, place } = view;
    const { architecture } = family;
    const layerNorms = inForwardOrder(architecture, set.tensors);
    const norms = [...layerNorms.values()];
    for (const { info } of norms) requireReadable(file.label, info);
    requireDepth(file.label, family, depthOf(norms));
    const width = requireShapes(reader.label, family, norms);
    const blocks = depthOf(norms);
    await requireWholeModel(reader, { family, naming: set.naming, norms, blocks });
    const info = {
      path: reader.label,
      format: reader.format,
      files: reader.files,
      architecture,
      naming: set.naming.example,
      place,
      prefix: set.prefix,
      ...(modelType === undefined ? {} : { modelType }),
      blocks,
      ...stacksOf(norms),
      width,
      dtypes: [...new Set(norms.map((norm) => norm.info.dtype))].sort(),
      tensorCount: reader.tensors.size,
    };
    const sorted = once(() => sortTensors(reader.tensors, family, set.naming));
    const others = once(() => namedWeights(reader, set));
    const matrices = once(() => matrixFinder({ label: reader.label, norms, weights: others() }));
    return {
      info,
      layerNorms,
      skipped: [...(reader.skipped ?? []), ...skipped],
      tensors: reader.tensors,
      metadata: reader.metadata,
      get weights() {
        return sorted().weights;
      },
      get nonWeights() {
        return sorted().nonWeights;
      },
      nextMatrices: (name) => matricesBehind(normNamed(layerNorms, name, reader), matrices),
      weightsNamed: (name, block) => others().find(name, block),
      storedHead: () => others().findHead(),
      readConfig: async () => (await file.readConfig?.()) ?? null,
      stated: file.stated ?? new Map(),
      readTensor: (name) => reader.read(name),
      locateTensor: (name) => reader.locate(name),
      read: async (name) => readStored(reader, normNamed(layerNorms, name, reader)),
      readEffective: async (name) => readEffective(reader, normNamed(layerNorms, name, reader)),
      close: () => reader.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What the file itself says against reading a norm is said before anything else of it. */
function requireReadable(label: string, info: TensorInfo): void {
  if (info.trouble !== undefined) requireReal(label, info);
}

/** Nothing where all blocks are one stack. */
function stacksOf(norms: readonly NamedTensor[]): Pick<GptModel["info"], "stacks"> {
  const stacks = [...depthsOf(norms)].flatMap(([name, blocks]) => {
    const norm = norms.find(({ site }) => site.stack === name && site.width === "model");
    return name === null || norm === undefined ? [] : [{ name, blocks, width: lengthOf(norm.info) }];
  });
  return stacks.length === 0 ? {} : { stacks };
}

function matricesBehind(norm: NamedTensor, matrices: () => MatrixFinder): readonly NextMatrix[] {
  return norm.site.matrices.length === 0 ? [] : matrices()(norm);
}

/** By canonical name. */
function inForwardOrder(
  architecture: Architecture,
  tensors: readonly NamedTensor[],
): ReadonlyMap<string, NamedTensor> {
  const byName = new Map(tensors.map((tensor) => [canonicalName(tensor.site, tensor.id), tensor]));
  const blocks = new Set(tensors.flatMap(({ id }) => (id.block === null ? [] : [id.block])));
  const ascending = [...blocks].sort((a, b) => a - b);
  const ordered = placesIn(architecture, ascending).flatMap(({ site, block }) =>
    (["gain", "bias"] as const).flatMap((parameter): [string, NamedTensor][] => {
      const name = canonicalName(site, { block, parameter });
      const tensor = byName.get(name);
      return tensor === undefined ? [] : [[name, tensor]];
    }),
  );
  return new Map(ordered);
}

/** Blocks count from 0. */
function depthOf(norms: readonly NamedTensor[]): number {
  return norms.reduce((depth, { id }) => Math.max(depth, (id.block ?? -1) + 1), 0);
}

/** @throws WdistError NOT_IN_MODEL */
function normNamed(layerNorms: GptModel["layerNorms"], name: string, { label }: TensorReader): NamedTensor {
  const norm = layerNorms.get(name);
  if (norm !== undefined) return norm;
  throw new WdistError("NOT_IN_MODEL", {
    where: label,
    what: `has no norm ${quote(name)}`,
    fix: "ask for one of the model's layerNorms, by canonical name",
  });
}

/** Where a naming stores effective gains of an architecture that stores gain - 1, the 1 goes off again. */
async function readStored(
  reader: TensorReader,
  { id, site, info, addend }: NamedTensor,
): Promise<Float64Array> {
  const stored = await reader.read(info.name);
  const isEffective = id.parameter === "gain" && site.storedAs === "gain - 1" && addend === 0;
  return isEffective ? stored.map((value) => value - 1) : stored;
}

async function readEffective(reader: TensorReader, { info, addend }: NamedTensor): Promise<Float64Array> {
  const stored = await reader.read(info.name);
  if (addend === 0) return stored;
  // Forward passes, and converters, add the 1 in float32: 1 + w of a file and the sum in another are the same to the last bit.
  const rounded = info.dtype === "F64" ? (sum: number) => sum : Math.fround;
  return stored.map((value) => rounded(value + addend));
}
