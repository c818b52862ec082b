import { execFile } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../src/model/bytes.js";
import { openSource } from "../../src/source/index.js";
import { refusalOf } from "../support/refusal.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();

/** A name that no other test has used. */
let names = 0;
function fresh(name: string): string {
  return `${names++}/${name}`;
}

async function opened(bytes: Uint8Array | string): Promise<{ source: ByteSource; path: string }> {
  const path = dir.write(fresh("model.safetensors"), bytes);
  return { source: await openSource(path), path };
}

/** A folder with these files, each holding its own name. */
function folderOf(...files: readonly string[]): string {
  const folder = join(dir.path, fresh("checkpoint"));
  mkdirSync(folder, { recursive: true });
  for (const file of files) writeFileSync(join(folder, file), file);
  return folder;
}

async function textOf(source: ByteSource): Promise<string> {
  return Buffer.from(await source.read(0, source.byteLength)).toString("utf8");
}

describe("a regular file", () => {
  it("says what the user typed and how long it is", async () => {
    const { source, path } = await opened("0123456789");
    expect(source.label).toBe(path);
    expect(source.byteLength).toBe(10);
    await source.close();
  });

  it.each([
    ["its beginning", 0, 3, "012"],
    ["its middle", 3, 7, "3456"],
    ["its end", 7, 10, "789"],
    ["all of it", 0, 10, "0123456789"],
    ["nothing", 4, 4, ""],
    ["nothing at its end", 10, 10, ""],
  ])("gives %s", async (_what, startByte, endByte, text) => {
    const { source } = await opened("0123456789");
    expect(Buffer.from(await source.read(startByte, endByte)).toString("latin1")).toBe(text);
    await source.close();
  });

  it("gives ranges asked for at once, each its own bytes", async () => {
    const { source } = await opened(new Uint8Array(256).map((_, i) => i));
    const ranges = Array.from({ length: 200 }, (_, i) => i);
    const bytes = await Promise.all(ranges.map((i) => source.read(i, i + 2)));
    expect(bytes.map((pair) => [...pair])).toEqual(ranges.map((i) => [i, i + 1]));
    await source.close();
  });

  it.each([
    ["ends after the file", 5, 11],
    ["lies after the file", 11, 12],
    ["starts before the file", -1, 3],
    ["runs backwards", 7, 3],
  ])("refuses a range that %s", async (_what, startByte, endByte) => {
    const { source, path } = await opened("0123456789");
    const refusal = await refusalOf(source.read(startByte, endByte));
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.where).toBe(path);
    expect(refusal.what).toBe(`bytes ${startByte} to ${endByte} are outside the file's 10`);
    await source.close();
  });

  it("that is cut off after it was opened is a failed read, told from a short file", async () => {
    const { source, path } = await opened("0123456789");
    truncateSync(path, 4);
    const refusal = await refusalOf(source.read(2, 8));
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.where).toBe(`${path}, byte 4`);
    expect(refusal.message).toContain("it had 10 bytes when it was opened");
    expect(refusal.fix).toMatch(/wait/);
    await source.close();
  });

  it.each<readonly [what: string, change: (path: string) => void]>([
    ["written to in place", (path) => writeFileSync(path, "9876543210")],
    ["added to", (path) => appendFileSync(path, "more")],
    ["cut off behind what is read", (path) => truncateSync(path, 9)],
    ["touched", (path) => utimesSync(path, 1, 1)],
  ])(
    "that was %s after it was opened is a failed read: two states of it would be mixed",
    async (_what, change) => {
      const { source, path } = await opened("0123456789");
      await source.read(0, 4);
      utimesSync(path, 7, 7);
      await source.close();
      const again = await openSource(path);
      await again.read(0, 4);
      change(path);
      const refusal = await refusalOf(again.read(0, 4));
      expect([refusal.code, refusal.where, refusal.what]).toEqual([
        "READ_FAILED",
        path,
        "changed while it was read",
      ]);
      await source.close();
    },
  );

  it("whose name another file takes meanwhile is read on as it was", async () => {
    const { source, path } = await opened("0123456789");
    writeFileSync(`${path}.new`, "9876543210");
    renameSync(`${path}.new`, path);
    expect(await textOf(source)).toBe("0123456789");
    await source.close();
  });

  it("that was closed is a failed read, not an exception of Node", async () => {
    const { source } = await opened("0123456789");
    await source.close();
    expect((await refusalOf(source.read(0, 4))).code).toBe("READ_FAILED");
  });

  it("may be empty", async () => {
    const { source } = await opened("");
    expect(source.byteLength).toBe(0);
    expect(await source.read(0, 0)).toHaveLength(0);
    await source.close();
  });

  it("may be larger than a 32-bit number counts, and is read where it is asked", async () => {
    const path = dir.writeSparse(fresh("model.safetensors"), Buffer.from("beginning"), 5_000_000_000);
    const source = await openSource(path);
    expect(source.byteLength).toBe(5_000_000_000);
    expect([...(await source.read(4_999_999_998, 5_000_000_000))]).toEqual([0, 0]);
    await source.close();
  });

  it.each(["-rf.safetensors", "space ünïcödé 模型.safetensors", "--help", "#?%20.safetensors", "a\\b"])(
    "may be named %j",
    async (name) => {
      const source = await openSource(dir.write(fresh(name), "x"));
      expect(await textOf(source)).toBe("x");
      await source.close();
    },
  );

  it("may stand behind symbolic links", async () => {
    const path = dir.write(fresh("blobs/0123abcd"), "x");
    const link = join(dir.path, fresh("model.safetensors"));
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(path, `${link}.second`);
    symlinkSync(`${link}.second`, link);
    const source = await openSource(link);
    expect(await textOf(source)).toBe("x");
    expect(source.label).toBe(link);
    await source.close();
  });
});

