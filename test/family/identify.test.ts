import { describe, expect, it } from "vitest";
import type { Family } from "../../src/family/family.js";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { openModel } from "../../src/family/index.js";
import { FAMILIES } from "../../src/family/registry.js";
import type { ModelConfig } from "../../src/model/modelConfig.js";
import { canonicalName } from "../../src/model/sites.js";
import type { TensorInfo } from "../../src/model/tensors.js";
import { refusalOf } from "../support/refusal.js";
import { layerNormNames } from "../support/safetensorsFile.js";
import { readerOf } from "../support/tensorReader.js";
import { TOY } from "../support/toyArchitecture.js";

const TOY_NAMES = ["entry.weight", "stages.0.after_mixer.weight", "exit.weight"];

/** What a config.json says of one key. */
function configOf(key: string, value: string): ModelConfig {
  const text = (asked: string) => (asked === key ? value : null);
  return { text, texts: () => [], number: () => null, flag: () => null, count: () => null };
}

function layout(title: string, suits: Family["suits"]): Family {
  return { ...TOY, architecture: { ...TOY.architecture, title }, suits };
}

describe("every family", () => {
  it.each([...FAMILIES, TOY])(
    "$is: the first naming writes canonical names, and each has every norm once",
    ({ architecture, namings }) => {
      const names = architecture.sites.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const site of architecture.sites) {
        const id = { block: site.scope === "block" ? 11 : null, parameter: "gain" } as const;
        expect(namings[0]?.parseName(canonicalName(site, id))).toEqual({
          prefix: "",
          id: { norm: site.name, ...id },
        });
      }
    },
  );
});

describe("of several families", () => {
  it("that of the file is found, whichever is tried first", async () => {
    for (const families of [
      [GPT2, TOY],
      [TOY, GPT2],
    ]) {
      expect((await openModel(readerOf(TOY_NAMES), families)).info.architecture).toBe(TOY.architecture);
      const gpt2 = await openModel(readerOf(layerNormNames({ blocks: 1 })), families);
      expect(gpt2.info.architecture).toBe(GPT2.architecture);
    }
  });

  it("none is found where a file has the norms of none, and all are named", async () => {
    const refusal = await refusalOf(openModel(readerOf(["conv.weight"]), [GPT2, TOY]));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toContain(
      "has no LayerNorms of a GPT-2 (h.N.ln_1, h.N.ln_2, ln_f) or RMSNorms of a Toy (entry,",
    );
    expect(refusal.fix).toBe("give a checkpoint of GPT-2 or Toy itself");
  });

  it("a namesake's is not taken for it, and the next is tried", async () => {
    const alike: Family = {
      ...TOY,
      architecture: { ...TOY.architecture, title: "Alike" },
      namesakes: [{ is: "a Toy", pattern: /\.mixer\./ }],
    };
    const names = [...TOY_NAMES, "stages.0.mixer.query_scale.weight"];
    expect((await openModel(readerOf(names), [alike, TOY])).info.architecture.title).toBe("Toy");
    expect((await openModel(readerOf(TOY_NAMES), [alike, TOY])).info.architecture.title).toBe("Alike");
    const refusal = await refusalOf(openModel(readerOf(names), [alike]));
    expect(refusal.message).toContain("it looks like a Toy");
  });
});

describe("of several layouts of one family", () => {
  const parallel = layout("Parallel", (config) => config?.text("layout") === "parallel");
  const serial = layout("Serial", (config) => config?.text("layout") !== "parallel");

  it.each([
    ["that of config.json", configOf("layout", "parallel"), "Parallel"],
    ["the other", configOf("layout", "serial"), "Serial"],
    ["the usual one where there is no config.json", null, "Serial"],
  ])("%s is taken", async (_which, config, title) => {
    const reader = { ...readerOf(TOY_NAMES), readConfig: async () => config };
    expect((await openModel(reader, [parallel, serial])).info.architecture.title).toBe(title);
  });
});

describe("norms of a length of their own", () => {
  const sized = (name: string, width: number): TensorInfo => ({ name, dtype: "F32", shape: [width] });
  const model = (...tensors: readonly TensorInfo[]) => openModel(readerOf(tensors), [TOY]);
  const QUERY = "stages.0.mixer.query_scale.weight";

  it("do not count for the width of the model", async () => {
    const { info } = await model(sized(QUERY, 6), sized("exit.weight", 24));
    expect(info.width).toBe(24);
  });

  it("have the same in every block", async () => {
    const other = sized("stages.1.mixer.query_scale.weight", 8);
    const refusal = await refusalOf(model(sized(QUERY, 6), other, sized("exit.weight", 24)));
    expect(refusal.code).toBe("BAD_SHAPE");
    expect(refusal.message).toContain(
      `has width 8, but "${QUERY}" has 6; all query_scale tensors of a Toy have the same`,
    );
  });

  it("may be as long as the model is wide, and each other's lengths do not matter", async () => {
    const key = sized("stages.0.mixer.key_scale.weight", 24);
    expect((await model(sized(QUERY, 6), key, sized("exit.weight", 24))).layerNorms.size).toBe(3);
  });
});
