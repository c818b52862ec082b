import { describe, expect, it } from "vitest";
import { runLabels } from "../../src/words/seeds/labels.js";

describe("the names of several runs, where room is short", () => {
  it.each([
    ["folders", ["runs/seed1/", "runs/seed2/"], ["seed1", "seed2"]],
    ["one with a slash", ["runs/a", "runs/b/"], ["a", "b"]],
    ["patterns", ["out/a/ckpt-*.pt", "out/b/ckpt-*.pt"], ["a", "b"]],
    ["patterns of one folder", ["ln/pre-step-*.safetensors", "ln/post-step-*.safetensors"], ["pre", "post"]],
    ["the hub's", ["hf://E/pythia-160m-seed1@step*", "hf://E/pythia-160m-seed2@step*"], ["seed1", "seed2"]],
    ["a folder and a pattern", ["training/pre", "training/ln/pre-step-*"], ["pre", "ln"]],
    ["numbers alone", ["runs/run-1", "runs/run-2"], ["run-1", "run-2"]],
    ["learning rates", ["out-3e-4", "out-1e-3"], ["3e-4", "1e-3"]],
    ["one within the other", ["out", "out/more"], ["out", "out/more"]],
    ["one longer than the other", ["a-b", "a-b-c"], ["a-b", "a-b-c"]],
  ])("are what differs: %s", (_, names, labels) => {
    expect(runLabels(names)).toEqual(labels);
  });

  it("are inert, whatever a folder is called", () => {
    expect(runLabels(["runs/a\u001b[2J", "runs/b"])[0]).not.toContain("\u001b");
  });
});
