import { describe, expect, it } from "vitest";
import { modelLabel, modelLabels } from "../../src/words/modelLabel.js";

describe("modelLabel", () => {
  it.each([
    ["pre.safetensors", "pre"],
    ["runs/b/model.safetensors", "b"],
    ["runs/b/model.safetensors.index.json", "b"],
    ["./model.safetensors", "model"],
    ["pt-hub/pytorch_model.bin", "pt-hub"],
    ["runs/b/pytorch_model.bin.index.json", "b"],
    ["models/124M/model.ckpt.index", "124M"],
    ["out/ckpt.pt", "out"],
    ["tf/tf_model.h5", "tf"],
    ["fl/flax_model.msgpack", "fl"],
    ["gpt2.gguf", "gpt2"],
    ["v1.0/weights.v2.npz", "weights.v2"],
    ["hf://openai-community/gpt2/model.safetensors", "gpt2"],
    ["hf://owner/name@v1.0/model.safetensors", "name@v1.0"],
    ["https://example.org/runs/b/model.safetensors", "b"],
    [
      "/home/me/.cache/huggingface/hub/models--openai-community--gpt2/snapshots/607a30d/model.safetensors",
      "gpt2",
    ],
    ["/c/models--gpt2/snapshots/607a30d/model.safetensors", "gpt2"],
    ["a\\b.safetensors", "b"],
    ["/", "/"],
  ])("of %s is %s", (path, label) => {
    expect(modelLabel(path)).toBe(label);
  });
});

describe("modelLabels", () => {
  it.each([
    [
      ["a/checkpoint-1/model.safetensors", "pre.safetensors"],
      ["checkpoint-1", "pre"],
    ],
    [
      ["a/ln.safetensors", "b/ln.safetensors", "c/pre.safetensors"],
      ["a/ln.safetensors", "b/ln.safetensors", "pre"],
    ],
    [
      ["a/ln.safetensors", "a/ln.safetensors"],
      ["ln", "ln"],
    ],
    [[], []],
  ])("are short where that tells the checkpoints apart: %j", (paths, labels) => {
    expect(modelLabels(paths)).toEqual(labels);
  });
});
