import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { openCheckpoint } from "../../src/family/checkpoint.js";
import type { Engine } from "../../src/forward/engine.js";
import { type Network, openNetwork } from "../../src/forward/network.js";
import { startWasm } from "../../src/forward/wasm.js";
import { type Windows, windowsOf } from "../../src/forward/windows.js";
import type { GptModel } from "../../src/model/norms.js";

/** Models that are run in tests, and numbers that numpy and PyTorch computed with them (fixtures/scripts/forward.py). */

/** The kernels as they are in the package that they come from: tests need no build. */
const KERNELS = fileURLToPath(
  new URL(
    "../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
    import.meta.url,
  ),
);

export const TINY_PRE = fixture("pre");
export const TINY_POST = fixture("post");

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/forward/${name}`, import.meta.url));
}

let engine: Promise<Engine> | null = null;

/** One for all tests of a file: TensorFlow.js has one backend a process. */
export function wasmEngine(): Promise<Engine> {
  engine ??= startWasm(KERNELS);
  return engine;
}

export interface Golden {
  readonly tokens: readonly number[];
  readonly window: number;
  readonly pre: GoldenMeasures;
  readonly post: { readonly loss: readonly number[] };
  readonly without: { readonly linear: readonly number[]; readonly withoutMean: readonly number[] };
  readonly transplant: {
    readonly preWithPostNorms: readonly number[];
    readonly postWithPreNorms: readonly number[];
  };
  readonly massiveLoss: number;
  readonly split: Readonly<
    Record<string, { readonly outputChange: number; readonly split: readonly number[] | null }>
  >;
  readonly ablations: readonly {
    readonly name: string;
    readonly dim: number;
    readonly divergence: number;
  }[];
}

export interface GoldenMeasures {
  readonly loss: number;
  readonly tokenLoss: readonly number[] | readonly (readonly number[])[];
  readonly lastLogits: readonly number[];
  readonly norms: Readonly<Record<string, GoldenNorm>>;
}

/** What PyTorch's and numpy's scripts call the same; each a list by token, by dim, or one number. */
export interface GoldenNorm {
  readonly token: Readonly<Record<string, readonly number[]>>;
  readonly dim: Readonly<Record<string, readonly number[]>>;
  readonly all: Readonly<Record<string, number>>;
}

export function readGolden(): Golden {
  return JSON.parse(
    readFileSync(new URL("../../fixtures/forward/goldens.json", import.meta.url), "utf8"),
  ) as Golden;
}

export function tinyWindows(): Windows {
  const { tokens, window } = readGolden();
  return windowsOf("goldens", tokens, window, tokens.length);
}

export async function networkOf(
  path: string,
): Promise<{ readonly model: GptModel; readonly network: Network }> {
  const model = await openCheckpoint(path);
  return { model, network: await openNetwork(model, { heads: null, config: null }) };
}

/** Means of nothing but rounding errors are as good as 0. */
const NOTHING = 1e-12;

/** Every number within that part of itself, or of the largest of the list where it is near zero. */
export function expectClose(
  actual: ArrayLike<number>,
  golden: readonly number[],
  relative: number,
  what: string,
): void {
  expect(actual.length, what).toBe(golden.length);
  const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [i, value] of golden.entries()) {
    const allowed = Math.max(NOTHING, relative * Math.max(Math.abs(value), 0.1 * largest));
    expect(Math.abs((actual[i] as number) - value), `${what}, number ${i}: ${actual[i]}`).toBeLessThanOrEqual(
      allowed,
    );
  }
}
