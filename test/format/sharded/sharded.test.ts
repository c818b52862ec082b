import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openTensors } from "../../../src/format/index.js";
import { openSource } from "../../../src/source/index.js";
import { MemoryFolder } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import { safetensorsBytes } from "../../support/safetensorsFile.js";
import { useTempDir } from "../../support/tempDir.js";

const INDEX = "model.safetensors.index.json";
const FIRST = "model-00001-of-00002.safetensors";
const SECOND = "model-00002-of-00002.safetensors";

const SHARDS = {
  [FIRST]: safetensorsBytes([
    { name: "h.0.ln_1.weight", values: [1, 2] },
    { name: "both", values: [11] },
  ]),
  [SECOND]: safetensorsBytes([
    { name: "ln_f.weight", values: [3, 4] },
    { name: "both", values: [22] },
  ]),
};

function indexOf(weightMap: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ metadata: { total_size: 24 }, weight_map: weightMap });
}

const WEIGHT_MAP = { "h.0.ln_1.weight": FIRST, "ln_f.weight": SECOND };

function folderWith(index: string | Uint8Array): MemoryFolder {
  return new MemoryFolder({ ...SHARDS, [INDEX]: index });
}

describe("a shard index", () => {
  it("gives the tensors of its map from the shards that it names", async () => {
    const reader = await openTensors(folderWith(indexOf(WEIGHT_MAP)).open(INDEX));
    expect([...reader.tensors.keys()]).toEqual(["h.0.ln_1.weight", "ln_f.weight"]);
    expect(reader.files).toEqual([INDEX, FIRST, SECOND]);
    expect(reader.label).toBe(INDEX);
    expect([...(await reader.read("h.0.ln_1.weight"))]).toEqual([1, 2]);
    expect([...(await reader.read("ln_f.weight"))]).toEqual([3, 4]);
  });

  it("hides a tensor that stands in a shard but not in the map", async () => {
    const reader = await openTensors(folderWith(indexOf(WEIGHT_MAP)).open(INDEX));
    expect(reader.tensors.has("both")).toBe(false);
  });

  it.each([
    [FIRST, 11],
    [SECOND, 22],
  ])("decides which shard a tensor that stands in both is read from: %s", async (shard, value) => {
    const reader = await openTensors(folderWith(indexOf({ ...WEIGHT_MAP, both: shard })).open(INDEX));
    expect([...(await reader.read("both"))]).toEqual([value]);
  });

  it("opens each shard once, however many of its tensors it names", async () => {
    const folder = folderWith(indexOf({ ...WEIGHT_MAP, both: FIRST }));
    await openTensors(folder.open(INDEX));
    expect(folder.opened).toEqual([INDEX, FIRST, SECOND]);
  });

  it("leaves a shard alone that nothing is in", async () => {
    const folder = folderWith(indexOf({ both: SECOND }));
    await openTensors(folder.open(INDEX));
    expect(folder.opened).toEqual([INDEX, SECOND]);
  });

  it.each([
    ["a total size", { metadata: { total_size: 24 } }],
    ["floats and nested values", { metadata: { total_size: 1.5e9, nested: { a: [null, true] } } }],
    ["members beside metadata and map", { format: "pt", version: [1, 2] }],
    ["no metadata", {}],
  ])("may carry %s", async (_what, members) => {
    const index = JSON.stringify({ ...members, weight_map: WEIGHT_MAP });
    const reader = await openTensors(folderWith(index).open(INDEX));
    expect(reader.tensors.size).toBe(2);
  });

  it("may be pretty-printed, as transformers writes it, with its map first or last", async () => {
    const index = JSON.stringify({ weight_map: WEIGHT_MAP, metadata: {} }, null, 2);
    const reader = await openTensors(folderWith(`${index}\n`).open(INDEX));
    expect(reader.tensors.size).toBe(2);
  });

  it("may begin with a byte order mark, and name its shards from here", async () => {
    const index = `\ufeff${indexOf({ "h.0.ln_1.weight": `./${FIRST}`, both: FIRST, "ln_f.weight": `././${SECOND}` })}`;
    const folder = folderWith(index);
    const reader = await openTensors(folder.open(INDEX));
    expect([...(await reader.read("ln_f.weight"))]).toEqual([3, 4]);
    expect(folder.opened).toEqual([INDEX, FIRST, SECOND]);
  });

  it("may name a tied head that no shard holds, which is then said to be skipped", async () => {
    const shards = {
      ...SHARDS,
      [FIRST]: safetensorsBytes([{ name: "transformer.wte.weight", values: [1] }]),
    };
    const index = indexOf({ "transformer.wte.weight": FIRST, "lm_head.weight": SECOND });
    const reader = await openTensors(new MemoryFolder({ ...shards, [INDEX]: index }).open(INDEX));
    expect([...reader.tensors.keys()]).toEqual(["transformer.wte.weight"]);
    expect(reader.skipped).toEqual([
      { name: "lm_head.weight", reason: `the index puts it into "${SECOND}", which does not hold it` },
    ]);
  });

  it("names tensors of HDF5 without the slash that their paths begin with", async () => {
    const shard = safetensorsBytes([{ name: "/transformer/ln_f/gamma:0", values: [5] }]);
    const folder = new MemoryFolder({
      [FIRST]: shard,
      [INDEX]: indexOf({ "transformer/ln_f/gamma:0": FIRST }),
    });
    const reader = await openTensors(folder.open(INDEX));
    expect([...(await reader.read("/transformer/ln_f/gamma:0"))]).toEqual([5]);
  });

  it("closes itself and its shards with the reader", async () => {
    const folder = folderWith(indexOf(WEIGHT_MAP));
    const reader = await openTensors(folder.open(INDEX));
    expect(folder.openCount).toBe(3);
    await reader.close();
    expect(folder.openCount).toBe(0);
  });
});

