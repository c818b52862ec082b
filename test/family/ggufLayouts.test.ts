import { describe, expect, it } from "vitest";
import { openModel } from "../../src/family/index.js";
import { openTensors } from "../../src/format/index.js";
import type { GptModel } from "../../src/model/norms.js";
import { parseConfig } from "../../src/source/modelConfig.js";
import { memorySource } from "../support/byteSources.js";
import { ggufBytes, ggufText } from "../support/ggufFile.js";

/** What GGUF files say of a model besides the names of its norms. */

const WIDTH = 8;

type Sizes = readonly number[];

/** A file with zeros for numbers. */
async function opened(
  architecture: string,
  tensors: Readonly<Record<string, Sizes>>,
  flags: Readonly<Record<string, boolean>> = {},
  config: Readonly<Record<string, unknown>> | null = null,
): Promise<GptModel> {
  let offset = 0;
  const listed = Object.entries(tensors).map(([name, dims]) => {
    const start = offset;
    const bytes = 4 * dims.reduce((product, size) => product * size, 1);
    offset += Math.ceil(bytes / 32) * 32;
    return { name, dims, offset: start };
  });
  const bytes = ggufBytes({
    keys: [
      ["general.architecture", 8, ggufText(architecture)],
      ...Object.entries(flags).map(([key, value]) => [key, 7, Buffer.from([value ? 1 : 0])] as const),
    ],
    tensors: listed,
    data: new Uint8Array(offset),
  });
  const reader = await openTensors(memorySource(bytes, "model.gguf"));
  const parsed = config === null ? null : parseConfig(Buffer.from(JSON.stringify(config)));
  return openModel(Object.assign(reader, { readConfig: async () => parsed }));
}

function vectors(...modules: readonly string[]): Record<string, Sizes> {
  return Object.fromEntries(
    modules.flatMap((module) => [
      [`${module}.weight`, [WIDTH]],
      [`${module}.bias`, [WIDTH]],
    ]),
  );
}

const placeOf = (model: GptModel, site: string) =>
  model.info.architecture.sites.find(({ name }) => name === site)?.place;

describe("a GPT-NeoX of llama.cpp", () => {
  const NORMS = vectors("blk.0.attn_norm", "blk.0.ffn_norm", "output_norm");
  const MLP_NORM = "post_attention_layernorm";

  it.each([
    [true, "before the MLP, which runs beside attention"],
    [false, "before the MLP"],
  ])("with use_parallel_residual %s has its sublayers beside each other or not", async (flag, place) => {
    const flags = { "gptneox.use_parallel_residual": flag };
    expect(placeOf(await opened("gptneox", NORMS, flags), MLP_NORM)).toBe(place);
    const other = { model_type: "gpt_neox", use_parallel_residual: !flag };
    expect(placeOf(await opened("gptneox", NORMS, flags, other), MLP_NORM)).toBe(place);
  });

  it("that does not say it is as a config.json beside it says", async () => {
    const config = { model_type: "gpt_neox", use_parallel_residual: true };
    expect(placeOf(await opened("gptneox", NORMS, {}, config), MLP_NORM)).toContain("beside");
    expect(placeOf(await opened("gptneox", NORMS), MLP_NORM)).toBe("before the MLP");
  });
});

describe("the matrices behind the norms of a T5 of llama.cpp", () => {
  const matrix = (name: string, outputs: number): readonly [string, Sizes] => [
    `${name}.weight`,
    [WIDTH, outputs],
  ];
  const norm = (name: string): readonly [string, Sizes] => [`${name}.weight`, [WIDTH]];
  const mlp = (block: string, isGated: boolean) => [
    matrix(`${block}.ffn_up`, 20),
    ...(isGated ? [matrix(`${block}.ffn_gate`, 20)] : []),
  ];
  const attention = (called: string) => ["q", "k", "v"].map((side) => matrix(`${called}_${side}`, 12));
  const t5 = (isGated: boolean) =>
    Object.fromEntries([
      ...["enc.blk.0.attn_norm", "enc.blk.0.ffn_norm", "enc.output_norm"].map(norm),
      ...["dec.blk.0.attn_norm", "dec.blk.0.cross_attn_norm", "dec.blk.0.ffn_norm"].map(norm),
      norm("dec.output_norm"),
      ...attention("enc.blk.0.attn"),
      ...attention("dec.blk.0.attn"),
      ...attention("dec.blk.0.cross_attn"),
      ...mlp("enc.blk.0", isGated),
      ...mlp("dec.blk.0", isGated),
      matrix("token_embd", 30),
    ]);

  it.each([false, true])("are found, with a gate: %s", async (isGated) => {
    const model = await opened("t5", t5(isGated));
    const behind = [...model.layerNorms].map(([name, { info }]) => [
      info.name,
      model.nextMatrices(name).map((next) => next.info.name.replace(/\.weight$/, "")),
    ]);
    const up = (block: string) => [`${block}.ffn_up`, ...(isGated ? [`${block}.ffn_gate`] : [])];
    expect(Object.fromEntries(behind)).toEqual({
      "enc.blk.0.attn_norm.weight": ["enc.blk.0.attn_q", "enc.blk.0.attn_k", "enc.blk.0.attn_v"],
      "enc.blk.0.ffn_norm.weight": up("enc.blk.0"),
      "enc.output_norm.weight": [],
      "dec.blk.0.attn_norm.weight": ["dec.blk.0.attn_q", "dec.blk.0.attn_k", "dec.blk.0.attn_v"],
      "dec.blk.0.cross_attn_norm.weight": ["dec.blk.0.cross_attn_q"],
      "dec.blk.0.ffn_norm.weight": up("dec.blk.0"),
      "dec.output_norm.weight": ["token_embd"],
    });
  });
});
