import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { useTempDir } from "./support/tempDir.js";

/** The script of the GitHub action, as its runner would run it, but with an npx that tells what it is asked for. */

const dir = useTempDir();
const ACTION = readFileSync(new URL("../action.yml", import.meta.url), "utf8");
const SCRIPT = (ACTION.split("      run: |\n")[1] as string).replace(/^ {8}/gm, "");

function argumentsFor(inputs: Readonly<Record<string, string>>): string[] {
  const npx = dir.write("bin/npx", '#!/usr/bin/env bash\nprintf "%s\\n" "$@"\n');
  chmodSync(npx, 0o755);
  const env = {
    PATH: `${dirname(npx)}${delimiter}${process.env.PATH}`,
    ...{ MODEL: "", BASELINE: "", CONFIG: "", ARGS: "", VERSION: "latest" },
    ...inputs,
  };
  const out = execFileSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPT], { env });
  return out.toString("utf8").split("\n").slice(0, -1);
}

describe("the GitHub action", () => {
  it("checks one checkpoint, whatever its path holds", () => {
    expect(argumentsFor({ MODEL: "out/my $(model) *" })).toEqual([
      ...["--yes", "gpt2-wdist@latest", "check", "--format", "github", "--", "out/my $(model) *"],
    ]);
  });

  it("checks several, one a line, against a baseline", () => {
    const inputs = { MODEL: "a b/1\n\n-c.bin\n", BASELINE: "pre.safetensors", ARGS: "--strict -o a.sarif" };
    expect(argumentsFor(inputs)).toEqual([
      ...["--yes", "gpt2-wdist@latest", "check", "--format", "github", "--baseline", "pre.safetensors"],
      ...["--strict", "-o", "a.sarif", "--", "a b/1", "-c.bin"],
    ]);
  });
});
