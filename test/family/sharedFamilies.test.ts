import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCheckpoint, withCheckpoint } from "../../src/family/checkpoint.js";
import type { GptModel, NamedTensor } from "../../src/model/norms.js";
import { refusalOf } from "../support/refusal.js";
import { sharedPath } from "../support/sharedData.js";

/**
 * Models as their own libraries save them, each with the truth of its norms, found by hooks in a real forward pass
 * (../shared/families). Without that folder nothing is tested here: test/family/families.test.ts stands alone.
 */

const FOLDER = sharedPath("families") ?? "";

interface TrueNorm {
  readonly name: string;
  readonly biasName: string | null;
  readonly block: number | null;
  readonly stack: string | null;
  readonly order: number;
  readonly reads: string;
  readonly readsOutputOf: string | null;
  readonly feeds: string;
  readonly placement: string;
  readonly seesAttentionOfItsBlock: boolean | null;
  readonly length: number;
  readonly kind: string;
  readonly storedIs: string;
  readonly gainFirst3: readonly number[];
  readonly effectiveGainFirst3: readonly number[];
  readonly effectiveGainMean: number;
  readonly effectiveGainMin: number;
  readonly effectiveGainMax: number;
  readonly biasFirst3: readonly number[] | null;
}

interface Truth {
  readonly norms: readonly TrueNorm[];
  readonly gguf?: {
    readonly tensors: readonly {
      readonly name: string;
      readonly part: "gain" | "bias";
      readonly fromName: string;
      readonly first3: readonly number[];
    }[];
  };
}

const NAMES = existsSync(FOLDER)
  ? readdirSync(FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(FOLDER, entry.name, "truth.json")))
      .map(({ name }) => name)
  : [];
const truthOf = (name: string): Truth => JSON.parse(readFileSync(join(FOLDER, name, "truth.json"), "utf8"));
const REFUSED = NAMES.filter((name) => name.startsWith("refuse-"));
const NORMLESS = NAMES.filter((name) => truthOf(name).norms.length === 0);
const READ = NAMES.filter((name) => !REFUSED.includes(name) && !NORMLESS.includes(name));
const WITH_GGUF = READ.filter((name) => truthOf(name).gguf !== undefined);

const READS: Readonly<Record<string, string>> = {
  residual: "residual stream",
  "sublayer output attention": "attention output",
  "sublayer output mlp": "MLP output",
  query: "queries",
  key: "keys",
  embedding: "embeddings",
  "head hidden": "head",
  "query low-rank": "low-rank queries",
  "key/value low-rank": "low-rank keys and values",
  "mixer inner": "mixer output",
  "vision output": "vision output",
};
const FEEDS: Readonly<Record<string, string>> = {
  attention: "attention",
  mlp: "MLP",
  both: "attention,MLP",
  residual: "residual stream",
  head: "head",
  "cross-attention": "cross-attention",
  "cross-attention keys/values": "cross-attention keys and values",
  "attention scores": "attention scores",
  mixer: "mixer",
  norm: "norm",
  "query up-projection": "low-rank projection",
  "key/value up-projection": "low-rank projection",
  "output projection": "output projection",
  "projection to the text width": "projection to the text model",
};
const PLACES: Readonly<Record<string, RegExp>> = {
  pre: /^before /,
  "post-residual": /^after .* is added$/,
  "post-sublayer": /^on .*'s output$/,
  qk: /^on the (?:queries|keys)$/,
  inner: /^on the low-rank |^in the mixer/,
  final: /^before the output$|^before the decoder's|^after the vision tower$/,
  embedding: /^after the embedding$/,
  head: /^in the output head$/,
  projector: /^before the projection/,
};

const readOf = (norm: TrueNorm) =>
  READS[norm.reads === "sublayer output" ? `${norm.reads} ${norm.readsOutputOf}` : norm.reads];

/** What the last block's norm gives is the stream as well as what the head reads. */
function isLastOfPostNorms({ placement, block }: TrueNorm, norms: readonly TrueNorm[]): boolean {
  return placement === "post-residual" && block === Math.max(...norms.map((norm) => norm.block ?? 0));
}

function gainsOf(model: GptModel): readonly (readonly [string, NamedTensor])[] {
  return [...model.layerNorms].filter(([, { id }]) => id.parameter === "gain");
}