describe("what is no regular file", () => {
  it("is refused at once when it is a FIFO that nobody writes to", async () => {
    const fifo = join(folderOf(), "model.safetensors");
    await promisify(execFile)("mkfifo", [fifo]);
    const refusal = await refusalOf(openSource(fifo));
    expect(refusal.code).toBe("NOT_A_FILE");
    expect(refusal.where).toBe(fifo);
    expect(refusal.message).toContain("is not a regular file");
  });

  it("is refused at once when it is a FIFO in a directory", async () => {
    const folder = folderOf();
    await promisify(execFile)("mkfifo", [join(folder, "model.safetensors")]);
    expect((await refusalOf(openSource(folder))).code).toBe("NOT_A_FILE");
  });

  it.each(["/dev/zero", "/dev/null"])("is refused when it is the device %s", async (device) => {
    expect((await refusalOf(openSource(device))).code).toBe("NOT_A_FILE");
  });

  it("is refused when it is a directory named like a checkpoint", async () => {
    const folder = folderOf();
    mkdirSync(join(folder, "model.safetensors"));
    const refusal = await refusalOf(openSource(folder));
    expect(refusal.code).toBe("NOT_A_FILE");
    expect(refusal.where).toBe(join(folder, "model.safetensors"));
    expect(refusal.message).toContain("is a directory");
  });

  it("is refused when it is a symbolic link to itself", async () => {
    const link = join(folderOf(), "loop.safetensors");
    symlinkSync(link, link);
    const refusal = await refusalOf(openSource(link));
    expect(refusal.code).toBe("READ_FAILED");
    expect(refusal.message).toContain("symbolic link leads back to itself");
  });

  it("is refused when it is a symbolic link to nothing", async () => {
    const link = join(folderOf(), "dangling.safetensors");
    symlinkSync(join(dir.path, "nothing"), link);
    const refusal = await refusalOf(openSource(link));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.fix).toContain("symbolic link");
  });

  it("is refused when a directory holds only a link to itself", async () => {
    const folder = folderOf();
    symlinkSync(folder, join(folder, "again"));
    expect((await refusalOf(openSource(folder))).code).toBe("NOT_FOUND");
  });
});

