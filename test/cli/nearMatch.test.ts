import { mkdirSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

useFreshFolder();

beforeEach(() => {
  mkdirSync("runs");
  writeFileSync("runs/small-gpt2-pre.safetensors", "");
  writeFileSync("runs/README.md", "");
  mkdirSync("runs/checkpoint-500");
  writeFileSync("runs/checkpoint-500/model.safetensors", "");
  writeFileSync("weights.safetensors", "");
});

/** What is said of a path; the hub is out of reach, and says so where it is asked. */
async function saidOf(path: string): Promise<string> {
  const { code, err } = await runCli(["inspect", path]);
  expect(code).toBe(2);
  return err;
}

describe("a path that does not exist", () => {
  it.each([
    ["runs/small-gpt2-pr.safetensors", "did you mean runs/small-gpt2-pre.safetensors?"],
    ["runs/small-gpt2-PRE.safetensor", "did you mean runs/small-gpt2-pre.safetensors?"],
    [
      "runs/small-gpt2-pr",
      "did you mean runs/small-gpt2-pre.safetensors? (a model of the hub: hf://runs/small-gpt2-pr)",
    ],
    ["runs/chekpoint-500/", "did you mean runs/checkpoint-500?"],
    ["rums/checkpoint-500/model.safetensors", "did you mean runs/checkpoint-500/model.safetensors?"],
    ["weights", "did you mean weights.safetensors? (a model of the hub: hf://weights)"],
    ["wieghts.safetensors", "did you mean weights.safetensors?"],
    ["no-such.onnx", "check the path (a model of the hub: hf://no-such.onnx)"],
  ])("%s is answered by %j", async (path, fix) => {
    expect(await saidOf(path)).toContain(`: there is no such file or directory\n  fix: ${fix}\n`);
  });

  it("is said of a baseline too", async () => {
    const { err } = await runCli(["check", SMALL_PRE, "--baseline", "runs/small-gpt2-pr.safetensors"]);
    expect(err).toContain("did you mean runs/small-gpt2-pre.safetensors?");
  });

  it.each(["gpt2", "openai-community/gpt2-medium", "somebody/model", "hf://weights", "gpt-2.5"])(
    "%s is looked for on the hub",
    async (name) => {
      writeFileSync("gpt3", "");
      const said = await saidOf(name);
      expect(said).not.toContain("did you mean");
      expect(said).toContain("HF_HUB_OFFLINE");
    },
  );
});
