import { expect, it } from "vitest";
import { startWasm } from "../../src/forward/wasm.js";
import { refusalOf } from "../support/refusal.js";

// In a file of its own: TensorFlow.js has one backend a process.
it("without the compiled kernels the engine says which file is missing, and nothing else is printed", async () => {
  const printed: unknown[] = [];
  const { error: print } = console;
  console.error = (...args: unknown[]) => void printed.push(args);
  const error = await refusalOf(startWasm("/nowhere/kernels.wasm"));
  console.error = print;
  expect([error.code, error.where]).toEqual(["NOT_FOUND", "/nowhere/kernels.wasm"]);
  expect(error.what).toContain("compiled kernels cannot be loaded");
  expect(error.fix).toBe("install gpt2-wdist again");
  expect(printed).toEqual([]);
});
