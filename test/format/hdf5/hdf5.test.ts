import { readFileSync, truncateSync } from "node:fs";
import { File as Hdf5File, ready } from "h5wasm";
import { describe, expect, it } from "vitest";
import { openHdf5 } from "../../../src/format/hdf5/hdf5.js";
import { openTensors } from "../../../src/format/index.js";
import { openSource } from "../../../src/source/index.js";
import { counting, memorySource } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import { useTempDir } from "../../support/tempDir.js";

const HOSTILE = new URL("../../../fixtures/hostile/h5/", import.meta.url);
const GAIN = "/transformer/tfgp_t2lm_head_model/transformer/h_._6/ln_1/gamma:0";

function open(bytes: Uint8Array) {
  return openTensors(memorySource(bytes, "tf_model.h5"));
}

/** A file that the library itself writes. */
async function written(write: (file: Hdf5File) => void): Promise<Uint8Array> {
  const { FS } = await ready;
  const file = new Hdf5File("/written.h5", "w");
  write(file);
  file.close();
  const bytes = FS.readFile("/written.h5").slice();
  FS.unlink("/written.h5");
  return bytes;
}

describe("an HDF5 file", () => {
  it("has datasets by their paths", async () => {
    const reader = await open(readFileSync(new URL("ok-control.h5", HOSTILE)));
    expect(reader.format).toBe("hdf5");
    expect(reader.tensors.get(GAIN)).toMatchObject({ dtype: "F32", shape: [8] });
    expect(await reader.read(GAIN)).toHaveLength(8);
  });

  it("reads float64, integers not, and numbers in deflated pieces", async () => {
    const bytes = await written((file) => {
      const group = file.create_group("g");
      group.create_dataset({ name: "double", data: new Float64Array([0.1, -2]) });
      group.create_dataset({ name: "whole", data: new Int32Array([1, 2]) });
      group.create_dataset({
        name: "deflated",
        data: new Float32Array(1000).fill(0.5),
        chunks: [100],
        compression: "gzip",
      });
    });
    const reader = await open(bytes);
    expect([...reader.tensors.values()].map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      ["/g/deflated", "F32", [1000]],
      ["/g/double", "F64", [2]],
      ["/g/whole", "I32", [2]],
    ]);
    expect([...(await reader.read("/g/double"))]).toEqual([0.1, -2]);
    expect(await reader.read("/g/deflated")).toEqual(new Float64Array(1000).fill(0.5));
    expect((await refusalOf(reader.read("/g/whole"))).code).toBe("UNSUPPORTED_DTYPE");
  });

  it("is read by pages: headers and the datasets asked for, not the rest", async () => {
    const bytes = await written((file) => {
      file.create_dataset({ name: "x", data: new Float32Array([1, 2]) });
      file.create_dataset({ name: "wte", data: new Float32Array(2_000_000) });
    });
    const { source, reads } = counting(memorySource(bytes, "tf_model.h5"));
    const reader = await openTensors(source);
    expect([...(await reader.read("/x"))]).toEqual([1, 2]);
    expect(reads.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0)).toBeLessThan(200_000);
    expect(bytes.length).toBeGreaterThan(8_000_000);
  });

  it("and another are read at once, and neither sees the other", async () => {
    const one = await open(
      await written((file) => file.create_dataset({ name: "x", data: new Float32Array([1]) })),
    );
    const other = await open(
      await written((file) => {
        file.create_dataset({ name: "x", data: new Float32Array([2]) });
        file.create_external_link("/checkpoint.h5", "/x", "leads-to-itself");
        file.create_external_link("/written.h5", "/x", "leads-nowhere");
      }),
    );
    const values = await Promise.all(
      [one.read("/x"), other.read("/x"), one.read("/x")].map((reading, i) =>
        reading.then(([value]) => [i, value]),
      ),
    );
    expect(values).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
    ]);
    expect(other.tensors.get("/leads-nowhere")?.dtype).toBe("link");
    expect((await refusalOf(other.read("/leads-nowhere"))).message).toContain(
      "leads out of the file, or nowhere",
    );
  });

  it("with groups that contain themselves is walked once", async () => {
    const bytes = await written((file) => {
      file.create_group("a").create_dataset({ name: "x", data: new Float32Array([1]) });
      file.create_hard_link("/a", "/a/again");
      file.create_hard_link("/a", "/a/and-again");
    });
    const reader = await open(bytes);
    expect(reader.tensors.size).toBeLessThanOrEqual(2);
  });

  it("knows one dataset under two names", async () => {
    const bytes = await written((file) => {
      file.create_dataset({ name: "x", data: new Float32Array([1]) });
      file.create_dataset({ name: "y", data: new Float32Array([1]) });
      file.create_hard_link("/x", "/again");
    });
    const reader = await open(bytes);
    expect(reader.areSame?.("/x", "/again")).toBe(true);
    expect(reader.areSame?.("/x", "/y")).toBe(false);
  });

  it("finds no devices to read from", async () => {
    await open(readFileSync(new URL("ok-control.h5", HOSTILE)));
    const { FS } = await ready;
    expect(FS.readdir("/dev").filter((name: string) => /random|null|tty|std/.test(name))).toEqual([]);
  });
});

