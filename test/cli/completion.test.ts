import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { suggest } from "../../src/cli/completion/suggest.js";
import { figuresOf } from "../../src/figure/index.js";
import { PROGRAM } from "../support/childProcess.js";
import { runCli } from "../support/fakeIo.js";
import { useTempDir } from "../support/tempDir.js";

const execute = promisify(execFile);
const temp = useTempDir();

/** Words that may follow, and "file" where a file may. */
async function suggested(line: string): Promise<string[]> {
  const suggestions = await suggest(line.split(" "), COMMANDS);
  return suggestions.map((suggestion) => (suggestion === "file" ? suggestion : suggestion.word));
}

describe("what may come next", () => {
  it.each<readonly [string, readonly string[]]>([
    ["com", ["compare", "completion"]],
    ["help ext", ["extract"]],
    ["compare", ["compare"]],
    ["compare ", ["file"]],
    ["compare a fixt", ["file"]],
    ["compare a b ", []],
    ["stats a b c ", ["file"]],
    ["compare --figure ", [...figuresOf("comparison").map(({ name }) => name), "all"]],
    ["compare --figure=mo", ["--figure=moved"]],
    ["compare a b --the", ["--theme"]],
    ["compare a b --theme ", ["light", "dark"]],
    ["compare --theme dark ", ["file"]],
    ["compare --answers --for", ["--format"]],
    ["stats a --format js", ["json", "jsonl"]],
    ["check a -o ", ["file"]],
    ["check a --baseline ", ["file"]],
    ["check a --rule frozen=", ["frozen=off", "frozen=warn", "frozen=error"]],
    ["weights a --threads ", []],
    ["compare -- --figure", ["file"]],
    ["compare -- ", ["file"]],
    ["completion ", ["bash", "zsh", "fish"]],
    ["--debug inspect --al", ["--all"]],
    ["inspect a --deb", ["--debug"]],
    ["nonsense ", []],
  ])("after %j is %j", async (line, expected) => {
    expect(await suggested(line)).toEqual(expected);
  });

  it("is every command that the help lists, and no other", async () => {
    const { out } = await runCli(["--help"]);
    const list = out.slice(out.indexOf("Commands:"), out.indexOf("A checkpoint is"));
    const listed = [...list.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
    expect([...(await suggested("")), "help"]).toEqual(listed);
  });

  it("is every flag of a command", async () => {
    for (const { name, load } of COMMANDS) {
      const long = Object.values((await load()).flags).map(({ syntax }) => /--[\w-]+/.exec(syntax)?.[0]);
      expect(await suggested(`${name} --`)).toEqual([...long, "--help", "--debug"]);
    }
  });
});

/** A folder for PATH in which the program has its name. */
function programFolder(): string {
  const folder = join(temp.path, "bin");
  mkdirSync(folder, { recursive: true });
  chmodSync(temp.write("bin/gpt2-wdist", `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`), 0o755);
  temp.write("some-model.safetensors", "");
  return folder;
}

function has(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

async function inShell(shell: string, script: string): Promise<string[]> {
  const PATH = `${programFolder()}${delimiter}${process.env.PATH}`;
  const { stdout } = await execute(shell, ["-c", script], { cwd: temp.path, env: { ...process.env, PATH } });
  return stdout.trim().split("\n");
}

describe.skipIf(!has("bash"))("bash (skipped where there is none)", () => {
  const completed = (...words: readonly string[]) =>
    inShell(
      "bash",
      `eval "$(gpt2-wdist completion bash)"
      COMP_WORDS=(gpt2-wdist ${words.join(" ")}); COMP_CWORD=${words.length}
      COMP_LINE="\${COMP_WORDS[*]}"; COMP_POINT=\${#COMP_LINE}
      _gpt2-wdist gpt2-wdist "\${COMP_WORDS[COMP_CWORD]}"; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );

  it("completes commands, flags, choices and files", async () => {
    expect(await completed("plo")).toEqual(["plot"]);
    expect(await completed("plot", "x", "--per")).toEqual(["--per-tensor"]);
    expect(await completed("plot", "x", "--size", "s")).toEqual(["single", "slide"]);
    expect(await completed("plot", "some")).toEqual(["some-model.safetensors"]);
  });
});

describe.skipIf(!has("fish"))("fish (skipped where there is none)", () => {
  it("completes commands, flags, choices and files, and says what they mean", async () => {
    const completed = (line: string) =>
      inShell("fish", `gpt2-wdist completion fish | source; complete -C "${line}"`);
    expect(await completed("gpt2-wdist plo")).toEqual([
      "plot\tdraw the distributions of one or many checkpoints",
    ]);
    expect(await completed("gpt2-wdist plot x --size s")).toEqual(["single", "slide"]);
    expect(await completed("gpt2-wdist plot some")).toEqual(["some-model.safetensors"]);
  });
});

describe("the script", () => {
  it("of zsh asks the program", async () => {
    const { code, out } = await runCli(["completion", "zsh"]);
    expect([code, out.includes("gpt2-wdist 'complete' 'zsh' '--'")]).toEqual([0, true]);
  });

  it("is for shells that are known", async () => {
    const { code, err } = await runCli(["completion", "tcsh"]);
    expect([code, err.includes("Allowed choices are bash, zsh, fish")]).toEqual([2, true]);
  });
});
