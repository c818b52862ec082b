import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { NORMS, type TensorId } from "../model/architecture.js";
import type { GptModel, NamedTensor, Weight } from "../model/norms.js";
import type { Skipped, TensorReader } from "../model/tensors.js";
import { FLAX } from "./gpt2/flax.js";
import { GGUF } from "./gpt2/gguf.js";
import { canonicalName, GPT2 } from "./gpt2/gpt2.js";
import { KERAS } from "./gpt2/keras.js";
import { OPENAI } from "./gpt2/openai.js";
import { LOOKALIKES, type Lookalike, recognise } from "./lookalikes.js";
import type { Naming } from "./naming.js";
import { reasonAgainst, weightFrom } from "./roles.js";

export { canonicalName };

/** Every naming, in the order in which they are tried; no name fits two. */
const NAMINGS: readonly Naming[] = [GPT2, OPENAI, FLAX, KERAS, GGUF];

/**
 * Finds the LayerNorms of a GPT-2 among a checkpoint's tensors. Reads no weights. The model closes the reader.
 * @throws WdistError NOT_GPT2, AMBIGUOUS, BAD_SHAPE
 */
export async function openModel(reader: TensorReader): Promise<GptModel> {
  try {
    const { found, skipped: misnamed } = nameTensors(reader);
    const { naming, prefix, tensors } = oneSet(reader, found);
    const layerNorms = inForwardOrder(tensors);
    const width = oneWidth(reader.label, layerNorms);
    const byName = new Map(layerNorms.map((tensor) => [canonicalName(tensor.id), tensor]));
    // Few ask for them.
    let known: Weights | null = null;
    const all = () => {
      known ??= weightsOf(reader, naming);
      return known;
    };
    return {
      info: {
        path: reader.label,
        format: reader.format,
        files: reader.files,
        naming: naming.example,
        prefix,
        blocks: depthOf(layerNorms),
        width,
        dtypes: [...new Set(layerNorms.map(({ info }) => info.dtype))].sort(),
        tensorCount: reader.tensors.size,
      },
      layerNorms: byName,
      skipped: [...(reader.skipped ?? []), ...misnamed],
      tensors: reader.tensors,
      metadata: reader.metadata,
      get weights() {
        return all().weights;
      },
      get nonWeights() {
        return all().nonWeights;
      },
      readTensor: (name) => reader.read(name),
      locateTensor: (name) => reader.locate(name),
      read: (name) => readLayerNorm(reader, byName, name),
      close: () => reader.close(),
    };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

type Weights = Pick<GptModel, "weights" | "nonWeights">;

function weightsOf({ tensors }: TensorReader, { words }: Naming): Weights {
  const weights: Weight[] = [];
  const nonWeights: Skipped[] = [];
  for (const info of tensors.values()) {
    const reason = reasonAgainst(info.name);
    if (reason === null) weights.push(weightFrom(info, words));
    else nonWeights.push({ name: info.name, reason });
  }
  return { weights, nonWeights };
}

/** LayerNorms that stand under one prefix, in one naming. */
interface NormSet {
  readonly naming: Naming;
  readonly prefix: string;
  readonly tensors: NamedTensor[];
}

interface NamingResult {
  readonly found: readonly NormSet[];
  readonly skipped: readonly Skipped[];
}

function nameTensors(reader: TensorReader): NamingResult {
  const found: NormSet[] = [];
  const skipped: Skipped[] = [];
  for (const naming of NAMINGS) {
    const byPrefix = new Map<string, NormSet>();
    for (const info of reader.tensors.values()) {
      const named = naming.parseName(info.name);
      if (named === null) continue;
      if (typeof named === "string") {
        skipped.push({ name: info.name, reason: named });
        continue;
      }
      const set = byPrefix.get(named.prefix) ?? { naming, prefix: named.prefix, tensors: [] };
      set.tensors.push({ id: named.id, info });
      byPrefix.set(named.prefix, set);
    }
    found.push(...byPrefix.values());
  }
  return { found, skipped };
}

/** The model's LayerNorms: there must be exactly one set of them. */
function oneSet(reader: TensorReader, found: NamingResult["found"]): NormSet {
  const candidates = found.length === 0 ? LOOKALIKES : LOOKALIKES.filter(({ sharesNames }) => sharesNames);
  const lookalike = statedLookalike(reader) ?? recognise([...reader.tensors.keys()], candidates);
  const [first, ...others] = found;
  if (first === undefined || lookalike !== null) throw notGpt2(reader, lookalike);
  if (others.length > 0) {
    const sameNaming = others.every(({ naming }) => naming === first.naming);
    const where = found.slice(0, 4).map(({ naming, prefix }) => prefix + (sameNaming ? "" : naming.example));
    throw new WdistError("AMBIGUOUS", {
      where: reader.label,
      what: `holds ${found.length} sets of GPT-2 LayerNorms, under ${where.map(quote).join(", ")}`,
      fix: "save the one you mean by itself",
    });
  }
  return first;
}

/** GGUF files say what they hold. Most models in them share the names of their norms. */
function statedLookalike({ metadata }: TensorReader): Pick<Lookalike, "is" | "fix"> | null {
  const architecture = metadata.get("general.architecture");
  return architecture === undefined || architecture === "gpt2"
    ? null
    : { is: `a GGUF file of the architecture ${quote(architecture)}` };
}

function notGpt2(reader: TensorReader, lookalike: Pick<Lookalike, "is" | "fix"> | null): WdistError {
  const examples = [...reader.tensors.keys()].slice(0, 3).map(quote).join(", ");
  const seen =
    reader.tensors.size === 0
      ? "it holds no tensors"
      : `its ${reader.tensors.size} tensors begin with ${examples}`;
  return new WdistError("NOT_GPT2", {
    where: reader.label,
    what:
      lookalike === null
        ? `has no LayerNorms of a GPT-2 (h.N.ln_1, h.N.ln_2, ln_f); ${seen}`
        : `is not a GPT-2: it looks like ${lookalike.is}`,
    fix: lookalike?.fix ?? "give a checkpoint of GPT-2 itself",
  });
}

function inForwardOrder(tensors: readonly NamedTensor[]): NamedTensor[] {
  return [...tensors].sort((a, b) => forwardRank(a.id) - forwardRank(b.id));
}

/** The place of ln_f: behind any block. */
const AFTER_ALL_BLOCKS = 1e9;

/** Blocks in order, in each ln_1 before ln_2, gain before bias; ln_f last. */
function forwardRank({ norm, block, parameter }: TensorId): number {
  const place = (block ?? AFTER_ALL_BLOCKS) * NORMS.length + NORMS.indexOf(norm);
  return place * 2 + (parameter === "gain" ? 0 : 1);
}

function depthOf(tensors: readonly NamedTensor[]): number {
  return tensors.reduce((depth, { id }) => Math.max(depth, (id.block ?? -1) + 1), 0);
}

/** Several times the width of the largest language models; guards memory against a number from the file. */
const MAX_WIDTH = 100_000;

/** Every LayerNorm of a model is a vector of the same, non-zero length. */
function oneWidth(label: string, tensors: readonly NamedTensor[]): number {
  let first: NamedTensor | null = null;
  for (const tensor of tensors) {
    const [width, ...rest] = tensor.info.shape;
    const where = `${label}, tensor ${quote(tensor.info.name)}`;
    if (width === undefined || rest.length > 0 || width === 0) {
      throw new WdistError("BAD_SHAPE", {
        where,
        what: `has shape [${tensor.info.shape}]; a LayerNorm has one dimension and at least one value`,
        fix: "the checkpoint was not saved as GPT-2 saves it; save it again",
      });
    }
    if (width > MAX_WIDTH) {
      throw new WdistError("BAD_SHAPE", {
        where,
        what: `has ${width} values; a LayerNorm of more than ${MAX_WIDTH} is none of a GPT-2`,
        fix: "give a checkpoint of GPT-2 itself",
      });
    }
    first ??= tensor;
    if (width !== first.info.shape[0]) {
      throw new WdistError("BAD_SHAPE", {
        where,
        what: `has width ${width}, but ${quote(first.info.name)} has ${first.info.shape[0]}; all LayerNorms of a GPT-2 have the same`,
        fix: "the checkpoint mixes two models; save it again",
      });
    }
  }
  return first?.info.shape[0] ?? 0;
}

function readLayerNorm(
  reader: TensorReader,
  layerNorms: GptModel["layerNorms"],
  canonical: string,
): Promise<Float64Array> {
  const tensor = layerNorms.get(canonical);
  if (tensor === undefined) throw new RangeError(`no ${quote(canonical)} in ${reader.label}`);
  return reader.read(tensor.info.name);
}
