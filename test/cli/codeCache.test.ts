import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import Module from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { ownFolder, ownUser } from "../../src/cli/start/ownFolder.js";
import { runProgram } from "../support/childProcess.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { useTempDir } from "../support/tempDir.js";

const HAS_ITS_OWN = "enableCompileCache" in Module;

const temp = useTempDir();
/** Folders that everybody may write to, as that of temporary files, are no place for it. */
const ownHome = mkdtempSync(join(homedir(), ".gpt2-wdist-test-"));
afterAll(() => rmSync(ownHome, { recursive: true, force: true }));
const IS_OWN = ownFolder(ownHome, ownUser() ?? -1) !== null;

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
  return mkdtempSync(join(ownHome, "home-"));
}

describe.skipIf(HAS_ITS_OWN || !IS_OWN)(
  "compiled code (skipped where Node keeps it by itself, or the user's folder is not only the user's)",
  () => {
    it("is kept for the next run, which prints the same and writes nothing anew", async () => {
      const home = newHome();
      const first = await compare({ XDG_CACHE_HOME: home });
      const { files } = keptIn(home);
      const before = files.map((file) => statSync(file).mtimeMs);
      expect(files.map((file) => file.replace(/.*\/(\w+)[^/]*$/, "$1")).sort()).toEqual(["compare", "main"]);
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

    /** A home in which code is kept, which a run has damaged if it wrote to it. */
    async function homeWithMarks(home = newHome()) {
      await compare({ XDG_CACHE_HOME: home });
      const { folder, files } = keptIn(home);
      const mark = () => {
        for (const file of files) writeFileSync(file, "not V8's");
      };
      const isLeftAlone = async () => {
        const run = await compare({ XDG_CACHE_HOME: home });
        expect(run.exitCode).toBe(0);
        return files.every((file) => readFileSync(file, "utf8") === "not V8's");
      };
      return { home, folder, files, mark, isLeftAlone };
    }

    it("is not taken from below any folder that others may write to, sticky or not", async () => {
      const outer = newHome();
      const home = join(outer, "inner");
      mkdirSync(home);
      const { folder, mark, isLeftAlone } = await homeWithMarks(home);
      mark();
      for (const open of [outer, home, dirname(folder), folder]) {
        for (const mode of [0o777, 0o1777, 0o770, 0o702]) {
          chmodSync(open, mode);
          expect(await isLeftAlone(), `${open} ${mode.toString(8)}`).toBe(true);
        }
        chmodSync(open, 0o700);
      }
      expect(await isLeftAlone()).toBe(false);
    });

    it("is not kept among temporary files, where everybody may write", async () => {
      const home = join(temp.path, "home");
      mkdirSync(home);
      expect((await compare({ XDG_CACHE_HOME: home })).exitCode).toBe(0);
      expect(readdirSync(home)).toEqual([]);
    });

    it.skipIf(process.getuid?.() !== 0)(
      "is not taken from what is another user's: a folder or a file (skipped without the rights to make one)",
      async () => {
        const { home, folder, files, mark, isLeftAlone } = await homeWithMarks();
        mark();
        for (const path of [home, dirname(folder), folder, ...files]) chownSync(path, 65_534, 65_534);
        expect(await isLeftAlone()).toBe(true);
        for (const path of [home, dirname(folder), folder]) chownSync(path, 0, 0);
        const run = await compare({ XDG_CACHE_HOME: home });
        expect(run.exitCode).toBe(0);
        // Foreign files are not read, but replaced by own ones.
        expect(files.map((file) => statSync(file).uid)).toEqual(files.map(() => 0));
      },
    );

    it("is not taken from a file that others may write to, that is a link, or that has another name too", async () => {
      const { home, files } = await homeWithMarks();
      const before = await compare({ XDG_CACHE_HOME: home });
      for (const change of [
        (file: string) => chmodSync(file, 0o666),
        (file: string) => {
          renameSync(file, `${file}.real`);
          symlinkSync(`${file}.real`, file);
        },
        (file: string) => linkSync(file, `${file}.other`),
      ]) {
        for (const file of files) change(file);
        const run = await compare({ XDG_CACHE_HOME: home });
        expect([run.exitCode, run.stdout]).toEqual([0, before.stdout]);
        // Taken, they would not have been replaced by new ones.
        for (const file of files) {
          const stats = lstatSync(file);
          expect([stats.isFile(), stats.nlink, stats.mode & 0o777]).toEqual([true, 1, 0o600]);
          for (const left of [`${file}.real`, `${file}.other`]) rmSync(left, { force: true });
        }
      }
    });

    it("may be behind a link to a folder that is only the user's", async () => {
      const home = newHome();
      const real = newHome();
      symlinkSync(real, join(home, "link"));
      await compare({ XDG_CACHE_HOME: join(home, "link") });
      expect(readdirSync(real)).toEqual(["gpt2-wdist"]);
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
  },
);
