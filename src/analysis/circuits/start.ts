import { biasBeside, type ForwardParts } from "../../family/forward.js";
import { forwardPartsOf } from "../../family/forwardPasses.js";
import type { StartOfText, Unknown } from "../../model/circuits.js";
import type { GptModel, NextMatrix } from "../../model/norms.js";
import { canonicalName, siteNamed } from "../../model/sites.js";
import type { TensorInfo } from "../../model/tensors.js";
import { activationNamed } from "../../stats/activation.js";
import { modifiedZ, outlierDims } from "../../stats/outliers.js";
import { median } from "../../stats/quantiles.js";
import { sampleOf } from "../../stats/sample.js";
import { finiteOrNull } from "../../stats/sum.js";
import { streamTensor } from "../effective/stream.js";
import { multiplied } from "./multiply.js";

/**
 * p + MLP(norm(p)) of the first block, p being the embedding of position 0.
 * @throws WdistError UNSUPPORTED_DTYPE, READ_FAILED, and what `nextMatrices` throws
 */
export async function startOfText(model: GptModel): Promise<StartOfText | Unknown> {
  const { architecture } = model.info;
  const forward = forwardPartsOf(architecture.name);
  if (forward === null)
    return { reason: `${architecture.title} has no embedding of positions that is read here` };
  const parts = partsOf(model, forward);
  if ("reason" in parts) return parts;
  const config = await model.readConfig();
  const activation = config?.text("activation_function") ?? forward.usual.activation;
  const act = activationNamed(activation);
  if (act === null) return { reason: `its activation function is ${activation}, which is not known here` };
  const position = await firstRow(model, parts.positions, model.info.width);
  const epsilon = config?.number("layer_norm_epsilon") ?? forward.usual.epsilon;
  const normed = await standardised(model, forward.sites.mlp, position, epsilon);
  const hidden = await multiplied(model, parts.input, normed);
  const active = (await plus(model, hidden, parts.hiddenBias)).map(act);
  const output = await plus(model, await multiplied(model, parts.output, active), parts.outputBias);
  const values = output.map((value, dim) => value + (position[dim] as number));
  const { bulk } = sampleOf(values);
  const usual = median(values.map(Math.abs).sort());
  const dims = (outlierDims(values, bulk) ?? [])
    .map((dim) => {
      const value = values[dim] as number;
      return { dim, value, z: modifiedZ(value, bulk), ratio: finiteOrNull(Math.abs(value) / usual) };
    })
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || a.dim - b.dim);
  const isStated = (config?.text("activation_function") ?? null) !== null;
  return { values, median: bulk.median, mad: bulk.mad, dims, activation, isStated };
}

interface Parts {
  readonly positions: TensorInfo;
  readonly input: NextMatrix;
  readonly output: NextMatrix;
  /** Null in models without biases. */
  readonly hiddenBias: TensorInfo | null;
  readonly outputBias: TensorInfo | null;
}

function partsOf(model: GptModel, { names, sites }: ForwardParts): Parts | Unknown {
  const { width } = model.info;
  const positions = only(model, names.positions, null);
  const [input, ...others] = model.nextMatrices(nameOf(model, sites.mlp, "gain"));
  const output = only(model, names["MLP output"], 0);
  if (positions === null || output === null || input === undefined || others.length > 0) {
    return { reason: "it lacks the embedding of positions, or a matrix of the first MLP" };
  }
  const shape = output.shape.slice(-2);
  const isTurned = input.inputs === "columns";
  const expected = isTurned ? [width, input.outputs] : [input.outputs, width];
  const isTable = positions.shape.length === 2 && positions.shape[1] === width;
  if (!isTable || shape.join() !== expected.join()) {
    return { reason: "the shapes of its embedding of positions and its first MLP do not fit each other" };
  }
  return {
    positions,
    input,
    output: { info: output, inputs: input.inputs, outputs: width },
    hiddenBias: only(model, biasBeside(names["MLP input"]), 0),
    outputBias: only(model, biasBeside(names["MLP output"]), 0),
  };
}

/** Null where it is not there, or is several tensors. */
function only(model: GptModel, name: string, block: number | null): TensorInfo | null {
  const [tensor = null, ...others] = model.weightsNamed(name, block) ?? [];
  return others.length === 0 ? tensor : null;
}

function nameOf(model: GptModel, norm: string, parameter: "gain" | "bias"): string {
  return canonicalName(siteNamed(model.info.architecture, norm), { block: 0, parameter });
}

async function firstRow(model: GptModel, info: TensorInfo, width: number): Promise<Float64Array> {
  const row = new Float64Array(width);
  await streamTensor(model, info, (values, firstIndex) => {
    if (firstIndex < width) row.set(values.subarray(0, width - firstIndex), firstIndex);
  });
  return row;
}

/** LayerNorm (Ba et al. 2016): gain * (x - mean) / sqrt(variance + epsilon) + bias. */
async function standardised(
  model: GptModel,
  norm: string,
  x: Float64Array,
  epsilon: number,
): Promise<Float64Array> {
  const gain = await model.readEffective(nameOf(model, norm, "gain"));
  const biasName = nameOf(model, norm, "bias");
  const bias = model.layerNorms.has(biasName) ? await model.readEffective(biasName) : null;
  const mean = x.reduce((total, value) => total + value, 0) / x.length;
  const variance = x.reduce((total, value) => total + (value - mean) ** 2, 0) / x.length;
  const deviation = Math.sqrt(variance + epsilon);
  return x.map((value, dim) => ((gain[dim] as number) * (value - mean)) / deviation + (bias?.[dim] ?? 0));
}

async function plus(model: GptModel, values: Float64Array, bias: TensorInfo | null): Promise<Float64Array> {
  if (bias === null) return values;
  const added = await model.readTensor(bias.name);
  return values.map((value, i) => value + (added[i] as number));
}
