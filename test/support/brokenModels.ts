import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSafetensors } from "../../src/format/safetensors/writer.js";
import { openCheckpoint } from "../../src/index.js";

/** LayerNorms by canonical name, to be spoiled. */
export type Weights = Map<string, Float64Array>;

export async function weightsOf(path: string): Promise<Weights> {
  const model = await openCheckpoint(path);
  try {
    const weights: Weights = new Map();
    for (const name of model.layerNorms.keys()) weights.set(name, await model.read(name));
    return weights;
  } finally {
    await model.close();
  }
}

/** Writes the weights to a file and hands its path to `action`; the file is gone afterwards. */
export async function withModelFile<T>(weights: Weights, action: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-model-"));
  try {
    const path = join(folder, "model.safetensors");
    const tensors = [...weights].map(([name, values]) => ({ name, dtype: "F32", values }));
    writeFileSync(path, writeSafetensors(tensors, new Map()));
    return await action(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A vector by name, which must be there. */
export function vector(weights: Weights, name: string): Float64Array {
  const values = weights.get(name);
  if (values === undefined) throw new Error(`no ${name}`);
  return values;
}

export interface BrokenCase {
  readonly what: string;
  /** The rule that must fail, on this tensor. */
  readonly rule: string;
  readonly tensor: string;
  readonly needsBaseline: boolean;
  readonly spoil: (weights: Weights) => void;
}

/** Ways in which checkpoints break, each told by one rule. */
export const BROKEN_CASES: readonly BrokenCase[] = [
  {
    what: "a NaN",
    rule: "non-finite",
    tensor: "h.6.ln_1.weight",
    needsBaseline: false,
    spoil: (weights) => {
      vector(weights, "h.6.ln_1.weight")[3] = Number.NaN;
    },
  },
  {
    what: "gains that are all 1",
    rule: "untrained",
    tensor: "h.2.ln_2.weight",
    needsBaseline: false,
    spoil: (weights) => {
      vector(weights, "h.2.ln_2.weight").fill(1);
      vector(weights, "h.2.ln_2.bias").fill(0);
    },
  },
  {
    what: "a constant tensor",
    rule: "constant",
    tensor: "h.4.ln_1.weight",
    needsBaseline: false,
    spoil: (weights) => {
      vector(weights, "h.4.ln_1.weight").fill(0.3);
    },
  },
  {
    what: "one gain multiplied by 50",
    rule: "outlier-magnitude",
    tensor: "h.8.ln_2.weight",
    needsBaseline: false,
    spoil: (weights) => {
      const gains = vector(weights, "h.8.ln_2.weight");
      gains[100] = (gains[100] as number) * 50;
    },
  },
  {
    what: "a fifth of the gains at zero",
    rule: "dead",
    tensor: "h.7.ln_1.weight",
    needsBaseline: false,
    spoil: (weights) => {
      const gains = vector(weights, "h.7.ln_1.weight");
      gains.fill(0, 0, Math.ceil(gains.length / 5));
    },
  },
  {
    what: "a missing ln_2",
    rule: "norm-lost",
    tensor: "h.9.ln_2.weight",
    needsBaseline: false,
    spoil: (weights) => {
      weights.delete("h.9.ln_2.weight");
    },
  },
  {
    what: "a tensor of another block copied in",
    rule: "duplicate",
    tensor: "h.7.ln_2.weight",
    needsBaseline: false,
    spoil: (weights) => {
      weights.set("h.7.ln_2.weight", vector(weights, "h.6.ln_2.weight").slice());
    },
  },
  {
    what: "an ln_2 doubled",
    rule: "median-shift",
    tensor: "h.10.ln_2.weight",
    needsBaseline: true,
    spoil: (weights) => {
      weights.set(
        "h.10.ln_2.weight",
        vector(weights, "h.10.ln_2.weight").map((gain) => gain * 2),
      );
    },
  },
  {
    what: "ten gains of flipped sign",
    rule: "sign-flips",
    tensor: "h.5.ln_1.weight",
    needsBaseline: true,
    spoil: (weights) => {
      const gains = vector(weights, "h.5.ln_1.weight");
      for (let dim = 20; dim < 30; dim++) gains[dim] = -(gains[dim] as number);
    },
  },
];
