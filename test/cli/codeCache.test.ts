import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import Module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runProgram } from "../support/childProcess.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
const HAS_ITS_OWN = "enableCompileCache" in Module;

const compare = (env: Readonly<Record<string, string>>, ...args: string[]) =>
  runProgram(["compare", SMALL_PRE, SMALL_POST, "--format", "json", ...args], { env });

function overwrite(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

/** Where compiled code is kept for this version of Node: in one folder of the home given. */
function keptIn(home: string): { readonly folder: string; readonly files: readonly string[] } {
  const [build = ""] = readdirSync(join(home, "gpt2-wdist"));
  const folder = join(home, "gpt2-wdist", build);
  return { folder, files: readdirSync(folder).map((name) => join(folder, name)) };
}

function newHome(): string {
  const home = join(temp.path, `home-${readdirSync(temp.path).length}`);
  mkdirSync(home);
  return home;
}

describe.skipIf(HAS_ITS_OWN)("compiled code (skipped where Node keeps it by itself)", () => {
  it("is kept for the next run, which prints the same and writes nothing anew", async () => {
    const home = newHome();
    const first = await compare({ XDG_CACHE_HOME: home });
    const { files } = keptIn(home);
    const before = files.map((file) => statSync(file).mtimeMs);
    expect(files.map((file) => file.replace(/.*\/(\w+)[^/]*$/, "$1")).sort()).toEqual([
      "compare",
      "main",
      "safetensors",
    ]);
    const second = await compare({ XDG_CACHE_HOME: home });
    expect(second.stdout).toBe(first.stdout);
    expect(keptIn(home).files.map((file) => statSync(file).mtimeMs)).toEqual(before);
  });

  it("is added to by a run that loads more", async () => {
    const home = newHome();
    await compare({ XDG_CACHE_HOME: home });
    const main = keptIn(home).files.find((file) => file.endsWith("main.cjs")) as string;
    const before = statSync(main).size;
    await compare({ XDG_CACHE_HOME: home }, "-o", join(temp.path, "figure.svg"), "-q");
    expect(keptIn(home).files.length).toBeGreaterThan(2);
    expect(statSync(main).size).toBeGreaterThan(before);
  });

  it("may be cut short, emptied, foreign or damaged in a bit: the program runs as without it, and mends it", async () => {
    const home = newHome();
    const { stdout } = await compare({ XDG_CACHE_HOME: home });
    const { files } = keptIn(home);
    for (const damage of [
      (file: string) => truncateSync(file, 1000),
      (file: string) => truncateSync(file, 0),
      (file: string) => writeFileSync(file, Buffer.alloc(5000, 7)),
      (file: string) => overwrite(file, (bytes) => bytes.fill(0, bytes.length >> 1)),
      (file: string) =>
        overwrite(file, (bytes) => {
          const middle = bytes.length >> 2;
          bytes[middle] = (bytes[middle] as number) ^ 1;
        }),
    ]) {
      for (const file of files) damage(file);
      const damaged = files.map((file) => readFileSync(file));
      const run = await compare({ XDG_CACHE_HOME: home });
      expect([run.exitCode, run.stdout]).toEqual([0, stdout]);
      expect(run.stderr).not.toContain("error");
      expect(files.map((file, i) => readFileSync(file).equals(damaged[i] as Buffer))).toEqual(
        files.map(() => false),
      );
    }
  });

  it("is not looked for where there can be none: among processes, in a pipe, at a relative path", async () => {
    for (const home of ["/proc", "/proc/self", "relative"]) {
      const run = await runProgram(["--version"], { env: { XDG_CACHE_HOME: home, HOME: home } });
      expect([run.exitCode, run.stderr]).toEqual([0, ""]);
    }
    expect(existsSync("relative")).toBe(false);
    const home = newHome();
    await compare({ XDG_CACHE_HOME: home });
    for (const file of keptIn(home).files) {
      rmSync(file);
      execFileSync("mkfifo", [file]);
    }
    const run = await compare({ XDG_CACHE_HOME: home });
    expect([run.exitCode, run.stderr.includes("error")]).toEqual([0, false]);
  });

  it("is of files that may import packages: without a word from Node", async () => {
    const file = fileURLToPath(new URL("../../fixtures/hostile/h5/ok-control.h5", import.meta.url));
    const run = await runProgram(["inspect", file], { env: { XDG_CACHE_HOME: newHome() } });
    expect([run.exitCode, run.stderr]).toEqual([0, ""]);
  });

  it("is not taken from a folder that others may write to", async () => {
    const home = newHome();
    await compare({ XDG_CACHE_HOME: home });
    const { folder, files } = keptIn(home);
    for (const file of files) writeFileSync(file, "not V8's");
    chmodSync(folder, 0o777);
    const run = await compare({ XDG_CACHE_HOME: home });
    expect(run.exitCode).toBe(0);
    expect(readFileSync(files[0] as string, "utf8")).toBe("not V8's");
  });

  it("is not kept where Node is asked not to, or where there is no place for it", async () => {
    const home = newHome();
    const off = await compare({ XDG_CACHE_HOME: home, NODE_DISABLE_COMPILE_CACHE: "1" });
    expect([off.exitCode, readdirSync(home)]).toEqual([0, []]);
    const file = join(home, "file");
    writeFileSync(file, "");
    const nowhere = await compare({ XDG_CACHE_HOME: join(file, "below") });
    expect([nowhere.exitCode, nowhere.stderr.includes("error")]).toEqual([0, false]);
  });

  it("is kept for eight builds at the most, the latest", async () => {
    const home = newHome();
    await compare({ XDG_CACHE_HOME: home });
    const own = keptIn(home).folder;
    for (let i = 0; i < 12; i++) mkdirSync(join(dirname(own), `other-${i}`));
    for (const file of keptIn(home).files) truncateSync(file, 0);
    writeFileSync(join(own, "main.cjs"), "");
    await compare({ XDG_CACHE_HOME: home });
    const left = readdirSync(dirname(own));
    expect(left).toHaveLength(8);
    expect(left.map((name) => join(dirname(own), name))).toContain(own);
  });
});
