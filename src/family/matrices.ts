import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { NormSite } from "../model/architecture.js";
import type { NamedTensor, NextMatrix } from "../model/norms.js";
import type { TensorInfo } from "../model/tensors.js";
import type { NamedWeights } from "./namedWeights.js";

/**
 * The matrices behind norms, and which of their sides is multiplied by a norm's output. Libraries differ: GPT-2's Conv1D
 * stores [in, out], PyTorch's Linear [out, in].
 */

/** Where the model is, its norms in order of the forward pass, and its other weights. */
interface Model {
  readonly label: string;
  readonly norms: readonly NamedTensor[];
  readonly weights: NamedWeights;
}

export type MatrixFinder = (norm: NamedTensor) => readonly NextMatrix[];

/** @throws WdistError NOT_IN_MODEL, BAD_SHAPE or AMBIGUOUS, when asked for a norm */
export function matrixFinder(model: Model): MatrixFinder {
  let known: { readonly side: Side | null } | null = null;
  // All linear layers of a library are stored alike: a matrix that is not square tells of those that are.
  const sideOfOthers = () => {
    known ??= { side: sideByOthers(model) };
    return known.side;
  };
  return (norm) =>
    tensorsBehind(norm, model).map((info) => matrixFrom(info, norm, model.label, sideOfOthers));
}

type Side = NextMatrix["inputs"];

function tensorsBehind(norm: NamedTensor, { label, weights }: Model): readonly TensorInfo[] {
  const { site, id } = norm;
  const head = isOutput(site) ? weights.findHead() : null;
  if (head !== null) return [head];
  // A family lists those of all its members: some have one gate more, or a router in place of an MLP.
  const found = site.matrices.flatMap((canonical) => weights.find(canonical, id.block) ?? []);
  if (found.length > 0) return found;
  const name = site.matrices[0]?.replace(".N.", `.${id.block}.`);
  throw new WdistError("NOT_IN_MODEL", {
    where: label,
    what: `has no ${name}, the matrix behind ${quote(norm.info.name)}`,
    fix: "give a checkpoint with all its weights, not an extract of its norms, or choose other norms with --norms",
  });
}

function isOutput({ scope, feeds }: NormSite): boolean {
  return scope === "model" && feeds.includes("head");
}

function matrixFrom(
  info: TensorInfo,
  norm: NamedTensor,
  label: string,
  sideOfOthers: () => Side | null,
): NextMatrix {
  const width = norm.info.shape[0] ?? 0;
  const shape = matrixShape(info);
  if (shape === null || !shape.includes(width)) throw otherShape(info, norm, label);
  const [rows, columns] = shape;
  // Every library's table of embeddings, and the head that is tied to it, has a row a token.
  const side = sideOf(shape, width) ?? (isOutput(norm.site) ? "columns" : sideOfOthers());
  if (side === null) throw square(info, label);
  return { info, inputs: side, outputs: side === "rows" ? columns : rows };
}

/** OpenAI's own checkpoints have a further dimension of length 1 before the two. */
function matrixShape({ shape }: TensorInfo): readonly [rows: number, columns: number] | null {
  const [rows, columns, ...more] = shape.length === 3 && shape[0] === 1 ? shape.slice(1) : shape;
  return rows === undefined || columns === undefined || more.length > 0 || rows * columns === 0
    ? null
    : [rows, columns];
}

/** Null where both sides are as long as the norm, or neither is. */
function sideOf([rows, columns]: readonly [number, number], width: number): Side | null {
  if ((rows === width) === (columns === width)) return null;
  return rows === width ? "rows" : "columns";
}

function sideByOthers({ norms, weights }: Model): Side | null {
  for (const { id, site, info } of norms) {
    if (id.parameter !== "gain" || isOutput(site)) continue;
    for (const canonical of site.matrices) {
      for (const matrix of weights.find(canonical, id.block) ?? []) {
        const shape = matrixShape(matrix);
        const side = shape === null ? null : sideOf(shape, info.shape[0] ?? 0);
        if (side !== null) return side;
      }
    }
  }
  return null;
}

function otherShape(info: TensorInfo, norm: NamedTensor, label: string): WdistError {
  return new WdistError("BAD_SHAPE", {
    where: `${label}, tensor ${quote(info.name)}`,
    what: `has shape [${info.shape}]; a matrix behind ${quote(norm.info.name)} has a side of ${norm.info.shape[0]}`,
    fix: "the checkpoint mixes two models, or packs its matrices; save it again, or choose other norms with --norms",
  });
}

function square(info: TensorInfo, label: string): WdistError {
  return new WdistError("AMBIGUOUS", {
    where: `${label}, tensor ${quote(info.name)}`,
    what: `has shape [${info.shape}], and no matrix of the model that is not square tells whether its rows or its columns are the inputs`,
    fix: "choose other norms with --norms",
  });
}
