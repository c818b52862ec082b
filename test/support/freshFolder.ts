import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Runs each test of the file in an empty folder of its own; returns what says which it is. */
export function useFreshFolder(): () => string {
  let folder = "";
  let before = "";
  beforeEach(() => {
    before = process.cwd();
    folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-test-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
