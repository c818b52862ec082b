import type { GptModel } from "../model/norms.js";
import type { TensorInfo } from "../model/tensors.js";
import { readSome, readValues } from "./values.js";

/** Rows of a large matrix, such as an embedding of 50,257 tokens: those that are asked for are read, and no others. */
export class RowReader {
  readonly #model: GptModel;
  readonly #info: TensorInfo;
  readonly #width: number;
  /** Of a tensor that can only be read as a whole. */
  #whole: Float32Array | null = null;

  constructor(model: GptModel, info: TensorInfo, width: number) {
    this.#model = model;
    this.#info = info;
    this.#width = width;
  }

  /** Rows `[first, end)`, as [end - first, width]. */
  async range(first: number, end: number): Promise<Float32Array> {
    const [from, to] = [first * this.#width, end * this.#width];
    if (this.#whole === null && (await this.#model.locateTensor(this.#info.name)) === null) {
      this.#whole = await readValues(this.#model, this.#info);
    }
    return this.#whole?.slice(from, to) ?? readSome(this.#model, this.#info, from, to);
  }

  /** The rows of these numbers, each once; those next to each other are read together. */
  async each(numbers: Iterable<number>): Promise<ReadonlyMap<number, Float32Array>> {
    const ascending = [...new Set(numbers)].sort((a, b) => a - b);
    const rows = new Map<number, Float32Array>();
    for (let i = 0; i < ascending.length; ) {
      const first = ascending[i] as number;
      let count = 1;
      while (ascending[i + count] === first + count) count++;
      const values = await this.range(first, first + count);
      for (let row = 0; row < count; row++) {
        rows.set(first + row, values.subarray(row * this.#width, (row + 1) * this.#width));
      }
      i += count;
    }
    return rows;
  }
}
