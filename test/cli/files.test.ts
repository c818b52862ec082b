import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { isSameFile, writeAll } from "../../src/cli/output/files.js";
import { runNode } from "../support/childProcess.js";
import { thrownBy } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(temp.path, "folder-"));
});

const at = (...names: readonly string[]) => join(folder, ...names);
const write = (path: string, bytes: string | Uint8Array = "new") => writeAll([{ path, bytes }]);
const read = (path: string) => readFileSync(path, "utf8");
/** What is there, links and all. */
const names = () => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

describe("a file that is written", () => {
  it("is there as a whole, with the folders that it needs, and nothing else is left", () => {
    write(at("a", "b", "out.json"));
    write(at("bytes.png"), Uint8Array.of(1, 2));
    expect(names()).toEqual(["a", "a/b", "a/b/out.json", "bytes.png"]);
    expect([read(at("a", "b", "out.json")), [...readFileSync(at("bytes.png"))]]).toEqual(["new", [1, 2]]);
  });

  it.each([0o600, 0o644, 0o666, 0o755])("keeps the mode of the one that it replaces: %o", (mode) => {
    writeFileSync(at("out.json"), "old");
    chmodSync(at("out.json"), mode);
    write(at("out.json"));
    expect([read(at("out.json")), statSync(at("out.json")).mode & 0o777]).toEqual(["new", mode]);
  });

  it("may have a name as long as any may be", () => {
    const name = `${"x".repeat(250)}.json`;
    write(at(name));
    expect(names()).toEqual([name]);
  });

  it("is written behind a link that leads to it; the link stays", () => {
    mkdirSync(at("real"));
    writeFileSync(at("real", "out.json"), "old");
    symlinkSync("real/out.json", at("link.json"));
    write(at("link.json"));
    expect([lstatSync(at("link.json")).isSymbolicLink(), read(at("real", "out.json"))]).toEqual([
      true,
      "new",
    ]);
    expect(names()).toEqual(["link.json", "real", "real/out.json"]);
  });

  it("replaces a file under one of its names: who has another keeps the old one", () => {
    writeFileSync(at("out.json"), "old");
    linkSync(at("out.json"), at("other.json"));
    write(at("out.json"));
    expect([read(at("out.json")), read(at("other.json"))]).toEqual(["new", "old"]);
  });

  it("is known through links as the same as another", () => {
    writeFileSync(at("a"), "");
    symlinkSync("a", at("b"));
    expect([isSameFile(at("a"), at("b")), isSameFile(at("a"), at("c"))]).toEqual([true, false]);
  });
});

describe("what cannot be written", () => {
  it.each<readonly [what: string, path: () => string, code: string, message: RegExp]>([
    ["nothing", () => "", "USAGE", /is not a path/],
    ["a folder", () => folder, "WRITE_FAILED", /is a folder/],
    ["below a file", () => at("file", "out.json"), "WRITE_FAILED", /ENOTDIR|EEXIST/],
    ["a name that is too long", () => at("x".repeat(300)), "WRITE_FAILED", /ENAMETOOLONG/],
  ])("is refused: %s", (_what, path, code, message) => {
    writeFileSync(at("file"), "");
    const refusal = thrownBy(() =>
      writeAll([
        { path: at("first.json"), bytes: "x" },
        { path: path(), bytes: "x" },
      ]),
    );
    expect([refusal.code, refusal.message]).toEqual([code, expect.stringMatching(message)]);
    expect(refusal.fix).not.toBeNull();
    expect(names()).toEqual(["file"]);
  });

  it("leaves none of several: neither new files nor folders, and old ones as they were", () => {
    writeFileSync(at("old.json"), "old");
    const files = ["new/folder/a.svg", "old.json", "b.svg"].map((name) => ({ path: at(name), bytes: "new" }));
    expect(() => writeAll([...files, { path: at("old.json", "c.svg"), bytes: "" }])).toThrow();
    expect(names()).toEqual(["old.json"]);
    expect(read(at("old.json"))).toBe("old");
  });

  it("is told when it is the last step that fails", () => {
    // Between the first look and the last step, somebody makes a folder of that name.
    const bytes = "x";
    const late = {
      get path() {
        return at("late.json");
      },
      get bytes() {
        mkdirSync(at("late.json", "full"), { recursive: true });
        return bytes;
      },
    };
    expect(() => writeAll([{ path: at("a.json"), bytes }, late])).toThrow(/late\.json/);
    expect(names()).toEqual(["late.json", "late.json/full"]);
  });
});

