import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeCheckpoint } from "../../bench/checkpoints.mjs";
import { compare, openCheckpoint, withCheckpoint } from "../../src/index.js";
import { useTempDir } from "../support/tempDir.js";

const SHAPE = { blocks: 2, width: 8, words: 11, positions: 16, inner: 32 };
const { path: folder } = useTempDir();

const gainsOf = (path: string, name: string) => withCheckpoint(path, (model) => model.read(name));

describe("the benchmark's checkpoints", () => {
  it.each(["F32", "F16", "BF16"])("open as a GPT-2 of %s with every tensor in its shape", async (dtype) => {
    const path = join(folder, `${dtype}.safetensors`);
    expect(await writeCheckpoint(path, { shape: SHAPE, dtype })).toBe(statSync(path).size);
    const model = await openCheckpoint(path);
    try {
      expect(model.info).toMatchObject({ format: "safetensors", blocks: 2, width: 8, dtypes: [dtype] });
      expect(model.layerNorms.size).toBe(10);
      expect(model.skipped).toEqual([]);
      const shapes = Object.fromEntries([...model.tensors].map(([name, { shape }]) => [name, shape]));
      expect(shapes).toMatchObject({
        "wte.weight": [11, 8],
        "wpe.weight": [16, 8],
        "h.1.attn.c_attn.weight": [8, 24],
        "h.1.mlp.c_fc.weight": [8, 32],
        "h.1.mlp.c_proj.weight": [32, 8],
        "ln_f.weight": [8],
      });
      const gains = await model.read("h.1.ln_2.weight");
      expect(gains.every((gain) => gain > 0.1 && gain < 0.5)).toBe(true);
    } finally {
      await model.close();
    }
  });

  it("have the weights that a trained model has, in each dtype", async () => {
    const values = await Promise.all(
      ["F32", "F16", "BF16"].map(async (dtype) => {
        const path = join(folder, `values-${dtype}.safetensors`);
        await writeCheckpoint(path, { shape: SHAPE, dtype });
        return withCheckpoint(path, (model) => model.readTensor("wte.weight"));
      }),
    );
    const [exact, ...rounded] = values as [Float64Array, ...Float64Array[]];
    expect([exact[0], exact[1]].map((value) => value?.toFixed(1))).toEqual(["4.4", "-2.8"]);
    // Seven bits of BF16's mantissa; F16 has no smaller normal number than 6e-5.
    const isNear = (value: number, at: number) => {
      const wanted = exact[at] as number;
      return Math.abs(value - wanted) <= Math.max(Math.abs(wanted) / 128, 6.2e-5);
    };
    for (const own of rounded) expect(own.every(isNear)).toBe(true);
  });

  it("are the same bytes for the same seed, and others for another", async () => {
    const [first, again, other] = ["first", "again", "other"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeCheckpoint(first, { shape: SHAPE, seed: 3 });
    await writeCheckpoint(again, { shape: SHAPE, seed: 3 });
    await writeCheckpoint(other, { shape: SHAPE, seed: 4 });
    expect(readFileSync(first).equals(readFileSync(again))).toBe(true);
    expect(readFileSync(first).equals(readFileSync(other))).toBe(false);
  });

  it("differ between pre and post in the gains of the second half", async () => {
    const [pre, post] = [join(folder, "pre.safetensors"), join(folder, "post.safetensors")];
    await writeCheckpoint(pre, { shape: SHAPE });
    await writeCheckpoint(post, { shape: SHAPE, fineTuned: true });
    const { tensors } = await compare(pre, post, { blocks: "all", bias: true });
    const changed = tensors.filter(({ change }) => !change.identical).map(({ name }) => name);
    expect(changed).toEqual(["h.1.ln_1.weight", "h.1.ln_2.weight", "ln_f.weight"]);
  });

  it("have the same LayerNorms at the same place when all else is holes", async () => {
    const [whole, sparse] = [join(folder, "whole.safetensors"), join(folder, "sparse.safetensors")];
    await writeCheckpoint(whole, { shape: SHAPE });
    await writeCheckpoint(sparse, { shape: SHAPE, sparse: true });
    expect(statSync(sparse).size).toBe(statSync(whole).size);
    for (const name of ["h.0.ln_1.weight", "h.0.ln_1.bias", "ln_f.bias"]) {
      expect(await gainsOf(sparse, name)).toEqual(await gainsOf(whole, name));
    }
    const embeddings = await withCheckpoint(sparse, (model) => model.readTensor("wte.weight"));
    expect(embeddings.every((value) => value === 0)).toBe(true);
  });
});