describe("a model that is split in any way", () => {
  const split = fc.record({
    values: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 12 }),
    shards: fc.integer({ min: 1, max: 4 }),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    isFromHere: fc.boolean(),
    hasMark: fc.boolean(),
  });

  it("is read as it was before, whatever else is in its shards", async () => {
    await fc.assert(
      fc.asyncProperty(split, async ({ values, shards, seed, isFromHere, hasMark }) => {
        const shardOf = (i: number) => (seed * (i + 7) + i * i) % shards;
        const fileOf = (shard: number) => `m-${shard}.safetensors`;
        const names = values.map((_, i) => `h.${i}.ln_1.weight`);
        const files = Array.from({ length: shards }, (_, shard) => {
          // The same names in other shards mean nothing.
          const tensors = values.flatMap((value, i) =>
            shardOf(i) === shard || i % 2 === 0
              ? [{ name: `h.${i}.ln_1.weight`, values: [shardOf(i) === shard ? value : 9999] }]
              : [],
          );
          return [fileOf(shard), safetensorsBytes([...tensors, { name: "other", values: [1] }])] as const;
        });
        const map = names.map((name, i) => [name, (isFromHere ? "./" : "") + fileOf(shardOf(i))] as const);
        const index = (hasMark ? "\ufeff" : "") + indexOf(Object.fromEntries(map));
        const folder = new MemoryFolder({ ...Object.fromEntries(files), [INDEX]: index });
        const reader = await openTensors(folder.open(INDEX));
        const read = await Promise.all(names.map(async (name) => [...(await reader.read(name))]));
        expect(read).toEqual(values.map((value) => [value]));
        expect([...reader.tensors.keys()]).toEqual(names);
        await reader.close();
        expect(folder.openCount).toBe(0);
      }),
    );
  });

  it("and lacks a part is refused, whichever it is", async () => {
    for (let absent = 0; absent < 8; absent++) {
      const names = Array.from({ length: 8 }, (_, i) => `h.${i}.ln_1.weight`);
      const held = names.filter((_, i) => i !== absent).map((name) => ({ name, values: [1] }));
      const index = indexOf(Object.fromEntries(names.map((name) => [name, FIRST])));
      const folder = new MemoryFolder({ [FIRST]: safetensorsBytes(held), [INDEX]: index });
      expect((await refusalOf(openTensors(folder.open(INDEX)))).code).toBe("MALFORMED");
      expect(folder.openCount).toBe(0);
    }
  });
});

