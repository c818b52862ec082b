import type { TensorInfo, TensorReader } from "../model/tensors.js";
import type { Family } from "./family.js";
import { plainName } from "./plainNames.js";

/** Flax models whose blocks are scanned keep a norm of all blocks in one array, [blocks, width], without a block in its name. */

/** More blocks than any model has. */
const MAX_BLOCKS = 10_000;
/** Virtual tensors that are held in memory. */
const MAX_SLICES = 100_000;

/** A row of a stacked tensor. */
interface Slice {
  readonly name: string;
  readonly block: number;
}

/** The same tensors, and for each stacked norm one for each block; the reader itself where nothing is stacked. */
export function unstacked(reader: TensorReader, families: readonly Family[]): TensorReader {
  const slices = new Map<string, Slice>();
  const tensors = new Map(reader.tensors);
  const modules = modulesOf(families);
  const heads = headStacksOf(families, reader);
  for (const info of reader.tensors.values()) {
    const named =
      info.shape.length === 2
        ? (headName(info.name, heads) ?? stackedName(info.name, families, modules))
        : null;
    const [blocks = 0, width = 0] = info.shape;
    if (named === null || blocks > MAX_BLOCKS || slices.size + blocks > MAX_SLICES) continue;
    for (let block = 0; block < blocks; block++) {
      const name = named(block);
      if (tensors.has(name)) continue;
      if (block === 0 && headName(info.name, heads) !== null) tensors.delete(info.name);
      tensors.set(name, sliceInfo(info, name, width));
      slices.set(name, { name: info.name, block });
    }
  }
  if (slices.size === 0) return reader;
  const whole = new Map<string, Promise<Float64Array>>();
  const read = async (name: string): Promise<Float64Array> => {
    const slice = slices.get(name);
    if (slice === undefined) return reader.read(name);
    const all = whole.get(slice.name) ?? reader.read(slice.name);
    whole.set(slice.name, all);
    const width = tensors.get(name)?.shape[0] ?? 0;
    return (await all).slice(slice.block * width, (slice.block + 1) * width);
  };
  const locate = async (name: string) => (slices.has(name) ? null : reader.locate(name));
  return Object.assign(Object.create(reader) as TensorReader, {
    tensors,
    read,
    locate,
    close: () => reader.close(),
  });
}

function sliceInfo({ dtype, place, trouble }: TensorInfo, name: string, width: number): TensorInfo {
  return {
    name,
    dtype,
    shape: [width],
    ...(place === undefined ? {} : { place }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** From a block to the name that the row would have by itself; null for a tensor that stacks no norm. */
function stackedName(
  name: string,
  families: readonly Family[],
  modules: ReadonlySet<string>,
): ((block: number) => string) | null {
  const plain = plainName(name);
  if (!modules.has(plain.split(".").at(-2) ?? "")) return null;
  for (const { architecture } of families) {
    for (const { path, scope } of architecture.sites) {
      if (scope !== "block") continue;
      const stacked = path.replace(".N.", ".");
      const end = [".weight", ".bias"].find((parameter) => `.${plain}`.endsWith(`.${stacked}${parameter}`));
      if (end === undefined) continue;
      const prefix = plain.slice(0, plain.length - stacked.length - end.length);
      return (block) => `${prefix}${path.replace(".N.", `.${block}.`)}${end}`;
    }
  }
  return null;
}

/** The last modules of norms: a file has many tensors of two dimensions, and few of them are of one of these. */
function modulesOf(families: readonly Family[]): ReadonlySet<string> {
  const sites = families.flatMap(({ architecture }) => architecture.sites);
  return new Set(sites.map(({ path }) => path.split(".").at(-1) ?? ""));
}

/** Of the architecture that a GGUF file says it has: tensors with a row for each head. */
function headStacksOf(families: readonly Family[], { metadata }: TensorReader): readonly RegExp[] {
  const stated = metadata.get("general.architecture") ?? "";
  return families.flatMap(({ ggufNames, stackedHeads }) =>
    stackedHeads !== undefined && ggufNames.includes(stated) ? [stackedHeads] : [],
  );
}

function headName(name: string, heads: readonly RegExp[]): ((head: number) => string) | null {
  for (const pattern of heads) {
    const [, before, after] = pattern.exec(name) ?? [];
    if (before !== undefined && after !== undefined) return (head) => `${before}.${head}${after}`;
  }
  return null;
}