describe("a path that leads nowhere", () => {
  it.each([
    ["is not there", "no-such-file.safetensors", "NOT_FOUND", /no such file or directory/],
    ["is empty", "", "NOT_FOUND", /^"": there is no such file or directory/],
    ["holds a NUL", "a\0b", "READ_FAILED", /NUL character/],
    ["is too long", "x".repeat(5000), "READ_FAILED", /too long/],
  ])("is refused when it %s", async (_what, path, code, message) => {
    const refusal = await refusalOf(openSource(path));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(message);
    expect(refusal.message).not.toContain("\0");
    expect(refusal.fix).not.toBeNull();
    expect(refusal.cause).toBeInstanceOf(Error);
  });

  it("is refused when it goes on behind a file", async () => {
    const path = dir.write(fresh("file"), "x");
    const refusal = await refusalOf(openSource(join(path, "model.safetensors")));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.message).toContain("not a directory");
  });

  it("is repeated without control characters", async () => {
    const refusal = await refusalOf(openSource("\u001b[2J\r.safetensors"));
    expect(refusal.message).toContain("\\u{1b}[2J\\u{d}.safetensors");
  });
});

describe("a directory", () => {
  it("means its model.safetensors", async () => {
    const folder = folderOf("config.json", "model.safetensors", "tokenizer.json");
    const source = await openSource(folder);
    expect(source.label).toBe(join(folder, "model.safetensors"));
    expect(await textOf(source)).toBe("model.safetensors");
    await source.close();
  });

  it("may be meant by what the files of TensorFlow's checkpoint have in common", async () => {
    const folder = folderOf("model.ckpt.index", "model.ckpt.data-00000-of-00001", "other.index");
    const source = await openSource(join(folder, "model.ckpt"));
    expect(source.label).toBe(join(folder, "model.ckpt.index"));
    await source.close();
  });

  it("may end in a slash", async () => {
    const folder = folderOf("model.safetensors");
    const source = await openSource(`${folder}/`);
    expect(source.label).toBe(join(folder, "model.safetensors"));
    await source.close();
  });

  it.each<readonly [taken: string, files: readonly string[]]>([
    ["model.safetensors", ["model.safetensors", "model.safetensors.index.json"]],
    ["model.safetensors", ["model.safetensors", "pytorch_model.bin", "adapter_model.safetensors", "a.gguf"]],
    ["model.safetensors.index.json", ["model.safetensors.index.json", "model-00001-of-00001.safetensors"]],
    ["model.safetensors.index.json", ["model.safetensors.index.json", "a.safetensors", "pytorch_model.bin"]],
    ["gpt2.safetensors", ["gpt2.safetensors", "config.json"]],
    ["adapter_model.safetensors", ["adapter_model.safetensors", "adapter_config.json", "README.md"]],
    ["pytorch_model.bin", ["gpt2.safetensors", "pytorch_model.bin"]],
    ["pytorch_model.bin", ["a.safetensors", "b.safetensors", "pytorch_model.bin"]],
    ["pytorch_model.bin", ["adapter_model.safetensors", "pytorch_model.bin", "training_args.bin"]],
    ["pytorch_model.bin", ["pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5"]],
    ["pytorch_model.bin.index.json", ["pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin"]],
    ["tf_model.h5", ["tf_model.h5", "flax_model.msgpack", "config.json"]],
    ["flax_model.msgpack", ["flax_model.msgpack", "config.json"]],
    ["checkpoint", ["checkpoint", "model.ckpt.index", "model.ckpt.data-00000-of-00001"]],
    ["model.ckpt.index", ["model.ckpt.index", "model.ckpt.data-00000-of-00001", "hparams.json"]],
    ["ckpt.pt", ["ckpt.pt", "other.pt"]],
    ["gpt2.gguf", ["gpt2.gguf", "README.md"]],
    ["step-9.pth", ["optimizer.pt", "rng_state_0.pth", "scheduler.pt", "step-9.pth", "training_args.bin"]],
  ])("means %s when it holds %j", async (taken, files) => {
    const source = await openSource(folderOf(...files));
    expect(await textOf(source)).toBe(taken);
    await source.close();
  });

  it("with several safetensors files of other names is refused with a list of them", async () => {
    const folder = folderOf("b.safetensors", "a.safetensors", "config.json");
    const refusal = await refusalOf(openSource(folder));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.where).toBe(folder);
    expect(refusal.message).toContain('2 safetensors files: "a.safetensors", "b.safetensors"');
    expect(refusal.fix).toContain("name the checkpoint file");
  });

  it("with many of them is refused with the first few and a count", async () => {
    const files = Array.from({ length: 20 }, (_, i) => `step-${1000 + i}.safetensors`);
    const refusal = await refusalOf(openSource(folderOf(...files)));
    expect(refusal.message).toContain("20 safetensors files");
    expect(refusal.message).toContain('"step-1004.safetensors" and 15 more');
    expect(refusal.message).not.toContain("step-1005");
  });

  it.each([
    ["", []],
    ['; it holds "config.json"', ["config.json"]],
  ])("without any weights is refused%s", async (instead, files) => {
    const refusal = await refusalOf(openSource(folderOf(...files)));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.what).toBe(
      `the directory holds no checkpoint under a usual name (model.safetensors, pytorch_model.bin, ...)${instead}`,
    );
  });

  it("lists hostile file names without control characters", async () => {
    const refusal = await refusalOf(openSource(folderOf("\u001b[31m.safetensors", "b.safetensors")));
    expect(refusal.message).toContain('"\\u{1b}[31m.safetensors"');
  });

  it("with one shard of several and no index is refused: that is not a whole model", async () => {
    const refusal = await refusalOf(openSource(folderOf("config.json", "model-00001-of-00002.safetensors")));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.message).toContain("model-00001-of-00002.safetensors");
    expect(refusal.fix).toContain("model.safetensors.index.json");
  });

  it("with all shards and no index is refused, and told to get the index", async () => {
    const shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
    const refusal = await refusalOf(openSource(folderOf(...shards)));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.fix).toContain("model.safetensors.index.json");
  });
});

