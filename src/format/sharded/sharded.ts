import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { Skipped, TensorInfo, TensorReader } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import { decodeUtf8, JsonError, JsonReader } from "../shared/json.js";
import { overLimit } from "../shared/limit.js";
import { malformedAs } from "../shared/malformed.js";
import { requireTensor } from "../shared/stored.js";
import { isShardIndex } from "./signature.js";

/**
 * A Hugging Face model in several files: `model.safetensors.index.json` and its like hold a `weight_map` from tensor name
 * to the file beside it.
 */

/** In all shards together, also such as the index does not name: they are held all the same. */
const MAX_TENSORS = 500_000;
const malformed = malformedAs("a valid shard index", "copy or download the whole directory again");

/** Far more than the index of any model needs. */
const MAX_INDEX_BYTES = 100_000_000;
/** No GPT-2 needs more; guards the number of open files. */
const MAX_SHARDS = 256;
/** Weights that many models have once under two names; which of the two is saved depends on who saves. */
const TIED =
  /(^|[./])(lm_head|embed_out|output|decoder|wte|embed_tokens|tok_embeddings|word_embeddings|shared)[./](weight|embedding|kernel)(:0)?$/;

/**
 * Opens every shard's header, by `openWhole`, which closes it on failure, and checks that each holds what the map says.
 * @throws WdistError MALFORMED, or whatever opening a shard may throw
 */
export async function openSharded(
  index: ByteSource,
  openWhole: (source: ByteSource) => Promise<TensorReader>,
): Promise<TensorReader> {
  const weightMap = await readWeightMap(index);
  const shardNames = [...new Set(weightMap.values())];
  if (shardNames.length > MAX_SHARDS) {
    throw overLimit(index.label, `it names ${shardNames.length} shards; ${MAX_SHARDS} is the limit`);
  }
  const shards = new Map<string, TensorReader>();
  const closeShards = async () => {
    for (const shard of shards.values()) await shard.close();
  };
  try {
    let tensors = 0;
    for (const name of shardNames) {
      const shard = await openShard(index, name, openWhole);
      shards.set(name, shard);
      tensors += shard.tensors.size;
      if (tensors > MAX_TENSORS) {
        throw overLimit(
          index.label,
          `its shards hold more than ${MAX_TENSORS} tensors, more than any model needs`,
        );
      }
    }
    const { owners, absent } = findOwners(index.label, weightMap, shards);
    return {
      format: [...shards.values()][0]?.format ?? "safetensors",
      label: index.label,
      files: [index.label, ...[...shards.values()].map((shard) => shard.label)],
      tensors: new Map([...owners].map(([name, { info }]) => [name, info])),
      metadata: new Map(),
      skipped: absent,
      read: async (name) => requireTensor(index.label, owners, name).shard.read(name),
      areSame: (name, other) => {
        const [a, b] = [owners.get(name), owners.get(other)];
        return a !== undefined && a.shard === b?.shard && a.shard.areSame?.(name, other) === true;
      },
      locate: async (name) => requireTensor(index.label, owners, name).shard.locate(name),
      close: async () => {
        await closeShards();
        await index.close();
      },
    };
  } catch (error) {
    await closeShards();
    throw error;
  }
}

async function openShard(
  index: ByteSource,
  name: string,
  openWhole: (source: ByteSource) => Promise<TensorReader>,
): Promise<TensorReader> {
  if (isShardIndex(name)) throw malformed(index.label, `it names an index, ${quote(name)}, as a shard`);
  const source = await index.openSibling(name).catch((error: unknown) => {
    throw error instanceof WdistError && error.code === "NOT_FOUND"
      ? missingShard(index.label, name, error)
      : error;
  });
  return openWhole(source);
}

function missingShard(label: string, name: string, cause: WdistError): WdistError {
  return new WdistError("NOT_FOUND", {
    where: label,
    what: `it names the shard ${quote(name)}, which is not beside it`,
    fix: "copy or download all files of the model",
    cause,
  });
}

interface Owned {
  readonly shard: TensorReader;
  readonly info: TensorInfo;
}

/** Which shard holds each tensor of the map. */
function findOwners(
  label: string,
  weightMap: ReadonlyMap<string, string>,
  shards: ReadonlyMap<string, TensorReader>,
): { readonly owners: Map<string, Owned>; readonly absent: readonly Skipped[] } {
  const owners = new Map<string, Owned>();
  const absent: Skipped[] = [];
  for (const [name, shardName] of weightMap) {
    const shard = shards.get(shardName);
    // HDF5's names are paths, which begin at the root; an index leaves that out.
    const info = shard?.tensors.get(name) ?? shard?.tensors.get(`/${name}`);
    if (shard !== undefined && info !== undefined) owners.set(info.name, { shard, info });
    else if (TIED.test(name))
      absent.push({ name, reason: `the index puts it into ${quote(shardName)}, which does not hold it` });
    else throw lacking(label, name, shardName);
  }
  const [first] = absent;
  // The other name of the weight must be there.
  if (first !== undefined && ![...owners.keys()].some((name) => TIED.test(name)))
    throw lacking(label, first.name, weightMap.get(first.name) ?? "");
  return { owners, absent };
}

function lacking(label: string, name: string, shardName: string): WdistError {
  return malformed(
    label,
    `it says that tensor ${quote(name)} is in ${quote(shardName)}, which does not hold it`,
  );
}

async function readWeightMap(index: ByteSource): Promise<Map<string, string>> {
  if (index.byteLength > MAX_INDEX_BYTES) {
    throw overLimit(index.label, `it has ${index.byteLength} bytes; ${MAX_INDEX_BYTES} is the limit`);
  }
  try {
    const text = decodeUtf8(await index.read(0, index.byteLength));
    // Editors of Windows put a byte order mark before it.
    const weightMap = parseIndex(index.label, text.replace(/^\ufeff/, ""));
    if (weightMap === null || weightMap.size === 0) throw new JsonError("it has no weight_map", null);
    return weightMap;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw malformed(
      error.offset === null ? index.label : `${index.label}, character ${error.offset}`,
      error.message,
    );
  }
}

/** What says that a shard is beside the index. */
const HERE = /^(\.\/)+/;

function parseIndex(label: string, text: string): Map<string, string> | null {
  let weightMap: Map<string, string> | null = null;
  const budget = new Budget(label);
  const json = new JsonReader(text);
  json.object((key) => {
    if (key !== "weight_map") return json.skip();
    const map = new Map<string, string>();
    json.object((name) => {
      budget.add(name.length);
      map.set(name, json.string().replace(HERE, ""));
    });
    weightMap = map;
  });
  json.end();
  return weightMap;
}