describe("an HDF5 file of floats", () => {
  /** What HDF5 says of a float32: exponent at 23 of 8 bits, mantissa at 0 of 23 bits, bias 127. */
  const FLOAT32 = Buffer.from("00002000170800177f000000", "hex");

  /** The file as h5py wrote it, with every type changed. */
  function withType(change: (type: Buffer) => void): Uint8Array {
    const bytes = Buffer.from(readFileSync(new URL("ok-control.h5", HOSTILE)));
    let changed = 0;
    for (let at = bytes.indexOf(FLOAT32); at >= 0; at = bytes.indexOf(FLOAT32, at + 1)) {
      // Class, flags and size are before it.
      change(bytes.subarray(at - 8, at + FLOAT32.length));
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
    return new Uint8Array(bytes);
  }

  it("that are IEEE's is read, by headers of the first version or of the second", async () => {
    expect(await (await open(withType(() => {}))).read(GAIN)).toHaveLength(8);
    const second = await written((file) =>
      file.create_dataset({ name: "x", data: new Float32Array([1, 2]) }),
    );
    expect(Buffer.from(second).includes("OHDR")).toBe(true);
    expect([...(await (await open(second)).read("/x"))]).toEqual([1, 2]);
  });

  it("behind something else in the file is read", async () => {
    const whole = Buffer.from(readFileSync(new URL("ok-control.h5", HOSTILE)));
    const bytes = Buffer.concat([Buffer.alloc(512), whole]);
    // Addresses count from there.
    if (whole.readUInt8(8) === 0) bytes.writeBigUInt64LE(512n, 512 + 24);
    const reader = await openHdf5(memorySource(bytes, "tf_model.h5"));
    expect(reader.tensors.get(GAIN)).toMatchObject({ dtype: "F32" });
  });

  it.each<readonly [string, (type: Buffer) => void, RegExp]>([
    [
      "of another bias",
      (type) => type.writeUInt32LE(100, 16),
      /8 of exponent \(bias 100\) and 23 of mantissa/,
    ],
    ["of another exponent", (type) => type.writeUInt8(7, 13), /7 of exponent/],
    ["whose mantissa has no implied one", (type) => type.writeUInt8(0x00, 1), /not IEEE's/],
    ["in the order of a VAX", (type) => type.writeUInt8(0x61, 1), /not IEEE's/],
  ])("%s is listed, and refused when it is read", async (_what, change, message) => {
    const reader = await open(withType(change));
    expect(reader.tensors.get(GAIN)).toMatchObject({ dtype: "float", shape: [8] });
    const refusal = await refusalOf(reader.read(GAIN));
    expect(refusal.code).toBe("UNSUPPORTED_DTYPE");
    expect(refusal.message).toMatch(message);
    expect(refusal.fix).toContain("float32");
  });
});

describe("an HDF5 file with very many objects", () => {
  const dir = useTempDir();
  const manyLinks = () =>
    written((file) => {
      file.create_dataset({ name: "d", data: new Float32Array([1, 2]) });
      for (let i = 0; i < 6000; i++) file.create_hard_link("/d", `/link-to-it-${i}`);
    });

  it("is fetched in few pieces, each larger than the one before", async () => {
    const { source, reads } = counting(memorySource(await manyLinks(), "tf_model.h5"));
    const reader = await openTensors(source);
    expect(reader.tensors.size).toBe(6001);
    expect(reads.length).toBeLessThan(20);
  });

  it("is read from this machine in one go", async () => {
    const path = dir.write("many.h5", await manyLinks());
    const startMs = performance.now();
    const reader = await openTensors(await openSource(path));
    expect(reader.tensors.size).toBe(6001);
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect([...(await reader.read("/link-to-it-5999"))]).toEqual([1, 2]);
    await reader.close();
  });

  it("is refused for what is no damage", async () => {
    const bytes = await written((file) => {
      for (let i = 0; i < 20_001; i++) file.create_group(`g${i}`);
    });
    const refusal = await refusalOf(open(bytes));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toContain("more than 20000 objects");
  });

  it("says why bytes of this machine cannot be read", async () => {
    const path = dir.write("short.h5", await manyLinks());
    const source = await openSource(path);
    truncateSync(path, 1000);
    expect((await refusalOf(openTensors(source))).code).toBe("READ_FAILED");
  });
});

describe("an HDF5 file is refused", () => {
  it.each([
    ["ext-raw.h5", "its values cannot be read"],
    ["virtual.h5", "a view of datasets in other files"],
  ])("when a dataset's numbers are in another file: %s", async (name, message) => {
    const reader = await open(readFileSync(new URL(name, HOSTILE)));
    const refusal = await refusalOf(reader.read(GAIN));
    expect(refusal.message).toContain(message);
  });

  it("when what is read at once is larger than any LayerNorm, before it is inflated", async () => {
    const reader = await open(readFileSync(new URL("gzip-bomb.h5", HOSTILE)));
    expect((await refusalOf(reader.read(GAIN))).message).toMatch(/bytes; 16777216 is the limit/);
  });

  it("when it is cut off", async () => {
    const whole = readFileSync(new URL("ok-control.h5", HOSTILE));
    const refusal = await refusalOf(open(whole.subarray(0, 30_000)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toContain("not a valid HDF5 file");
  });
});