describe.skipIf(READ.length === 0)("models of other families", () => {
  it.each(READ)("%s: every norm in its order, with its place, and none else", async (name) => {
    const { norms } = truthOf(name);
    await withCheckpoint(join(FOLDER, name), async (model) => {
      const gains = gainsOf(model);
      expect(gains.map(([, { info }]) => info.name)).toEqual(norms.map((norm) => norm.name));
      for (const [i, norm] of norms.entries()) {
        const { site, id } = (gains[i] as (typeof gains)[number])[1];
        const said = {
          block: id.block,
          stack: site.stack,
          reads: site.reads,
          feeds: site.feeds.join(),
          kind: site.kind,
          storedAs: site.storedAs.replaceAll(" ", ""),
          hasBias: site.hasBias,
        };
        expect(said, norm.name).toEqual({
          block: norm.block,
          // A part between two stacks is counted to the one before it.
          stack: norm.stack ?? (site.name === "mm_soft_emb_norm" ? "vision" : null),
          reads: readOf(norm),
          feeds: FEEDS[isLastOfPostNorms(norm, norms) ? "residual" : norm.feeds],
          kind: norm.kind,
          storedAs: norm.storedIs,
          hasBias: norm.biasName !== null,
        });
        expect(site.place, norm.name).toMatch(PLACES[norm.placement] as RegExp);
        const isParallel = norm.feeds === "mlp" && norm.seesAttentionOfItsBlock === false;
        expect(/beside/.test(site.place), norm.name).toBe(isParallel);
      }
      expect(model.info.width).toBe(32);
      const biases = [...model.layerNorms.values()].filter(({ id }) => id.parameter === "bias");
      expect(biases.map(({ info }) => info.name)).toEqual(norms.flatMap(({ biasName }) => biasName ?? []));
    });
  });

  it.each(READ)("%s: the gains that act, and those that are stored", async (name) => {
    const { norms } = truthOf(name);
    await withCheckpoint(join(FOLDER, name), async (model) => {
      for (const [i, [canonical]] of gainsOf(model).entries()) {
        const norm = norms[i] as TrueNorm;
        const gains = [...(await model.readEffective(canonical))];
        expect(gains.length).toBe(norm.length);
        expectClose(gains.slice(0, 3), norm.effectiveGainFirst3);
        expectClose([...(await model.read(canonical))].slice(0, 3), norm.gainFirst3);
        const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
        expectClose(
          [mean, Math.min(...gains), Math.max(...gains)],
          [norm.effectiveGainMean, norm.effectiveGainMin, norm.effectiveGainMax],
        );
        if (norm.biasFirst3 !== null) {
          const bias = await model.read(canonical.replace(/weight$/, "bias"));
          expectClose([...bias].slice(0, 3), norm.biasFirst3);
        }
      }
    });
  });

  it.each(WITH_GGUF)("%s: GGUF says the same under other names", async (name) => {
    const truth = truthOf(name);
    const hf = await openCheckpoint(join(FOLDER, name));
    const gguf = await openCheckpoint(join(FOLDER, name, "model.gguf"));
    const byFile = new Map([...gguf.layerNorms].map(([canonical, { info }]) => [info.name, canonical]));
    const tensors = truth.gguf?.tensors ?? [];
    expect([...byFile.keys()].sort()).toEqual(tensors.map((tensor) => tensor.name).sort());
    for (const tensor of tensors) {
      const canonical = byFile.get(tensor.name) as string;
      expect(hf.layerNorms.get(canonical)?.info.name).toBe(tensor.fromName);
      const values = [...(await gguf.readEffective(canonical))];
      expectClose(values.slice(0, 3), tensor.first3);
      const others = await hf.readEffective(canonical);
      // The converter adds the 1 in float32.
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(others[i] as number, 6);
    }
    await Promise.all([hf.close(), gguf.close()]);
  });

  it.each(READ)("%s without its config.json: the same, or what is needed", async (name) => {
    const file = join(FOLDER, name, "model.safetensors");
    const { openTensors } = await import("../../src/format/index.js");
    const { openSource } = await import("../../src/source/index.js");
    const { openModel } = await import("../../src/family/index.js");
    const withConfig = await openCheckpoint(file);
    const reader = Object.assign(await openTensors(await openSource(file)), { readConfig: async () => null });
    const alone = await openModel(reader).catch((error: unknown) => error);
    if (alone instanceof Error) {
      expect((alone as Error & { fix?: string }).fix).toContain("config.json");
    } else {
      const { info, layerNorms } = alone as GptModel;
      expect([...layerNorms.keys()]).toEqual([...withConfig.layerNorms.keys()]);
      const storage = (model: GptModel) =>
        [...model.layerNorms.values()].map(({ addend, site }) => [addend, site.kind, site.reads, site.feeds]);
      expect(storage(alone as GptModel), info.architecture.name).toEqual(storage(withConfig));
    }
    await withConfig.close();
  });
});

describe.skipIf(NORMLESS.length === 0)("models whose norms have no parameters", () => {
  it.each(NORMLESS)("%s is said to have none", async (name) => {
    const { code, message } = await refusalOf(openCheckpoint(join(FOLDER, name)));
    expect(code).toBe("NOT_GPT2");
    expect(message).toMatch(/OLMo 1, whose LayerNorms have neither|OPT without affine/);
  });
});

describe.skipIf(REFUSED.length === 0)("families that are not known", () => {
  it.each([
    ["refuse-openai-gpt", /GPT-1 \(openai-gpt\)/],
    ["refuse-rwkv", /an RWKV/],
  ])("%s is refused by name", async (name, is) => {
    expect((await refusalOf(openCheckpoint(join(FOLDER, name)))).message).toMatch(is);
  });
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] as number, 6);
}
