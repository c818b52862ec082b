import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/family/index.js";
import { openTensors } from "../../../src/format/index.js";
import { crc32c, masked } from "../../../src/format/tensorflow/crc32c.js";
import { sliceKey } from "../../../src/format/tensorflow/orderedCode.js";
import { counting, MemoryFolder } from "../../support/byteSources.js";
import { refusalOf } from "../../support/refusal.js";
import {
  bundleEntry,
  HEADER,
  message,
  slowCrc32c,
  type TableSpec,
  tableBytes,
  varint,
} from "../../support/tableFile.js";

const INDEX = "model.ckpt.index";
const DATA = "model.ckpt.data-00000-of-00001";
const ONE_TWO = new Uint8Array(new Float32Array([1, 2]).buffer);
const VECTOR = bundleEntry({ shape: [2], data: ONE_TWO });

function folder(table: TableSpec, more: Readonly<Record<string, Uint8Array | string>> = {}): MemoryFolder {
  return new MemoryFolder({ [INDEX]: tableBytes(table), [DATA]: ONE_TWO, ...more });
}

function open(entries: TableSpec["entries"], more: Partial<TableSpec> = {}) {
  return openTensors(folder({ entries, ...more }).open(INDEX));
}

describe("CRC-32C", () => {
  it("is that of RFC 3720", () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Buffer.from("1234"), Buffer.from("56789"))).toBe(0xe3069283);
    expect(slowCrc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  });

  it("is masked as LevelDB masks it", () => {
    expect(masked(0)).toBe(0xa282ead8);
    expect(masked(0xffffffff)).toBe(0xa282ead7);
  });
});

describe("the key of a slice", () => {
  it.each<readonly [string, string, { start: number; length: number }[], string]>([
    ["a whole vector", "v", [{ start: 0, length: -1 }], "00760001" + "0101" + "807f"],
    ["rows 0 to 63", "v", [{ start: 0, length: 63 }], "00760001" + "0101" + "80bf"],
    ["rows from 64", "v", [{ start: 64, length: 300 }], "00760001" + "0101" + "c040" + "c12c"],
    [
      "a matrix",
      "ab",
      [
        { start: 0, length: 2 },
        { start: 0, length: -1 },
      ],
      "0061620001" + "0102" + "8082" + "807f",
    ],
  ])("of %s sorts as TensorFlow's does", (_what, name, extents, hex) => {
    expect(Buffer.from(sliceKey(Buffer.from(name), extents)).toString("hex")).toBe(hex);
  });
});

