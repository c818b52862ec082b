import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHECKPOINT_FILES, FORMATS, openTensors } from "../../src/format/index.js";
import { unreadByName } from "../../src/format/unread/index.js";
import { CHECKPOINT_NAMES } from "../../src/source/directory.js";
import { memorySource } from "../support/byteSources.js";

const FIXTURES = new URL("../../fixtures/", import.meta.url);

/** A sound file of each format, by the format's name. */
const EXAMPLES: Readonly<Record<string, string>> = {
  safetensors: "hostile/st/ok-control.safetensors",
  GGUF: "hostile/gguf/ok-control.gguf",
  "NumPy archive": "hostile/npz/ok-control.npz",
  PyTorch: "hostile/pt/ok-control.pt",
  "PyTorch (before 1.6)": "hostile/pt/legacy-ok-control.pth",
  "HDF5 (Keras)": "hostile/h5/ok-control.h5",
  "Flax msgpack": "hostile/flax/ok-control.msgpack",
  "TensorFlow checkpoint": "hostile/tf/ok-control/model.ckpt.index",
  "llm.c": "hostile/llmc/ok-control.bin",
};

function example(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(EXAMPLES[name] ?? "", FIXTURES)));
}

describe("the formats", () => {
  it("each have an example here, but shards, which are told by their name", () => {
    expect(
      FORMATS.map(({ name }) => name)
        .slice(1)
        .sort(),
    ).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each(Object.keys(EXAMPLES))(
    "%s is told by its bytes from all others, and is nothing else",
    async (name) => {
      const bytes = example(name);
      const source = memorySource(bytes, "a-file");
      const head = bytes.subarray(0, 512);
      const matching = [];
      for (const format of FORMATS) if (await format.matches(head, source)) matching.push(format.name);
      expect(matching).toEqual([name]);
      expect(unreadByName(source)).toBeUndefined();
    },
  );

  it("say how their files end, and what they are called, each ending without a dot", () => {
    for (const { name, endings, usualNames } of FORMATS.slice(1)) {
      expect(endings.length, name).toBeGreaterThan(0);
      expect(endings.join(), name).toMatch(/^[a-z0-9]+(,[a-z0-9]+)*$/);
      for (const usual of usualNames) expect(usual, name).not.toContain("/");
    }
  });

  it("are looked for in a folder as transformers looks for them, safetensors first", () => {
    expect(CHECKPOINT_FILES).toEqual({
      usualNames: [
        "model.safetensors",
        "model.safetensors.index.json",
        "pytorch_model.bin",
        "pytorch_model.bin.index.json",
        "tf_model.h5",
        "tf_model.h5.index.json",
        "flax_model.msgpack",
        "flax_model.msgpack.index.json",
        "ckpt.pt",
        "checkpoint",
      ],
      endings: ["safetensors", "gguf", "npz", "pt", "pth", "ckpt", "bin", "h5", "msgpack", "index"],
    });
  });

  it("and folders are searched for just these", () => {
    expect([...CHECKPOINT_FILES.usualNames].sort()).toEqual([...CHECKPOINT_NAMES.usualNames].sort());
    expect(CHECKPOINT_FILES.endings).toEqual(CHECKPOINT_NAMES.endings);
  });

  it("are named where nothing is recognised", async () => {
    const error = await openTensors(memorySource(new Uint8Array([1, 2, 3]))).catch((cause: Error) => cause);
    for (const { name } of FORMATS) expect((error as Error).message).toContain(name);
  });
});
