import { readFileSync } from "node:fs";
import { File as Hdf5File, ready } from "h5wasm";
import { describe, expect, it } from "vitest";
import { openTensors } from "../../../src/format/index.js";
import { counting, memorySource } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";

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

  it("finds no devices to read from", async () => {
    await open(readFileSync(new URL("ok-control.h5", HOSTILE)));
    const { FS } = await ready;
    expect(FS.readdir("/dev").filter((name: string) => /random|null|tty|std/.test(name))).toEqual([]);
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
