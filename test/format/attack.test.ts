import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/index.js";
import { refusalOf } from "../support/refusal.js";

/** Files of which official readers see something else than a hasty reader would: they are refused, never read one way. */

const FOLDER = new URL("../../fixtures/attack/", import.meta.url);

function pathOf(name: string): string {
  const url = new URL(name, FOLDER);
  expect(existsSync(url), name).toBe(true);
  return fileURLToPath(url);
}

describe("a file that can be read in two ways is refused", () => {
  it.each<readonly [file: string, code: string, message: RegExp]>([
    ["torch/root-plus-model-decoy.pt", "AMBIGUOUS", /at "\.", "model"/],
    ["torch/model-and-state_dict.pt", "AMBIGUOUS", /at "state_dict", "model"/],
    ["torch/state_dict-weights.pt", "AMBIGUOUS", /at "weights", "state_dict"/],
    ["torch/build-on-tensor.pt", "MALFORMED", /state of a tensor is set again/],
    ["torch/storage-retyped-half.pt", "MALFORMED", /of F32 in one place and .* of F16 in another/],
    ["torch/storage-retyped-bf16.pt", "MALFORMED", /of F32 in one place and .* of BF16 in another/],
    ["torch/legacy-retyped.pth", "MALFORMED", /of F32 in one place and .* of F16 in another/],
    ["torch/legacy-view-short.pth", "MALFORMED", /ends at byte 32 of a storage of 16/],
    ["torch/unicode-path-extra.pt", "MALFORMED", /another name in an extra field/],
    ["others/npz-unicode-path.npz", "MALFORMED", /another name in an extra field/],
    ["others/npz-nul-name.npz", "MALFORMED", /holds a NUL/],
    ["others/npz-commafirst.npz", "MALFORMED", /impossible shape \(,8\)/],
    ["others/npz-no-comma.npz", "MALFORMED", /not that of a plain array/],
    ["others/h5-bfloat16.h5", "UNSUPPORTED_DTYPE", /not IEEE's/],
    ["others/h5-custom-ebias.h5", "UNSUPPORTED_DTYPE", /bias 100/],
    ["others/gguf-align-twice-64-32.gguf", "MALFORMED", /general\.alignment" is there twice/],
    ["others/gguf-align-u64type.gguf", "MALFORMED", /general\.alignment is of type 10/],
    ["pt-16m-none.pt", "UNSUPPORTED_FORMAT", /more than 3000000 values/],
    ["pt-16m-marks.pt", "UNSUPPORTED_FORMAT", /more than 3000000 values/],
  ])("%s", async (file, code, message) => {
    const refusal = await refusalOf(openCheckpoint(pathOf(file)));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(message);
  });

  it("and the control beside them is read", async () => {
    const model = await openCheckpoint(pathOf("torch/ok.pt"));
    expect(model.layerNorms.size).toBe(26);
    await model.close();
  });
});

describe("a file of two models", () => {
  it.each([
    ["torch/model-and-state_dict.pt", "model"],
    ["torch/model-and-state_dict.pt", "state_dict"],
    ["torch/root-plus-model-decoy.pt", "."],
    ["torch/root-plus-model-decoy.pt", "model"],
  ])("%s is read at %s, which the user names", async (file, at) => {
    const model = await openCheckpoint(pathOf(file), { at });
    expect(model.info.place).toBe(at === "." ? "" : at);
    expect(model.layerNorms.size).toBe(26);
    expect([...(await model.read("ln_f.weight"))].every(Number.isFinite)).toBe(true);
    await model.close();
  });

  it("gives other values at the other place", async () => {
    const values = async (at: string) => {
      const model = await openCheckpoint(pathOf("torch/model-and-state_dict.pt"), { at });
      const vector = await model.read("h.0.ln_1.weight");
      await model.close();
      return [...vector];
    };
    expect(await values("model")).not.toEqual(await values("state_dict"));
  });
});
