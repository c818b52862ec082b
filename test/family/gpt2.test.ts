import { describe, expect, it } from "vitest";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { PYTORCH, PYTORCH_CROSS } from "../../src/family/gpt2/namings.js";
import type { TensorId } from "../../src/model/architecture.js";
import { canonicalName, idOfName, siteNamed } from "../../src/model/sites.js";

const GAIN_OF_H5_LN_1: TensorId = { norm: "ln_1", block: 5, parameter: "gain" };

describe("parseName", () => {
  it.each<readonly [string, TensorId]>([
    ["h.0.ln_1.weight", { norm: "ln_1", block: 0, parameter: "gain" }],
    ["h.0.ln_1.bias", { norm: "ln_1", block: 0, parameter: "bias" }],
    ["h.11.ln_2.weight", { norm: "ln_2", block: 11, parameter: "gain" }],
    ["h.47.ln_2.bias", { norm: "ln_2", block: 47, parameter: "bias" }],
    ["ln_f.weight", { norm: "ln_f", block: null, parameter: "gain" }],
    ["ln_f.bias", { norm: "ln_f", block: null, parameter: "bias" }],
  ])("reads %s", (name, id) => {
    expect(PYTORCH.parseName(name)).toEqual({ prefix: "", id });
  });

  it.each([
    ["transformers with a head", "transformer."],
    ["a wrapper's model", "model."],
    ["DataParallel", "module."],
    ["torch.compile", "_orig_mod."],
    ["torch.compile of nanoGPT", "_orig_mod.transformer."],
    ["DataParallel of torch.compile", "module._orig_mod.transformer."],
    ["an encoder-decoder model", "decoder.transformer."],
    ["PEFT, unmerged", "base_model.model.transformer."],
    ["a module list", "models.0.transformer."],
    ["FSDP", "_fsdp_wrapped_module.transformer."],
  ])("reads names after the prefix of %s", (_who, prefix) => {
    expect(PYTORCH.parseName(`${prefix}h.5.ln_1.weight`)).toEqual({ prefix, id: GAIN_OF_H5_LN_1 });
    expect(PYTORCH.parseName(`${prefix}ln_f.bias`)).toEqual({
      prefix,
      id: { norm: "ln_f", block: null, parameter: "bias" },
    });
  });

  it("takes the last block index for the block when a prefix has one too", () => {
    expect(PYTORCH.parseName("h.3.h.5.ln_1.weight")).toEqual({ prefix: "h.3.", id: GAIN_OF_H5_LN_1 });
  });

  it("keeps what a prefix holds, newlines and control characters too", () => {
    expect(PYTORCH.parseName("\u001b[31m\n.h.5.ln_1.weight")).toEqual({
      prefix: "\u001b[31m\n.",
      id: GAIN_OF_H5_LN_1,
    });
  });

  it.each([
    "h.0.attn.c_attn.weight",
    "h.0.attn.bias",
    "h.0.mlp.c_fc.weight",
    "wte.weight",
    "lm_head.weight",
    "h.0.ln_3.weight",
    "h.0.ln_1",
    "h.0.ln_1.gamma",
    "h.0.ln_1.weight.bias",
    "h.0.ln_1.weight_g",
    "h.0.ln_f.weight.0",
    "h.ln_1.weight",
    "h.x.ln_1.weight",
    "h.-1.ln_1.weight",
    "h.1.0.ln_1.weight",
    "h.1e3.ln_1.weight",
    "h.٣.ln_1.weight",
    "xh.0.ln_1.weight",
    "xln_f.weight",
    "ln_1.weight",
    "H.0.LN_1.WEIGHT",
    "h.0.ln_1.weight\n",
    "h.0.ln_1.weight ",
    " h.0.ln_1.weight",
    "h.0\n.ln_1.weight",
    "h_0_ln_1_weight",
    "h.0.ln_1.base_layer.weight",
    "layers.0.input_layernorm.weight",
    "transformer.resblocks.0.ln_1.weight",
    "__proto__",
    "",
    ".",
  ])("has nothing to say about %j", (name) => {
    expect(PYTORCH.parseName(name)).toBeNull();
  });

  it.each([
    ["h.007.ln_1.weight", "007"],
    ["h.00.ln_2.bias", "00"],
    ["transformer.h.05.ln_1.weight", "05"],
    ["h.10000.ln_1.weight", "10000"],
    ["h.9007199254740993.ln_1.weight", "9007199254740993"],
    ["h.18446744073709551616.ln_2.weight", "18446744073709551616"],
  ])("says of %s that its number is no block, instead of taking it for another", (name, digits) => {
    const said = PYTORCH.parseName(name);
    expect(typeof said).toBe("string");
    expect(said).toContain(`${digits} is not a block index`);
  });

  it("repeats only the beginning of a very long number", () => {
    const said = PYTORCH.parseName(`h.${"1".repeat(100_000)}.ln_1.weight`);
    expect(typeof said === "string" && said.length < 100).toBe(true);
  });

  it("takes the deepest block that its limit allows", () => {
    expect(PYTORCH.parseName("h.9999.ln_1.weight")).toEqual({
      prefix: "",
      id: { norm: "ln_1", block: 9999, parameter: "gain" },
    });
  });

  it.each(["h.0.ln_cross_attn.weight", "decoder.transformer.h.11.ln_cross_attn.bias"])(
    "leaves %s to a GPT-2 with cross-attention",
    (name) => {
      expect(PYTORCH.parseName(name)).toBeNull();
      expect(PYTORCH_CROSS.parseName(name)).toMatchObject({ id: { norm: "ln_cross_attn" } });
    },
  );

  it("is quick with names made to be slow", () => {
    const names = [
      `${"h.1.".repeat(250_000)}x`,
      `${".".repeat(1_000_000)}ln_f.weigh`,
      `h.${"1".repeat(1_000_000)}`,
      `${"a".repeat(1_000_000)}.`,
      `${"h.".repeat(500_000)}ln_f.weight`,
    ];
    const start = performance.now();
    for (const name of names) PYTORCH.parseName(name);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("canonicalName", () => {
  it.each([
    "h.0.ln_1.weight",
    "h.5.ln_1.bias",
    "h.11.ln_2.weight",
    "h.47.ln_2.bias",
    "ln_f.weight",
    "ln_f.bias",
  ])("gives %s back", (name) => {
    const named = PYTORCH.parseName(`transformer.${name}`);
    if (named === null || typeof named === "string") return expect.fail("is a name");
    expect(canonicalName(siteNamed(GPT2.architecture, named.id.norm), named.id)).toBe(name);
    expect(idOfName(GPT2.architecture, name)).toEqual(named.id);
  });
});
