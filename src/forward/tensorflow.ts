import type * as TensorFlow from "@tensorflow/tfjs-core";
import type { AttentionInput, Backend, Engine, EngineMatrix } from "./engine.js";

/** The engine on TensorFlow.js, whatever its backend: both have the same operations. */

/** What is used of it. */
export type TensorFlowOps = Pick<
  typeof TensorFlow,
  "add" | "concat" | "matMul" | "mul" | "slice" | "softmax" | "tensor1d" | "tensor2d" | "tidy" | "transpose"
>;

type Tensor2D = TensorFlow.Tensor2D;

class TensorMatrix implements EngineMatrix {
  readonly tensor: Tensor2D;
  readonly inputs: number;
  readonly outputs: number;

  constructor(tensor: Tensor2D, inputs: number, outputs: number) {
    this.tensor = tensor;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  release(): void {
    this.tensor.dispose();
  }
}

/** Added to the score of a token that is not to be seen: its exponential is 0, and no infinity meets another. */
const UNSEEN = -1e30;

/**
 * Three things here were measured. A product with `transposeB` takes eight times as long as one with what was transposed
 * before it; products of three dimensions take six times as long as one of two for each head; and a typed array must not
 * be returned out of `tidy`, which looks into each of its elements for tensors.
 */
export function tensorFlowEngine(name: Backend, version: string, tf: TensorFlowOps): Engine {
  return {
    name,
    version,
    matrix: (values, inputs, outputs) =>
      new TensorMatrix(tf.tensor2d(values, [inputs, outputs]), inputs, outputs),
    linear: (rows, matrix, bias) => {
      if (!(matrix instanceof TensorMatrix)) throw new TypeError("a matrix of another engine");
      const { tensor, inputs } = matrix;
      return valuesOf(() =>
        tf.tidy(() => {
          const product = tf.matMul(tf.tensor2d(rows, [rows.length / inputs, inputs]), tensor);
          return bias === null ? product : tf.add(product, tf.tensor1d(bias));
        }),
      );
    },
    attend: (input) => valuesOf(() => tf.tidy(() => attend(tf, input))),
    products: (rows, others, width) =>
      valuesOf(() =>
        tf.tidy(() => {
          const transposed = tf.transpose(tf.tensor2d(others, [others.length / width, width]));
          return tf.matMul(tf.tensor2d(rows, [rows.length / width, width]), transposed);
        }),
      ),
  };
}

function valuesOf(compute: () => TensorFlow.Tensor): Float32Array {
  const tensor = compute();
  const values = tensor.dataSync<"float32">();
  tensor.dispose();
  return values;
}

function attend(
  tf: TensorFlowOps,
  { projected, tokens, width, heads, scale }: AttentionInput,
): TensorFlow.Tensor {
  const all = tf.tensor2d(projected, [tokens, 3 * width]);
  const mask = tf.tensor2d(causalMask(tokens), [tokens, tokens]);
  const headWidth = width / heads;
  const part = (at: number) => tf.slice(all, [0, at], [tokens, headWidth]);
  const attended = Array.from({ length: heads }, (_, head) =>
    tf.tidy(() => {
      const first = head * headWidth;
      const scores = tf.matMul(part(first), tf.transpose(part(width + first)));
      const weights = tf.softmax(tf.add(tf.mul(scores, scale), mask));
      return tf.matMul(weights as Tensor2D, part(2 * width + first));
    }),
  );
  return tf.concat(attended, 1);
}

function causalMask(tokens: number): Float32Array {
  const mask = new Float32Array(tokens * tokens);
  for (let row = 0; row < tokens; row++) mask.fill(UNSEEN, row * tokens + row + 1, (row + 1) * tokens);
  return mask;
}
