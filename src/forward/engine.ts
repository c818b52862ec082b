/** What multiplies matrices. Everything that a result depends on beside these three products is computed in float64 here. */

export type Backend = "wasm" | "node";

/** A matrix [inputs, outputs] in an engine's own memory, until it is released. */
export interface EngineMatrix {
  readonly inputs: number;
  readonly outputs: number;
  release(): void;
}

/** Queries, keys and values of all heads of some tokens that may attend to each other, [tokens, 3 x width]. */
export interface AttentionInput {
  readonly projected: Float32Array;
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
  /** What scores are multiplied by. */
  readonly scale: number;
}

export interface Engine {
  readonly name: Backend;
  /** Of the library. */
  readonly version: string;
  /** `values` in row-major order, [inputs, outputs]. */
  matrix(values: Float32Array, inputs: number, outputs: number): EngineMatrix;
  /** `rows` [n, inputs] times the matrix, plus the bias [outputs] where there is one: [n, outputs]. */
  linear(rows: Float32Array, matrix: EngineMatrix, bias: Float32Array | null): Float32Array;
  /** Causal attention of every head, [tokens, width]: softmax(q k' * scale) v, where a token sees itself and those before. */
  attend(input: AttentionInput): Float32Array;
  /** `rows` [n, width] times the transpose of `others` [m, width]: [n, m]. */
  products(rows: Float32Array, others: Float32Array, width: number): Float32Array;
}
