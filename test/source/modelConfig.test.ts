import { mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTensors } from "../../src/format/index.js";
import { openSource } from "../../src/source/index.js";
import { parseConfig, readConfig } from "../../src/source/modelConfig.js";
import { safetensorsBytes } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
const MODEL = safetensorsBytes([{ name: "ln_f.weight", values: [1] }]);

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(temp.path, "folder-"));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

async function configOf(path: string) {
  const source = await openSource(path);
  const config = await readConfig(source);
  await source.close();
  return config;
}

describe("a model's config.json", () => {
  it("is read from beside the checkpoint, once, when it is asked for", async () => {
    const folder = folderWith({
      "model.safetensors": MODEL,
      "config.json": '{"model_type": "gpt2", "n_layer": 12}',
    });
    const reader = await openTensors(await openSource(folder));
    const config = await reader.readConfig?.();
    expect([config?.text("model_type"), config?.count("n_layer")]).toEqual(["gpt2", 12]);
    expect(await reader.readConfig?.()).toBe(config);
    await reader.close();
  });

  it("belongs to the file of a folder that was named, and to one under a usual name, to no other", async () => {
    const config = { "config.json": "{}" };
    const own = folderWith({ "my.safetensors": MODEL, ...config });
    expect(await configOf(own)).not.toBeNull();
    expect(await configOf(join(own, "my.safetensors"))).toBeNull();
    const usual = folderWith({ "pytorch_model.bin": "x", ...config });
    expect(await configOf(join(usual, "pytorch_model.bin"))).not.toBeNull();
  });

  it.each<readonly [what: string, text: string]>([
    ["that is no JSON", "{"],
    ["that is a list", "[]"],
    ["that is null", "null"],
    ["that is text", '"gpt2"'],
    ["that is empty", ""],
    ["that is nested without end", "[".repeat(500_000)],
  ])("%s is as if there were none", async (_what, text) => {
    expect(await configOf(folderWith({ "model.safetensors": MODEL, "config.json": text }))).toBeNull();
  });

  it("larger than a megabyte, a device or absent is as if there were none", async () => {
    const large = folderWith({ "model.safetensors": MODEL, "config.json": "{}" });
    truncateSync(join(large, "config.json"), (1 << 20) + 1);
    expect(await configOf(large)).toBeNull();
    const device = folderWith({ "model.safetensors": MODEL });
    expect(await configOf(device)).toBeNull();
    symlinkSync("/dev/zero", join(device, "config.json"));
    expect(await configOf(device)).toBeNull();
  });

  it("gives values of the kind that is asked for, and its own alone", () => {
    const text =
      '{"a": "x", "b": 3, "c": -1, "d": 1.5, "e": ["x", 1, null], "f": 1e400, "__proto__": {"g": 7}}';
    const config = parseConfig(Buffer.from(text));
    expect(["a", "b", "toString", "g"].map((key) => config?.text(key))).toEqual(["x", null, null, null]);
    expect(["a", "b", "c", "d", "f", "g"].map((key) => config?.number(key))).toEqual([
      null,
      3,
      -1,
      1.5,
      null,
      null,
    ]);
    expect(["b", "c", "d", "f"].map((key) => config?.count(key))).toEqual([3, null, null, null]);
    expect(config?.count("n_layer", "c", "b")).toBe(3);
    expect([config?.texts("e"), config?.texts("a")]).toEqual([["x"], []]);
  });
});

describe("the file that a config.json says the weights are in", () => {
  const stating = (name: unknown) => JSON.stringify({ transformers_weights: name });

  it("is taken before any usual name, as transformers does", async () => {
    const files = { "model.safetensors": MODEL, "other.safetensors": MODEL };
    const folder = folderWith({ ...files, "config.json": stating("other.safetensors") });
    const source = await openSource(folder);
    expect(source.label).toBe(join(folder, "other.safetensors"));
    await source.close();
  });

  it.each(["../model.safetensors", "/etc/passwd", "gone.safetensors", "x.bin", 7, null])(
    "is not looked for under %j",
    async (name) => {
      const files = { "model.safetensors": MODEL, "other.safetensors": MODEL, "x.bin": "" };
      const folder = folderWith({ ...files, "config.json": stating(name) });
      const source = await openSource(folder);
      expect(source.label).toBe(join(folder, "model.safetensors"));
      await source.close();
    },
  );
});
