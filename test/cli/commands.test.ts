import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { type Outcome, runCli } from "../support/fakeIo.js";
import { safetensorsBytes } from "../support/safetensorsFile.js";

/** A checkpoint whose names are commands to the CI systems that log what is printed. */

const EVIL = [
  "::error::x",
  "::stop-commands::x",
  "##[error]x",
  "##vso[task.setvariable variable=a]b",
  " ::add-mask::h",
];
const SHARED = fileURLToPath(
  new URL("../../../shared/attack/others/st-evil-nonempty.safetensors", import.meta.url),
);

let folder = "";
const files: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-evil-"));
  const norms = [0, 1].flatMap((block) =>
    ["ln_1", "ln_2"].map((norm) => ({ name: `${EVIL[block]}.h.${block}.${norm}.weight`, values: [1, 2, 3] })),
  );
  const same = norms.map(({ name, values }) => ({ name: name.replace(/^.*?\.h/, `${EVIL[0]}.h`), values }));
  const own = [...same, { name: `${EVIL[0]}.ln_f.weight`, values: [1, 2, 3] }];
  const others = EVIL.map((name) => ({ name, values: [4] }));
  // A folder too may be called so.
  for (const name of ["::error::x.safetensors", "##[error]x.safetensors"]) {
    writeFileSync(join(folder, name), safetensorsBytes([...own, ...others]));
    files.push(join(folder, name));
  }
  if (existsSync(SHARED)) files.push(SHARED);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As GitHub's runner and others look for them. */
function expectNoCommand({ out, err }: Outcome, but: RegExp = /^(?!)/): void {
  const lines = `${out}\n${err}`.split(/\r\n|[\n\r]/).filter((line) => !but.test(line));
  expect(lines.filter((line) => /^\s*::|##[a-z]*\[/i.test(line))).toEqual([]);
}

describe("no line of any output is a command to a CI system", () => {
  it("of any command and any of its formats, whatever the names in a checkpoint", {
    timeout: 120_000,
  }, async () => {
    for (const { load } of COMMANDS) {
      const { name, outputs } = await load();
      const formats = outputs.filter(({ isFileOnly, isBinary }) => isFileOnly !== true && isBinary !== true);
      for (const format of ["text", ...formats.map((output) => output.name)]) {
        for (const file of files) {
          for (const args of [[file], [file, SMALL_POST], [file, file]]) {
            const more = name === "inspect" ? ["--all"] : [];
            const outcome = await runCli([name, ...args, ...more, "--format", format]);
            // GitHub's own format is made of them, and the rest of their lines is escaped.
            expectNoCommand(outcome, format === "github" ? /^::(error|warning|notice) title=/ : undefined);
          }
        }
      }
    }
  });

  it.each([
    ["--nosuch\n::error::x"],
    ["compare", "a\n::error::x", "##[error]b"],
    ["compare", SMALL_PRE, SMALL_POST, "--norms", "x\n::error::x"],
    ["compare", SMALL_PRE, SMALL_POST, "--blocks", "\n::error::x"],
    ["compare", SMALL_PRE, SMALL_POST, "-o", "\n::error::x"],
    ["compare", SMALL_PRE, SMALL_POST, "--format", "\n ::error::x"],
    ["compare", SMALL_PRE, SMALL_POST, "a\n::error::x"],
    ["check", SMALL_PRE, "--config", "\n::error::x"],
    ["check", SMALL_PRE, "--rule", "\r\n::error::x=error"],
    ["\n::error::x"],
  ])("of errors about arguments with line breaks: %j", async (...args) => {
    const outcome = await runCli(args);
    expect(outcome.code).toBe(2);
    expectNoCommand(outcome);
  });
});