describe("a TensorFlow checkpoint", () => {
  it("has variables by name, over several blocks whose keys share beginnings", async () => {
    const names = Array.from({ length: 11 }, (_, i) => `model/h${String.fromCharCode(97 + i)}/ln_1/g`);
    const reader = await open([["", HEADER], ...names.map((name) => [name, VECTOR] as const)]);
    expect(reader.format).toBe("tensorflow");
    expect([...reader.tensors.keys()]).toEqual(names);
    expect(reader.files).toEqual([INDEX, DATA]);
    expect([...(await reader.read("model/hk/ln_1/g"))]).toEqual([1, 2]);
  });

  it("reads of the data only what is asked for", async () => {
    const files = folder({
      entries: [
        ["", HEADER],
        ["a", VECTOR],
      ],
    });
    const data = counting(files.open(DATA));
    const source = { ...files.open(INDEX), openSibling: async () => data.source };
    const reader = await openTensors(source);
    expect(data.reads).toEqual([]);
    await reader.read("a");
    expect(data.reads).toEqual([{ startByte: 0, endByte: 8 }]);
  });

  it("is a GPT-2 by OpenAI's names; the optimiser's slots are none of it", async () => {
    const names = [
      "model/h0/ln_1/b",
      "model/h0/ln_1/g",
      "model/h0/ln_1/g/Adam",
      "model/h0/ln_2/g",
      "model/ln_f/g",
    ];
    const model = await openModel(
      await open([
        ["", HEADER],
        ["beta1_power", bundleEntry({ shape: [], data: ONE_TWO.subarray(0, 4) })],
        ...names.map((name) => [name, VECTOR] as const),
      ]),
    );
    expect([...model.layerNorms.keys()]).toEqual([
      "h.0.ln_1.weight",
      "h.0.ln_1.bias",
      "h.0.ln_2.weight",
      "ln_f.weight",
    ]);
  });

  it.each([
    [2, "F64", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
    [19, "F16", [0, 0x3c]],
    [14, "BF16", [0x80, 0x3f]],
  ])("reads type %i, %s", async (dtype, name, bytes) => {
    const data = new Uint8Array(bytes);
    const files = folder(
      {
        entries: [
          ["", HEADER],
          ["a", bundleEntry({ dtype, shape: [1], data })],
        ],
      },
      { [DATA]: data },
    );
    const reader = await openTensors(files.open(INDEX));
    expect(reader.tensors.get("a")?.dtype).toBe(name);
    expect([...(await reader.read("a"))]).toEqual([1]);
  });

  it("joins a variable that was partitioned, in order of its rows, whatever the order of its slices", async () => {
    const slice = (start: number, length: number) =>
      message([
        [
          1,
          message([
            [1, start],
            [2, length],
          ]),
        ],
      ]);
    const whole = bundleEntry({ shape: [4], slices: [slice(2, 2), slice(0, 2)] });
    const [first, second] = [new Float32Array([5, 6]), new Float32Array([7, 8])].map(
      (part) => new Uint8Array(part.buffer),
    );
    const keyOf = (start: number) => Buffer.from(sliceKey(Buffer.from("a"), [{ start, length: 2 }]));
    const entries = [
      ["", HEADER],
      [keyOf(0), bundleEntry({ shape: [2], data: first ?? ONE_TWO, offset: 8 })],
      [keyOf(2), bundleEntry({ shape: [2], data: second ?? ONE_TWO })],
      ["a", whole],
    ] as const;
    const files = folder({ entries }, { [DATA]: Buffer.concat([second ?? ONE_TWO, first ?? ONE_TWO]) });
    const reader = await openTensors(files.open(INDEX));
    expect([...reader.tensors.keys()]).toEqual(["a"]);
    expect([...(await reader.read("a"))]).toEqual([5, 6, 7, 8]);
  });

  it("may be in several data files", async () => {
    const two = message([[1, 2]]);
    const entries = [
      ["", two],
      ["a", bundleEntry({ shape: [2], shard: 1, data: ONE_TWO })],
    ] as const;
    const files = new MemoryFolder({
      [INDEX]: tableBytes({ entries }),
      "model.ckpt.data-00000-of-00002": "",
      "model.ckpt.data-00001-of-00002": ONE_TWO,
    });
    const reader = await openTensors(files.open(INDEX));
    expect([...(await reader.read("a"))]).toEqual([1, 2]);
    await reader.close();
    expect(files.openCount).toBe(0);
  });

  it("is found by the file `checkpoint`, which may speak of another machine's folders", async () => {
    for (const path of [
      "model.ckpt",
      "/home/somebody/models/124M/model.ckpt",
      "../../model.ckpt",
      "C:\\\\runs\\\\model.ckpt",
      "..\\model.ckpt",
    ]) {
      const files = folder(
        {
          entries: [
            ["", HEADER],
            ["a", VECTOR],
          ],
        },
        {
          checkpoint: `model_checkpoint_path: "${path}"\nall_model_checkpoint_paths: "x"\n`,
        },
      );
      const reader = await openTensors(files.open("checkpoint"));
      expect(reader.label).toBe(INDEX);
      expect(files.opened).toEqual(["checkpoint", INDEX, DATA]);
      await reader.close();
      expect(files.openCount).toBe(0);
    }
  });
});

describe("a TensorFlow checkpoint is refused", () => {
  const entries = [
    ["", HEADER],
    ["a", VECTOR],
  ] as const;

  it.each<readonly [string, TableSpec, RegExp]>([
    [
      "whose block does not match its checksum",
      { entries, badCrc: true },
      /block does not match its checksum/,
    ],
    ["whose block is compressed", { entries, compression: 1 }, /compressed/],
    [
      "whose keys do not ascend",
      {
        entries: [
          ["", HEADER],
          ["b", VECTOR],
          ["a", VECTOR],
        ],
      },
      /do not ascend/,
    ],
    [
      "with a name twice",
      {
        entries: [
          ["", HEADER],
          ["a", VECTOR],
          ["a", VECTOR],
        ],
      },
      /do not ascend/,
    ],
    ["without a header", { entries: [["a", VECTOR]] }, /no header/],
    ["of no data file", { entries: [["", message([[1, 0]])]] }, /claims no data files/],
    [
      "whose entry has more fields than any",
      {
        entries: [
          ["", HEADER],
          ["a", message(Array.from({ length: 20_001 }, () => [1, 1] as const))],
        ],
      },
      /more than 20000 fields/,
    ],
    [
      "whose variable stands in no data file",
      {
        entries: [
          ["", HEADER],
          ["a", bundleEntry({ shape: [2], shard: 7, data: ONE_TWO })],
        ],
      },
      /data file 7 of 1/,
    ],
    [
      "whose variable ends behind its data file",
      {
        entries: [
          ["", HEADER],
          ["a", bundleEntry({ shape: [2], offset: 4, data: ONE_TWO })],
        ],
      },
      /ends at byte 12 of data file 0, which has 8/,
    ],
    [
      "whose dimension is negative",
      {
        entries: [
          ["", HEADER],
          ["a", bundleEntry({ shape: [-1n], data: ONE_TWO })],
        ],
      },
      /a dimension is -1/,
    ],
    [
      "whose shape does not fit its bytes",
      {
        entries: [
          ["", HEADER],
          ["a", bundleEntry({ shape: [3], data: ONE_TWO })],
        ],
      },
      /shape \[3\] of F32, but 8 bytes/,
    ],
    [
      "whose variable is partitioned, and has no slices",
      {
        entries: [
          ["", HEADER],
          ["a", bundleEntry({ shape: [2], slices: [message([[1, message([])]])] })],
        ],
      },
      /one of its slices is not in the index/,
    ],
    [
      "whose number has too many bytes",
      {
        entries: [
          ["", HEADER],
          ["a", Buffer.alloc(30, 0xff)],
        ],
      },
      /more than 10 bytes/,
    ],
    [
      "whose message is longer than its entry",
      {
        entries: [
          ["", HEADER],
          ["a", Buffer.concat([varint(18), varint(99)])],
        ],
      },
      /99 bytes are claimed/,
    ],
  ])("%s", async (_what, table, message_) => {
    const refusal = await refusalOf(openTensors(folder(table).open(INDEX)));
    expect(refusal.code).toBe("MALFORMED");
    expect(refusal.message).toMatch(message_);
  });

  it("of more data files or longer names than is read, as such", async () => {
    const name = "x".repeat(10_001);
    for (const [entries, text] of [
      [[["", message([[1, 1000]])]], "claims 1000 data files; 256 is the limit"],
      [
        [
          ["", HEADER],
          [name, VECTOR],
        ],
        "by 10001 characters",
      ],
    ] as const) {
      const refusal = await refusalOf(open(entries as TableSpec["entries"]));
      expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
      expect(refusal.message).toContain(text);
    }
  });

  it("when a variable's numbers do not match their checksum", async () => {
    const reader = await openTensors(folder({ entries }, { [DATA]: new Uint8Array(8) }).open(INDEX));
    expect((await refusalOf(reader.read("a"))).message).toContain("do not match their checksum");
  });

  it.each<readonly [string, TableSpec["entries"], RegExp]>([
    [
      "big-endian",
      [
        [
          "",
          message([
            [1, 1],
            [2, 1],
          ]),
        ],
      ],
      /big-endian/,
    ],
    ["of TensorFlow's first format", [["", message([[1, message([[1, 1]])]])]], /first format \(V1\)/],
  ])("as unsupported: one %s", async (_what, table, message_) => {
    const refusal = await refusalOf(open(table));
    expect(refusal.code).toBe("UNSUPPORTED_FORMAT");
    expect(refusal.message).toMatch(message_);
  });

  it("whose data file is missing, naming it", async () => {
    const files = new MemoryFolder({ [INDEX]: tableBytes({ entries }) });
    const refusal = await refusalOf(openTensors(files.open(INDEX)));
    expect(refusal.code).toBe("NOT_FOUND");
    expect(refusal.message).toContain(DATA);
    expect(files.openCount).toBe(0);
  });

  it("whose `checkpoint` names nothing", async () => {
    const files = new MemoryFolder({ checkpoint: 'model_checkpoint_path: ""\n' });
    expect((await refusalOf(openTensors(files.open("checkpoint")))).message).toContain("names no checkpoint");
  });
});
