import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SOURCE_OPTIONS } from "../../src/source/options.js";
import { cacheFolderOf, OwnCache } from "../../src/source/ownCache.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
let folder = "";

beforeEach(() => {
  folder = join(mkdtempSync(join(dir.path, "cache-")), "gpt2-wdist");
});

const aged = (name: string, seconds: number) => {
  const at = new Date(Date.now() - seconds * 1000);
  utimesSync(join(folder, name), at, at);
};
const filesIn = (path: string) => readdirSync(path, { recursive: true, encoding: "utf8" }).sort();

describe("what is kept", () => {
  it("is read as it was written, in whatever folder, and only this user may read it", () => {
    const cache = new OwnCache(folder);
    expect(cache.read("a/b/norms", 100)).toBeNull();
    cache.write("a/b/norms", "norms");
    expect(cache.read("a/b/norms", 100)?.toString()).toBe("norms");
    expect(cache.read("a/b/norms", 4)).toBeNull();
    expect(filesIn(folder)).toEqual(["a", "a/b", "a/b/norms"]);
    expect(statSync(join(folder, "a/b/norms")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o700);
    expect(cache.failure).toBeNull();
  });

  it("that was used longest ago goes when there is more than the bound, once something was written", () => {
    const cache = new OwnCache(folder, 10);
    for (const [i, name] of ["one", "two", "three"].entries()) {
      cache.write(name, "1234");
      aged(name, 100 - i);
    }
    new OwnCache(folder, 10).trim();
    expect(filesIn(folder)).toHaveLength(3);
    // Now it is the one that was used last.
    expect(cache.read("one", 10)?.length).toBe(4);
    cache.trim();
    expect(filesIn(folder)).toEqual(["one", "three"]);
  });

  it("is not what a process that was killed left half written: that goes after an hour", () => {
    const cache = new OwnCache(folder);
    mkdirSync(folder, { recursive: true });
    const [old, young] = [".gpt2-wdist-000000000000.tmp", ".gpt2-wdist-111111111111.tmp"];
    for (const name of [old, young]) writeFileSync(join(folder, name), "half");
    aged(old, 4000);
    cache.write("one", "1234");
    cache.trim();
    expect(filesIn(folder)).toEqual([young, "one"]);
  });

  it("may be nothing: a folder that cannot be written is no error, but is remembered", () => {
    writeFileSync(folder, "a file");
    const cache = new OwnCache(folder);
    cache.write("one", "1234");
    cache.trim();
    expect(cache.read("one", 10)).toBeNull();
    expect(cache.failure).toBe("ENOTDIR");
    expect(existsSync(join(folder, "one"))).toBe(false);
  });
});

describe("the folder", () => {
  const of = (env: Readonly<Record<string, string>>) => cacheFolderOf({ ...DEFAULT_SOURCE_OPTIONS, env });

  it("is with the user's caches, or beside that of Hugging Face's libraries where that was moved", () => {
    expect(of({ HOME: "/home/me" })).toBe("/home/me/.cache/gpt2-wdist/hub");
    expect(of({ HOME: "/home/me", HF_HOME: "/data/huggingface/" })).toBe("/data/gpt2-wdist/hub");
    expect(of({ HOME: "/home/me", HF_HOME: "/data/hf", XDG_CACHE_HOME: "/cache" })).toBe(
      "/cache/gpt2-wdist/hub",
    );
  });
});