describe("openSibling", () => {
  it("opens the file beside it, with its path as the label", async () => {
    const folder = folderOf("model.safetensors.index.json", "shard.safetensors");
    const index = await openSource(folder);
    const shard = await index.openSibling("shard.safetensors");
    expect(shard.label).toBe(join(folder, "shard.safetensors"));
    expect(await textOf(shard)).toBe("shard.safetensors");
    await shard.close();
    await index.close();
  });

  it("stays in the folder that was named, not the one that a link leads to, as in a Hugging Face cache", async () => {
    const blob = dir.write(fresh("blobs/0123abcd"), "index");
    const snapshot = folderOf("shard.safetensors");
    symlinkSync(blob, join(snapshot, "model.safetensors.index.json"));
    const index = await openSource(snapshot);
    const shard = await index.openSibling("shard.safetensors");
    expect(await textOf(shard)).toBe("shard.safetensors");
    await shard.close();
    await index.close();
  });

  it.each([
    "../x",
    "../x.safetensors",
    "sub/x.safetensors",
    "./x.safetensors",
    "x.safetensors/",
    "/etc/passwd",
    "/dev/zero",
    "//x",
    "a\\b",
    "..\\x",
    "C:\\x",
    "..",
    ".",
    "...",
    "",
    "a\0b",
    "\0",
    "http://127.0.0.1:9/x",
    "file:///etc/passwd",
  ])("refuses %j, and opens nothing", async (name) => {
    const { source, path } = await opened("x");
    const refusal = await refusalOf(source.openSibling(name));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.where).toBe(path);
    expect(refusal.message).toContain("is not a plain file name");
    expect(refusal.message).not.toContain("\0");
    await source.close();
  });

  it("refuses a file that is not there, a directory and a FIFO", async () => {
    const folder = folderOf("model.safetensors");
    mkdirSync(join(folder, "directory"));
    await promisify(execFile)("mkfifo", [join(folder, "fifo")]);
    const source = await openSource(folder);
    expect((await refusalOf(source.openSibling("missing.safetensors"))).code).toBe("NOT_FOUND");
    expect((await refusalOf(source.openSibling("directory"))).code).toBe("NOT_A_FILE");
    expect((await refusalOf(source.openSibling("fifo"))).code).toBe("NOT_A_FILE");
    await source.close();
  });
});