describe("a shard index is refused as MALFORMED", () => {
  const mapText = JSON.stringify(WEIGHT_MAP);

  it.each<readonly [what: string, index: string | Uint8Array, message: RegExp]>([
    ["that is empty", "", /expected an object/],
    ["that is no JSON", "weights", /expected an object/],
    ["that is null", "null", /expected an object/],
    ["that is an array", `[${mapText}]`, /expected an object/],
    ["with something after it", `{"weight_map":${mapText}} x`, /something after its end/],
    ["with two byte order marks", `\ufeff\ufeff{"weight_map":${mapText}}`, /expected an object/],
    ["that is not UTF-8", Buffer.from('{"weight_map":{"\xff":"a"}}', "latin1"), /not valid UTF-8/],
    ["without a weight_map", '{"metadata":{}}', /no weight_map/],
    ["with an empty weight_map", '{"weight_map":{}}', /no weight_map/],
    ["with a weight_map that is a list", '{"weight_map":["a"]}', /expected an object/],
    ["with a weight_map that is null", '{"weight_map":null}', /expected an object/],
    [
      "with two weight_maps",
      `{"weight_map":${mapText},"weight_map":${mapText}}`,
      /"weight_map" is given twice/,
    ],
    [
      "that names a tensor twice",
      `{"weight_map":{"a":"${FIRST}","a":"${SECOND}"}}`,
      /the key "a" is given twice/,
    ],
    ["with a shard that is a number", '{"weight_map":{"a":1}}', /expected a string/],
    ["with a shard that is a list", `{"weight_map":{"a":["${FIRST}"]}}`, /expected a string/],
    ["with a lone surrogate in a name", `{"weight_map":{"\\ud800":"${FIRST}"}}`, /not a valid string/],
    ["with bottomless metadata", `{"metadata":${"[".repeat(100_000)}`, /nested more than 64 deep/],
    [
      "that puts a tensor in a shard that lacks it",
      indexOf({ "ln_f.weight": FIRST }),
      /tensor "ln_f.weight" is in "model-00001-of-00002.safetensors", which does not hold it/,
    ],
    [
      "that names a head that is nowhere, and no embedding that could be it",
      indexOf({ "ln_f.weight": SECOND, "lm_head.weight": SECOND }),
      /tensor "lm_head.weight" is in .* which does not hold it/,
    ],
    [
      "that names a tensor that is nowhere",
      indexOf({ ["__proto__"]: FIRST }),
      /tensor "__proto__" is in .* which does not hold it/,
    ],
    ["that names itself as the shard", indexOf({ a: INDEX }), /not a valid/],
  ])("%s", async (_what, index, message) => {
    const folder = folderWith(index);
    const refusal = await refusalOf(openTensors(folder.open(INDEX)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message);
    expect(refusal.where).toContain(INDEX);
    expect(folder.openCount, "files left open").toBe(0);
  });

  it("with more shards than there should be open files, before the first is opened", async () => {
    const weightMap = Object.fromEntries(
      Array.from({ length: 257 }, (_, i) => [`t${i}`, `shard-${i}.safetensors`]),
    );
    const folder = folderWith(indexOf(weightMap));
    const refusal = await refusalOf(openTensors(folder.open(INDEX)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(/257 shards; 256 is the limit/);
    expect(folder.opened).toEqual([INDEX]);
  });

  it("whose second shard is malformed, with that shard's name and all files closed", async () => {
    const folder = new MemoryFolder({
      ...SHARDS,
      [INDEX]: indexOf(WEIGHT_MAP),
      [SECOND]: SHARDS[SECOND].subarray(0, -1),
    });
    const refusal = await refusalOf(openTensors(folder.open(INDEX)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.where).toContain(SECOND);
    expect(refusal.message).toContain("cut off");
    expect(folder.openCount).toBe(0);
  });
});

describe("the shards of an index on disk", () => {
  const dir = useTempDir();

  it.each([
    ["a path upwards", "../../../../../../etc/passwd"],
    ["a path downwards", "sub/model.safetensors"],
    ["an absolute path", "/etc/passwd"],
    ["a device", "/dev/zero"],
    ["a Windows path", "..\\..\\x.safetensors"],
    ["a URL", "http://127.0.0.1:9/x.safetensors"],
    ["a file URL", "file:///etc/passwd"],
    ["a NUL", "model\0.safetensors"],
    ["nothing", ""],
    ["the folder", "."],
    ["the folder above", ".."],
  ])("may not be %s", async (what, shard) => {
    const path = dir.write(`escape ${what.replaceAll(" ", "-")}/${INDEX}`, indexOf({ a: shard }));
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toContain("is not a plain file name");
    expect(refusal.where).toBe(path);
    expect(refusal.message).not.toContain("\0");
  });

  it("are missed by name, and the index that names them is named too", async () => {
    const path = dir.write(`missing/${INDEX}`, indexOf(WEIGHT_MAP));
    dir.write(`missing/${FIRST}`, SHARDS[FIRST]);
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.message).toContain(SECOND);
    expect(`${refusal.message} ${refusal.fix}`).toMatch(/index/);
  });

  it("are named Git LFS pointers when that is what they are", async () => {
    const path = dir.write(`lfs/${INDEX}`, indexOf(WEIGHT_MAP));
    dir.write(`lfs/${FIRST}`, SHARDS[FIRST]);
    dir.write(
      `lfs/${SECOND}`,
      `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`,
    );
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.message).toContain(SECOND);
    expect(refusal.message).toContain("Git LFS pointer");
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
  });

  it("may be of PyTorch, and are read as such", async () => {
    const shard = "pytorch_model-00001-of-00001.bin";
    const path = dir.write("torch/pytorch_model.bin.index.json", indexOf({ "h.5.ln_1.weight": shard }));
    dir.write(
      `torch/${shard}`,
      readFileSync(new URL("../../../fixtures/hostile/pt/ok-control.pt", import.meta.url)),
    );
    const reader = await openTensors(await openSource(path));
    expect(reader.format).toBe("pytorch");
    expect(reader.files).toEqual([path, join(dirname(path), shard)]);
    expect([...reader.tensors.keys()]).toEqual(["h.5.ln_1.weight"]);
    expect(await reader.read("h.5.ln_1.weight")).toHaveLength(8);
    await reader.close();
  });

  it("are not looked for when the index itself is larger than any may be", async () => {
    const path = dir.writeSparse(`large/${INDEX}`, Buffer.from("{"), 100_000_001);
    const refusal = await refusalOf(openTensors(await openSource(path)));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(/has 100000001 bytes; 100000000 is the limit/);
  });
});
