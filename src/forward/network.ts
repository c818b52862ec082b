import { WdistError } from "../errors.js";
import { CAN_RUN, forwardPartsOf } from "../family/forwardPasses.js";
import type { NormSite } from "../model/architecture.js";
import type { GptModel } from "../model/norms.js";
import { canonicalName, siteNamed } from "../model/sites.js";
import type { NormParameters } from "./layerNorm.js";
import { type BlockMatrices, findMatrices, type StoredMatrix } from "./matrices.js";
import { RowReader } from "./rows.js";
import { type ForwardSettings, type SettingsAsked, settingsOf } from "./settings.js";
import { readValues, transposed } from "./values.js";

/** A model that can be run: its norms in memory, everything else read when its turn comes. */

/** One norm of the pass, in its order. */
export interface NetworkNorm {
  /** Its module in the canonical naming, as a file of canonical names has it before "weight". */
  readonly name: string;
  readonly site: NormSite;
  /** Null for the norm before the head. */
  readonly block: number | null;
}

/** Values of a matrix [inputs, outputs] and its bias [outputs]. */
export interface ReadMatrix {
  readonly values: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: Float32Array | null;
}

/** A part of a block: one is in memory at a time. */
export type BlockPart = "attention" | "MLP";

/** What of a block is multiplied by, in the order in which it is. */
export type ReadPart = readonly ReadMatrix[];

export interface Network {
  readonly path: string;
  readonly settings: ForwardSettings;
  readonly width: number;
  readonly blocks: number;
  /** How many tokens it knows, and how many it can see at once. */
  readonly vocabulary: number;
  readonly context: number;
  readonly norms: readonly NetworkNorm[];
  /** By name. */
  readonly parameters: ReadonlyMap<string, NormParameters>;
  /** Of attention the projections to queries, keys and values (one, or three) and that of its output; of the MLP both. */
  readPart(block: number, part: BlockPart): Promise<ReadPart>;
  readonly tokens: RowReader;
  readonly positions: RowReader;
  readonly head: RowReader;
}

/** Blocks of models that are smaller are kept: they are run many times. Values of 32 bits. */
const MOST_KEPT_VALUES = 16_000_000;

/** @throws WdistError where the model is not one that can be run, with what is missing */
export async function openNetwork(model: GptModel, asked: SettingsAsked): Promise<Network> {
  const parts = forwardPartsOf(model.info.architecture.name);
  if (parts === null) throw notRun(model);
  const settings = await settingsOf(model, parts.usual, asked);
  const isTied = (asked.config ?? (await model.readConfig()))?.flag("tie_word_embeddings") === true;
  const matrices = findMatrices(model, parts, isTied);
  const norms = normsOf(model, parts.sites);
  const rows = matrices.tokens.shape.at(-2) ?? 0;
  const width = model.info.width;
  return {
    path: model.info.path,
    settings,
    width,
    blocks: model.info.blocks,
    vocabulary: Math.min(settings.vocabulary ?? rows, rows),
    context: matrices.positions.shape.at(-2) ?? 0,
    norms,
    parameters: await readParameters(model, norms),
    readPart: partReader(model, matrices.blocks),
    tokens: new RowReader(model, matrices.tokens, width),
    positions: new RowReader(model, matrices.positions, width),
    head: new RowReader(model, matrices.head, width),
  };
}

function notRun({ info }: GptModel): WdistError {
  return new WdistError("UNSUPPORTED_FORMAT", {
    where: info.path,
    what: `is a ${info.architecture.title}; a forward pass is known for ${CAN_RUN} alone`,
    fix: `give a ${CAN_RUN}`,
  });
}

function normsOf(
  { info }: GptModel,
  sites: { readonly attention: string; readonly mlp: string; readonly head: string },
): NetworkNorm[] {
  const named = (name: string, block: number | null): NetworkNorm => {
    const site = siteNamed(info.architecture, name);
    return { name: canonicalName(site, { block, parameter: "gain" }).replace(/\.weight$/, ""), site, block };
  };
  const inBlocks = Array.from({ length: info.blocks }, (_, block) => [
    named(sites.attention, block),
    named(sites.mlp, block),
  ]);
  return [...inBlocks.flat(), named(sites.head, null)];
}

async function readParameters(
  model: GptModel,
  norms: readonly NetworkNorm[],
): Promise<ReadonlyMap<string, NormParameters>> {
  const read = new Map<string, NormParameters>();
  for (const { name } of norms) {
    const bias = `${name}.bias`;
    read.set(name, {
      gain: await model.readEffective(`${name}.weight`),
      bias: model.layerNorms.has(bias) ? await model.readEffective(bias) : new Float64Array(model.info.width),
    });
  }
  return read;
}

function partReader(model: GptModel, blocks: readonly BlockMatrices[]): Network["readPart"] {
  const isSmall = blocks.reduce((sum, block) => sum + valuesIn(block), 0) <= MOST_KEPT_VALUES;
  const kept = new Map<string, ReadPart>();
  return async (block, part) => {
    const key = `${block} ${part}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const read: ReadMatrix[] = [];
    for (const matrix of matricesOf(blocks[block] as BlockMatrices, part)) {
      read.push(await readMatrix(model, matrix));
    }
    if (isSmall) kept.set(key, read);
    return read;
  };
}

function matricesOf(
  { projections, attentionOutput, mlpInput, mlpOutput }: BlockMatrices,
  part: BlockPart,
): readonly StoredMatrix[] {
  return part === "attention" ? [...projections, attentionOutput] : [mlpInput, mlpOutput];
}

async function readMatrix(
  model: GptModel,
  { info, inputs, outputs, isTransposed, bias }: StoredMatrix,
): Promise<ReadMatrix> {
  const values = await readValues(model, info);
  return {
    values: isTransposed ? transposed(values, outputs, inputs) : values,
    inputs,
    outputs,
    bias: bias === null ? null : await readValues(model, bias),
  };
}

function valuesIn(block: BlockMatrices): number {
  return (["attention", "MLP"] as const)
    .flatMap((part) => matricesOf(block, part))
    .reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
}