describe.skipIf(process.platform === "win32")("what is not a regular file (skipped on Windows)", () => {
  it("as a FIFO is written to, however much there is, and stays", async () => {
    execFileSync("mkfifo", [at("fifo.json")]);
    const reader = spawn("sh", ["-c", 'cat "$0" > "$1"', at("fifo.json"), at("got")], { stdio: "ignore" });
    const ended = new Promise((resolve) => reader.on("close", resolve));
    const bytes = "0123456789".repeat(50_000);
    write(at("fifo.json"), bytes);
    await ended;
    expect(lstatSync(at("fifo.json")).isFIFO()).toBe(true);
    expect(read(at("got")) === bytes).toBe(true);
  });

  it("as a FIFO that nobody reads from is given up after some seconds", { timeout: 20_000 }, () => {
    execFileSync("mkfifo", [at("fifo.json")]);
    expect(thrownBy(() => write(at("fifo.json"))).message).toContain("nobody reads from");
    expect(names()).toEqual(["fifo.json"]);
  });

  it("as a device behind a link is written to, and stays", () => {
    symlinkSync("/dev/null", at("null.json"));
    write(at("null.json"));
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(lstatSync(at("null.json")).isSymbolicLink()).toBe(true);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "as a device that is full is told (skipped where there is none)",
    () => {
      symlinkSync("/dev/full", at("full.json"));
      const refusal = thrownBy(() => write(at("full.json")));
      expect([refusal.message, refusal.fix]).toEqual([
        expect.stringContaining("ENOSPC"),
        expect.stringContaining("free some space"),
      ]);
      expect(lstatSync("/dev/full").isCharacterDevice()).toBe(true);
    },
  );

  const BUILT = new URL("../../dist/cli/output/", import.meta.url);

  it("as this process's own stdout is written to where it is, in a file or a pipe", async () => {
    const script = `const { writeAll } = await import(${JSON.stringify(`${BUILT.href}files.js`)});
      process.stdout.write("before ");
      writeAll([{ path: "/dev/stdout", bytes: "written" }]);
      writeAll([{ path: "/dev/fd/1", bytes: " twice" }]);`;
    const { stdout } = await runNode(["--input-type=module", "-e", script]);
    expect(stdout).toBe("before written twice");
    const out = at("out");
    execFileSync("sh", ["-c", 'exec "$0" --input-type=module -e "$1" > "$2"', process.execPath, script, out]);
    expect(read(out)).toBe("before written twice");
  });

  it("a signal that comes while files are written ends the program right after them", async () => {
    const script = `const { withSignalsHeld } = await import(${JSON.stringify(`${BUILT.href}signals.js`)});
      const { writeFileSync } = await import("node:fs");
      withSignalsHeld(() => {
        process.kill(process.pid, "SIGTERM");
        const end = Date.now() + 200;
        while (Date.now() < end);
        writeFileSync(${JSON.stringify(at("done"))}, "all of it");
      });
      await new Promise((resolve) => setTimeout(resolve, 3000));
      writeFileSync(${JSON.stringify(at("too-late"))}, "");`;
    const { exitCode } = await runNode(["--input-type=module", "-e", script]);
    expect(exitCode).toBeNull();
    expect(names()).toEqual(["done"]);
  });
});
