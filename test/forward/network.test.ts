import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/family/checkpoint.js";
import { type Network, openNetwork } from "../../src/forward/network.js";
import { passOf, runPass } from "../../src/forward/pass.js";
import { parseConfig } from "../../src/source/modelConfig.js";
import { TINY_PRE, tinyWindows, wasmEngine } from "../support/forward.js";
import { ggufOf } from "../support/forwardFiles.js";
import { refusalOf } from "../support/refusal.js";
import { safetensorsBytes, type TensorSpec } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const config = parseConfig(readFileSync(`${TINY_PRE}/config.json`));

async function tinyTensors(): Promise<readonly TensorSpec[]> {
  const model = await openCheckpoint(TINY_PRE);
  const tensors: TensorSpec[] = [];
  for (const { name, shape } of model.tensors.values()) {
    tensors.push({ name, shape, values: [...(await model.readTensor(name))] });
  }
  await model.close();
  return tensors;
}

async function opened(tensors: readonly TensorSpec[], name: string): Promise<Network> {
  const model = await openCheckpoint(dir.write(name, safetensorsBytes(tensors)));
  return openNetwork(model, { heads: null, config });
}

async function finalOf(network: Network): Promise<Float32Array> {
  return runPass(passOf(network, await wasmEngine(), tinyWindows()));
}

function transposedSpec({ name, shape = [], values }: TensorSpec): TensorSpec {
  const [rows = 0, columns = 0] = shape;
  const turned = Array.from(
    { length: values.length },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number,
  );
  return { name, shape: [columns, rows], values: turned };
}

/** Columns `[first, first + count)` of a matrix, or so many numbers of a vector. */
function part({ shape = [], values }: TensorSpec, name: string, first: number, count: number): TensorSpec {
  const columns = shape.at(-1) ?? 0;
  const kept = [...values].filter((_, i) => i % columns >= first && i % columns < first + count);
  return { name, shape: [...shape.slice(0, -1), count], values: kept };
}

describe("a model that can be run", () => {
  it("may have its matrices the other way round, as PyTorch's Linear, told by the first of them", async () => {
    const tensors = await tinyTensors();
    const turned = tensors.map((spec) =>
      /^h\..*(c_attn|c_proj|c_fc)\.weight$/.test(spec.name) ? transposedSpec(spec) : spec,
    );
    expect(await finalOf(await opened(turned, "linear.safetensors"))).toEqual(
      await finalOf(await opened(tensors, "conv1d.safetensors")),
    );
  });

  it("may have queries, keys and values apart, by the names of another library", async () => {
    const tensors = await tinyTensors();
    const renamed = tensors.flatMap((spec): TensorSpec[] => {
      const { name, shape = [] } = spec;
      const own = (to: string) => ({ ...spec, name: to });
      if (/c_attn/.test(name)) {
        const end = name.endsWith("weight") ? "weight" : "bias";
        const block = name.split(".")[1];
        return ["query", "key", "value"].map((word, i) => {
          const piece = part(spec, `trf_blocks.${block}.att.W_${word}.${end}`, 8 * i, 8);
          return end === "weight" ? transposedSpec(piece) : piece;
        });
      }
      const to = name
        .replace(/^wte/, "tok_emb")
        .replace(/^wpe/, "pos_emb")
        .replace(/^lm_head/, "out_head")
        .replace(/^ln_f\.weight/, "final_norm.scale")
        .replace(/^ln_f\.bias/, "final_norm.shift")
        .replace(/^h\.(\d+)\.ln_(\d)\.weight/, "trf_blocks.$1.norm$2.scale")
        .replace(/^h\.(\d+)\.ln_(\d)\.bias/, "trf_blocks.$1.norm$2.shift")
        .replace(/^h\.(\d+)\.attn\.c_proj/, "trf_blocks.$1.att.out_proj")
        .replace(/^h\.(\d+)\.mlp\.c_fc/, "trf_blocks.$1.ff.layers.0")
        .replace(/^h\.(\d+)\.mlp\.c_proj/, "trf_blocks.$1.ff.layers.2");
      return [/^h\./.test(name) && shape.length === 2 ? transposedSpec(own(to)) : own(to)];
    });
    const final = await finalOf(await opened(renamed, "scratch.safetensors"));
    const plain = await finalOf(await opened(tensors, "plain.safetensors"));
    for (const [i, value] of plain.entries()) expect(final[i]).toBeCloseTo(value, 5);
  });

  it("has the heads that its file says", async () => {
    const model = await openCheckpoint(dir.write("heads.gguf", await ggufOf(TINY_PRE, 4)));
    const { settings } = await openNetwork(model, { heads: null, config: null });
    expect([settings.heads, settings.epsilon, settings.activationName]).toEqual([4, 1e-5, "gelu_new"]);
    expect((await openNetwork(model, { heads: 2, config: null })).settings.heads).toBe(2);
    await model.close();
  });

  it("has no layers that another model has, and matrices of the right shape", async () => {
    const tensors = await tinyTensors();
    const extra = (name: string) => [...tensors, { name, shape: [8, 8], values: Array(64).fill(0) }];
    const cross = await refusalOf(opened(extra("h.0.crossattention.c_attn.weight"), "cross.safetensors"));
    expect([cross.code, cross.what]).toEqual([
      "UNSUPPORTED_FORMAT",
      expect.stringContaining("cross-attention"),
    ]);
    const lora = await refusalOf(opened(extra("h.0.attn.c_attn.lora_A.weight"), "lora.safetensors"));
    expect(lora.what).toContain("low-rank adapters");
    const wrong = tensors.map((spec) =>
      spec.name === "h.1.mlp.c_proj.weight" ? { ...spec, shape: [8, 12] } : spec,
    );
    const shape = await refusalOf(opened(wrong, "shape.safetensors"));
    expect([shape.code, shape.what]).toEqual([
      "BAD_SHAPE",
      "has shape [8,12], where [12,8] is needed to run the model",
    ]);
    const without = tensors.filter(({ name }) => name !== "wpe.weight");
    expect((await refusalOf(opened(without, "nowhere.safetensors"))).code).toBe("PARTIAL");
  });

  it("is a GPT-2: a model of another family is refused by name", async () => {
    const model = await openCheckpoint(TINY_PRE);
    const toy = {
      ...model,
      info: { ...model.info, architecture: { ...model.info.architecture, name: "toy", title: "Toy" } },
    };
    const error = await refusalOf(openNetwork(toy, { heads: null, config: null }));
    expect(error.what).toBe("is a Toy; a forward pass is known for GPT-2 alone");
    await model.close();
  });
});
