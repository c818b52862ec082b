import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/forward/engine.js";
import { startNode } from "../../src/forward/node.js";
import { ACTIVATION_NAMES, activationNamed } from "../../src/stats/activation.js";
import { wasmEngine } from "../support/forward.js";
import { refusalOf } from "../support/refusal.js";

let engine: Engine;
beforeAll(async () => {
  engine = await wasmEngine();
});

const matrix = (rows: number, columns: number, seed: number) =>
  Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 1.3 + seed));

/** Rows of a [n, k] times columns of b [k, m], in float64. */
function product(a: Float32Array, b: Float32Array, k: number): number[] {
  const [n, m] = [a.length / k, b.length / k];
  return Array.from({ length: n * m }, (_, at) => {
    const [row, column] = [Math.floor(at / m), at % m];
    return Array.from(
      { length: k },
      (_, i) => (a[row * k + i] as number) * (b[i * m + column] as number),
    ).reduce((sum, value) => sum + value);
  });
}

function expectNear(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

describe("an engine", () => {
  it("multiplies, with a bias and without", () => {
    const [rows, weights, bias] = [matrix(3, 4, 0), matrix(4, 5, 1), matrix(1, 5, 2)];
    const held = engine.matrix(weights, 4, 5);
    const plain = product(rows, weights, 4);
    expectNear(engine.linear(rows, held, null), plain);
    expectNear(
      engine.linear(rows, held, bias),
      plain.map((value, i) => value + (bias[i % 5] as number)),
    );
    held.release();
  });

  it("lets each token see itself and those before, head by head", () => {
    const [tokens, width, heads] = [4, 6, 2];
    const projected = matrix(tokens, 3 * width, 3);
    const at = (token: number, part: number, dim: number) =>
      projected[token * 3 * width + part * width + dim] as number;
    const expected: number[] = [];
    for (let token = 0; token < tokens; token++) {
      for (let dim = 0; dim < width; dim++) {
        const first = Math.floor(dim / 3) * 3;
        const weights = Array.from({ length: token + 1 }, (_, seen) =>
          Math.exp(
            0.5 * [0, 1, 2].reduce((sum, i) => sum + at(token, 0, first + i) * at(seen, 1, first + i), 0),
          ),
        );
        const sum = weights.reduce((a, b) => a + b);
        expected.push(weights.reduce((total, weight, seen) => total + (weight / sum) * at(seen, 2, dim), 0));
      }
    }
    expectNear(engine.attend({ projected, tokens, width, heads, scale: 0.5 }), expected);
  });

  it("leaves nothing in its memory but the matrices that are held", () => {
    const before = tf.memory().numTensors;
    const held = engine.matrix(matrix(4, 5, 1), 4, 5);
    engine.linear(matrix(3, 4, 0), held, matrix(1, 5, 2));
    engine.products(matrix(3, 4, 0), matrix(7, 4, 1), 4);
    engine.attend({ projected: matrix(2, 12, 0), tokens: 2, width: 4, heads: 1, scale: 1 });
    held.release();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("takes over no errors of the process", () => {
    const own = process
      .listeners("uncaughtException")
      .filter((listener) => /ExitStatus/.test(String(listener)));
    expect(own).toEqual([]);
  });
});

describe("TensorFlow itself", () => {
  it("is an engine where its package is installed, by the same operations", async () => {
    const node = await startNode(true, async () => ({
      default: { ...tf, version: { "tfjs-core": "4.22.0" } },
    }));
    expect([node?.name, node?.version]).toEqual(["node", "4.22.0"]);
    const held = node?.matrix(matrix(4, 5, 1), 4, 5);
    if (node === null || held === undefined) return expect.fail("did not start");
    expectNear(node.linear(matrix(3, 4, 0), held, null), product(matrix(3, 4, 0), matrix(4, 5, 1), 4));
    held.release();
  });

  it("is done without where it is not, or does not start, unless it is asked for", async () => {
    const broken = async () => {
      throw new Error("libtensorflow.so: cannot open");
    };
    expect(await startNode(false, broken)).toBeNull();
    const error = await refusalOf(startNode(true, broken));
    expect([error.code, error.where]).toEqual(["NOT_FOUND", "--backend node"]);
    expect(error.fix).toContain("npm install @tensorflow/tfjs-node");
  });
});

describe("activation functions", () => {
  /** By Python's math (erf, tanh, exp), from the definitions in transformers, at -2, -0.5, 0 and 1.5. */
  const AT = [-2, -0.5, 0, 1.5];
  const VALUES: Readonly<Record<string, readonly number[]>> = {
    gelu_new: [-0.045402306, -0.15428599, 0.0, 1.399571577],
    gelu_pytorch_tanh: [-0.045402306, -0.15428599, 0.0, 1.399571577],
    gelu_fast: [-0.045402306, -0.15428599, 0.0, 1.399571577],
    gelu: [-0.045500264, -0.154268769, 0.0, 1.399789198],
    quick_gelu: [-0.064341377, -0.149611563, 0.0, 1.391662198],
    relu: [0, 0, 0, 1.5],
    silu: [-0.238405844, -0.188770334, 0.0, 1.226361714],
    swish: [-0.238405844, -0.188770334, 0.0, 1.226361714],
    tanh: [-0.96402758, -0.462117157, 0.0, 0.905148254],
  };

  it.each(Object.keys(VALUES))("%s is as transformers defines it", (name) => {
    const activation = activationNamed(name) as (x: number) => number;
    expectNear(Float32Array.from(AT, activation), VALUES[name] ?? []);
  });

  it("are all held against goldens, and others are not known", () => {
    expect(Object.keys(VALUES).sort()).toEqual([...ACTIVATION_NAMES].sort());
    expect(activationNamed("mish")).toBeNull();
  });
});
