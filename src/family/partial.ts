import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { ModelConfig } from "../model/modelConfig.js";
import type { NamedTensor } from "../model/norms.js";
import type { TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";
import type { Naming } from "./naming.js";
import { isWhole } from "./whole.js";

/** Refuses a part of a model that could be taken for the whole. */

/** What this program writes into the metadata of the norms that it extracts: they are alone on purpose. */
const EXTRACTED_BY = "extracted_by";
/** As transformers and others name the parts of a model that is saved in several files. */
const SHARD = /-0*(\d+)-of-0*(\d+)\.[a-z0-9]+$/i;
/** Under which keys configurations give the number of blocks. */
const DEPTH_KEYS = ["n_layer", "num_hidden_layers", "num_layers", "n_layers"] as const;

interface Candidate {
  readonly family: Family;
  readonly naming: Naming;
  readonly norms: readonly NamedTensor[];
  /** Highest block index of the norms plus one. */
  readonly blocks: number;
}

/** @throws WdistError PARTIAL */
export async function requireWholeModel(reader: TensorReader, candidate: Candidate): Promise<void> {
  const { family, norms, blocks } = candidate;
  const hasBlocks = family.architecture.sites.some(({ scope }) => scope === "block");
  if (hasBlocks && blocks === 0) throw withoutBlocks(reader, candidate);
  const absent = family.architecture.sites.find(
    (site) => site.scope === "block" && !norms.some((norm) => norm.site === site),
  );
  if (absent !== undefined && blocks > 1) {
    const what = `has norms of ${blocks} blocks, but ${absent.path} of no block`;
    throw partial(reader, what, nearMiss(reader, norms));
  }
  if (reader.metadata.has(EXTRACTED_BY)) return;
  const shard = shardOf(reader.label);
  if (shard !== null && !isWhole(family.architecture, norms)) {
    throw partial(reader, `has norms of ${blocks} blocks, not all of them`, null);
  }
  const deeper = deepestBlock(reader, candidate);
  if (deeper !== null && deeper.block >= blocks) {
    throw partial(
      reader,
      `has norms of ${blocks} blocks, but tensors of block ${deeper.block}, such as ${quote(deeper.name)}`,
      nearMiss(reader, norms),
    );
  }
  const stated = statedBlocks(family, (await reader.readConfig?.()) ?? null);
  if (stated !== null && !stated.includes(blocks)) {
    throw partial(
      reader,
      `has norms of ${blocks} blocks, but the config.json beside it says ${stated[0]} (${DEPTH_KEYS[0]})`,
      null,
    );
  }
}

/** How many blocks the configuration says there are, of the deepest stack, without and with those that only training uses. */
function statedBlocks({ depthKeys, extraDepthKey }: Family, config: ModelConfig | null): number[] | null {
  const counts =
    depthKeys === undefined
      ? [config?.count(...DEPTH_KEYS) ?? null]
      : depthKeys.map((key) => config?.count(key) ?? null);
  const known = counts.filter((count) => count !== null);
  if (known.length === 0) return null;
  const blocks = Math.max(...known);
  const extra = extraDepthKey === undefined ? 0 : (config?.count(extraDepthKey) ?? 0);
  return [blocks, blocks + extra];
}

/** Of a file that is one of several parts: which, and of how many. */
export function shardOf(label: string): { readonly part: number; readonly of: number } | null {
  const [, part, of] = SHARD.exec(label) ?? [];
  return part === undefined || of === undefined ? null : { part: Number(part), of: Number(of) };
}

function withoutBlocks(reader: TensorReader, { family, norms }: Candidate): WdistError {
  const [norm] = norms;
  return partial(
    reader,
    `has ${norm === undefined ? "no norm" : quote(norm.info.name)} and no norm of any block that ${family.architecture.title} has`,
    nearMiss(reader, norms),
  );
}

function partial(reader: TensorReader, what: string, near: string | null): WdistError {
  const shard = shardOf(reader.label);
  const isShard = shard === null ? "" : `is part ${shard.part} of ${shard.of} of a model in shards; it `;
  return new WdistError("PARTIAL", {
    where: reader.label,
    what: `${isShard}${what}${near === null ? "" : `; ${quote(near)} looks like a norm and is not known as one`}`,
    fix:
      shard === null
        ? "give the whole model; if it is whole, its norms have names that are not known"
        : "give the index of the shards (model.safetensors.index.json) or the folder that holds them",
  });
}

/** A name that speaks of a norm and was not taken. */
function nearMiss(reader: TensorReader, norms: readonly NamedTensor[]): string | null {
  const taken = new Set(norms.map(({ info }) => info.name));
  const isNear = (name: string) => /(?:^|[./_])(?:ln|norm|layer_?norm)/i.test(name) && !taken.has(name);
  return [...reader.tensors.keys()].find(isNear) ?? null;
}

/** The deepest block that any tensor is of. */
function deepestBlock(
  reader: TensorReader,
  { naming, family }: Candidate,
): { readonly block: number; readonly name: string } | null {
  let deepest: { readonly block: number; readonly name: string } | null = null;
  for (const { name } of reader.tensors.values()) {
    const block = Number(naming.words.block.exec(name)?.[1] ?? -1);
    if (block > (deepest?.block ?? -1) && !isNonWeight(family, name)) deepest = { block, name };
  }
  return deepest;
}

function isNonWeight({ nonWeights }: Family, name: string): boolean {
  return nonWeights.some(([pattern]) => pattern.test(name));
}
