import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { biasBeside, type ForwardParts, type ForwardRole } from "../family/forward.js";
import { requireReal } from "../format/shared/stored.js";
import type { GptModel } from "../model/norms.js";
import type { TensorInfo } from "../model/tensors.js";
import { elementsOf } from "./values.js";

/** Which tensors of a checkpoint are the matrices of a forward pass, and which way round they are. */

/** A matrix, read as [inputs, outputs] whichever way it is stored. */
export interface StoredMatrix {
  readonly info: TensorInfo;
  readonly inputs: number;
  readonly outputs: number;
  /** It is stored as PyTorch's Linear does, [outputs, inputs]. */
  readonly isTransposed: boolean;
  readonly bias: TensorInfo | null;
}

export interface BlockMatrices {
  /** One matrix of queries, keys and values, or one of each. */
  readonly projections: readonly StoredMatrix[];
  readonly attentionOutput: StoredMatrix;
  readonly mlpInput: StoredMatrix;
  readonly mlpOutput: StoredMatrix;
}

export interface Matrices {
  readonly blocks: readonly BlockMatrices[];
  /** [vocabulary, width] and [positions, width]. */
  readonly tokens: TensorInfo;
  readonly positions: TensorInfo;
  /** [vocabulary, width]; the embedding itself where both are one. */
  readonly head: TensorInfo;
}

/** @throws WdistError PARTIAL, BAD_SHAPE, UNSUPPORTED_DTYPE, UNSUPPORTED_FORMAT */
export function findMatrices(model: GptModel, parts: ForwardParts, isTied: boolean): Matrices {
  return new Finding(model, parts).all(isTied);
}

interface FoundMatrix {
  readonly info: TensorInfo;
  readonly bias: TensorInfo | null;
  readonly inputs: number;
  /** Null for as many as there are. */
  readonly outputs: number | null;
  readonly isLinear: boolean;
}

class Finding {
  readonly #model: GptModel;
  readonly #parts: ForwardParts;

  constructor(model: GptModel, parts: ForwardParts) {
    this.#model = model;
    this.#parts = parts;
  }

  all(isTied: boolean): Matrices {
    this.#refuseForeign();
    const { blocks } = this.#model.info;
    const tokens = this.#embedding("tokens");
    const positions = this.#embedding("positions");
    const head = isTied ? null : this.#model.storedHead();
    const isLinear = this.#isLinear();
    return {
      blocks: Array.from({ length: blocks }, (_, block) => this.#block(block, isLinear)),
      tokens,
      positions,
      head: head === null ? tokens : this.#checked(head, [tokens.shape[0] ?? 0, this.#width]),
    };
  }

  get #width(): number {
    return this.#model.info.width;
  }

  /** transformers' Conv1D is [inputs, outputs], PyTorch's Linear the transpose: the first block tells, for all. */
  #isLinear(): boolean {
    const [joined, ...apart] =
      this.#model.weightsNamed(this.#parts.names["queries, keys and values"], 0) ?? [];
    if (joined === undefined || apart.length > 0) return true;
    const [rows = 0, columns = 0] = plainShape(joined);
    return rows === 3 * columns;
  }

  #block(block: number, isLinear: boolean): BlockMatrices {
    const width = this.#width;
    const projections = this.#projections(block, isLinear);
    const only = (role: ForwardRole, inputs: number, outputs: number | null) =>
      this.#matrix({ ...this.#one(role, block), inputs, outputs, isLinear });
    const mlpInput = only("MLP input", width, null);
    return {
      projections,
      attentionOutput: only("attention output", width, width),
      mlpInput,
      mlpOutput: only("MLP output", mlpInput.outputs, width),
    };
  }

  #projections(block: number, isLinear: boolean): StoredMatrix[] {
    const role = "queries, keys and values";
    const weights = this.#required(role, block);
    const biases = this.#model.weightsNamed(biasBeside(this.#parts.names[role]), block);
    const [inputs, outputs] = [this.#width, (3 * this.#width) / weights.length];
    return weights.map((info, i) =>
      this.#matrix({ info, bias: biases?.[i] ?? null, inputs, outputs, isLinear }),
    );
  }

  #matrix({ info, bias, inputs, outputs, isLinear }: FoundMatrix): StoredMatrix {
    const [rows = 0, columns = 0] = plainShape(info);
    const found = isLinear ? rows : columns;
    const wanted = isLinear ? [outputs ?? found, inputs] : [inputs, outputs ?? found];
    return {
      info: this.#checked(info, wanted),
      inputs,
      outputs: found,
      isTransposed: isLinear,
      bias: bias === null ? null : this.#checked(bias, [found]),
    };
  }

  #embedding(role: ForwardRole): TensorInfo {
    const { info } = this.#one(role, null);
    return this.#checked(info, [plainShape(info)[0] ?? 0, this.#width]);
  }

  #one(role: ForwardRole, block: number | null): { info: TensorInfo; bias: TensorInfo | null } {
    const [info] = this.#required(role, block);
    const [bias = null] = this.#model.weightsNamed(biasBeside(this.#parts.names[role]), block) ?? [];
    return { info, bias };
  }

  #required(role: ForwardRole, block: number | null): readonly [TensorInfo, ...TensorInfo[]] {
    const name = this.#parts.names[role];
    const [first, ...others] = this.#model.weightsNamed(name, block) ?? [];
    if (first !== undefined) return [first, ...others];
    const where = block === null ? "" : ` of block ${block}`;
    const example = quote(name.replace(".N.", `.${block}.`));
    throw new WdistError("PARTIAL", {
      where: this.#model.info.path,
      what: `has its norms, but no ${role}${block === null ? " embedding" : ""}${where} (${example}): it cannot be run`,
      fix: "give the whole checkpoint, not an extract of its norms",
    });
  }

  #checked(info: TensorInfo, wanted: readonly number[]): TensorInfo {
    const { path } = this.#model.info;
    requireReal(path, info);
    const shape = plainShape(info);
    const fits = shape.length === wanted.length && wanted.every((size, dim) => size === shape[dim]);
    if (fits && elementsOf(info) > 0) return info;
    throw new WdistError("BAD_SHAPE", {
      where: `${path}, tensor ${quote(info.name)}`,
      what: `has shape [${info.shape}], where [${wanted}] is needed to run the model`,
      fix: "give a whole, unchanged checkpoint",
    });
  }

  #refuseForeign(): void {
    for (const name of this.#model.tensors.keys()) {
      const [, is] = this.#parts.foreign.find(([pattern]) => pattern.test(name)) ?? [];
      if (is === undefined) continue;
      throw new WdistError("UNSUPPORTED_FORMAT", {
        where: this.#model.info.path,
        what: `cannot be run: it has ${is} (${quote(name)}), which a plain GPT-2 does not have`,
        fix: "give a plain GPT-2",
      });
    }
  }
}

/** Sizes without the ones in front that OpenAI's and Keras's files have. */
function plainShape({ shape }: TensorInfo): readonly number[] {
  const first = shape.findIndex((size) => size !== 1);
  return first <= 0 || shape.length <= 1 ? shape : shape.slice(Math.min(first, shape.length - 1));
}
