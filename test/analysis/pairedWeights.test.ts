import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import type { PairedChange, TensorChange } from "../../src/model/weights.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { served, useServer } from "../support/httpServer.js";
import { comparePaths, longPairs, PAIRED_GOLDENS, type StoredValues } from "../support/pairedWeights.js";
import { safetensorsBytes, type TensorSpec } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";
import { OTHERS, WEIGHT_GOLDENS, weightsFile } from "../support/weightsFile.js";

const temp = useTempDir();
const server = useServer();

/** Counts and places to the last digit, sums to a relative 1e-9. */
function expectGolden(actual: PairedChange | null | undefined, golden: PairedChange): void {
  for (const [field, expected] of Object.entries(golden) as [keyof PairedChange, number | null][]) {
    const value = actual?.[field] ?? null;
    const isSum = field === "relativeL2" || field === "cosine" || field === "pearson";
    const isRight =
      isSum && value !== null && expected !== null
        ? Math.abs(value - expected) <= 1e-9 * Math.abs(expected)
        : value === expected;
    expect([field, value, isRight]).toEqual([field, isRight ? value : expected, true]);
  }
}

function write(name: string, tensors: readonly TensorSpec[]): string {
  return temp.write(name, weightsFile(tensors));
}

function tensorOf({ dtype, bytes }: StoredValues): TensorSpec {
  return { name: "w", dtype, shape: [WEIGHT_GOLDENS.length / 1000, 1000], values: bytes };
}

async function compareTensors(pre: readonly TensorSpec[], post: readonly TensorSpec[], options = {}) {
  const files = [write("pre.safetensors", pre), write("post.safetensors", post)] as const;
  return comparePaths(...files, { tensors: OTHERS, bins: 100, ...options });
}

describe("the paired change of weights", () => {
  const pairs = longPairs();

  it.each(Object.keys(pairs))("is numpy's, of a million values: %s", async (name) => {
    const [pre, post] = pairs[name] as (typeof pairs)[string];
    const { tensors, groups } = await compareTensors([tensorOf(pre)], [tensorOf(post)]);
    const golden = PAIRED_GOLDENS.long[name] as PairedChange;
    expectGolden(tensors[0]?.change, golden);
    expectGolden(groups[0]?.pairedChange, golden);
  });

  it("is numpy's of every tensor, and of all of them as if they were one", async () => {
    const { tensors, groups, whereChanged } = await comparePaths(SMALL_PRE, SMALL_POST);
    const { small, all } = PAIRED_GOLDENS;
    expect(tensors.map(({ name }) => name).toSorted()).toEqual(Object.keys(small).toSorted());
    for (const { name, change } of tensors) expectGolden(change, small[name] as PairedChange);
    const { maxAbsDelta, maxAbsDeltaIndex, ...sums } = all;
    expectGolden(groups[0]?.pairedChange, {
      ...all,
      maxAbsDeltaIndex: groups[0]?.pairedChange?.maxAbsDeltaIndex ?? null,
    });
    expect(whereChanged?.all).toEqual(groups[0]?.pairedChange);
    const most = tensors.find(({ change }) => change.maxAbsDelta === maxAbsDelta) as TensorChange;
    expect(groups[0]?.pairedChange).toMatchObject({
      n: sums.n,
      maxAbsDeltaTensor: most.name,
      maxAbsDeltaIndex: most.change.maxAbsDeltaIndex,
    });
  });

  it.each(["block", "kind", "tensor"] as const)(
    "of groups by %s adds up to that of their tensors",
    async (groupBy) => {
      const { tensors, groups } = await comparePaths(SMALL_PRE, SMALL_POST, { groupBy, bins: 20 });
      expect(groups.length).toBeGreaterThan(groupBy === "kind" ? 0 : 12);
      for (const { pre, pairedChange, paired } of groups) {
        const own = tensors.filter(({ name }) => pre.tensors.includes(name));
        expect(paired).toBe(own.length);
        expect(pairedChange?.n).toBe(own.reduce((sum, { change }) => sum + change.n, 0));
        expect(pairedChange?.maxAbsDelta).toBe(Math.max(...own.map(({ change }) => change.maxAbsDelta ?? 0)));
        expect(pairedChange?.signFlips).toBe(own.reduce((sum, { change }) => sum + change.signFlips, 0));
      }
    },
  );

  it("is the same to the last bit whatever the number of threads", async () => {
    const length = 3_000_000;
    const values = Float32Array.from({ length }, (_, i) => Math.sin(i));
    const changed = values.map((value, i) => value + Math.sin(i * i) / 1e3);
    const file = (name: string, own: Float32Array) =>
      write(name, [
        { name: "wMany", dtype: "F32", shape: [length], values: new Uint8Array(own.buffer) },
        { name: "wFew", values: [...own.subarray(0, 9)] },
      ]);
    const [pre, post] = [file("pre.safetensors", values), file("post.safetensors", changed)];
    const [one, ...others] = await Promise.all(
      [1, 2, 4].map((threads) => comparePaths(pre, post, { bins: 10, tensors: OTHERS }, threads)),
    );
    for (const other of others) expect(JSON.stringify(other)).toBe(JSON.stringify(one));
    expect(one?.tensors[0]?.change.n).toBe(length);
  });

  it("is the same to the last bit from a server", async () => {
    for (const path of [SMALL_PRE, SMALL_POST])
      server.files.set(`/${basename(path)}`, served(readFileSync(path)));
    const url = (path: string) => `${server.origin}/${basename(path)}`;
    const options = { groupBy: "kind", bins: 20 } as const;
    const local = await comparePaths(SMALL_PRE, SMALL_POST, options);
    for (const [pre, post] of [
      [url(SMALL_PRE), url(SMALL_POST)],
      [SMALL_PRE, url(SMALL_POST)],
    ] as const) {
      const { tensors, groups } = await comparePaths(pre, post, options);
      expect(tensors).toEqual(local.tensors);
      expect(groups).toEqual(local.groups);
    }
  });

  it("pairs what differs in dtype, and calls only equal bytes of one dtype identical", async () => {
    const values = [0.5, -0.25, 1, 2];
    const half = {
      name: "w",
      dtype: "F16",
      shape: [4],
      values: new Uint8Array(Uint16Array.of(0x3800, 0xb400, 0x3c00, 0x4000).buffer),
    };
    const single = { name: "w", values };
    const { tensors } = await compareTensors([single], [half]);
    expect(tensors[0]).toMatchObject({
      preDtype: "F32",
      postDtype: "F16",
      identical: false,
      change: {
        n: 4,
        relativeL2: 0,
        cosine: 1,
        pearson: 1,
        maxAbsDelta: 0,
        maxAbsDeltaIndex: null,
        changedShare: 0,
      },
    });
    expect((await compareTensors([half], [half])).tensors[0]?.identical).toBe(true);
    const signed = await compareTensors([{ name: "w", values: [0, 1] }], [{ name: "w", values: [-0, 1] }]);
    expect(signed.tensors[0]).toMatchObject({ identical: false, change: { changedShare: 0, signFlips: 0 } });
  });

  it("leaves out pairs that are not finite on both sides", async () => {
    const [pre, post] = [
      [1, Number.NaN, 3, 4],
      [1, 2, Number.POSITIVE_INFINITY, 5],
    ];
    const { tensors } = await compareTensors(
      [{ name: "w", values: pre as number[] }],
      [{ name: "w", values: post as number[] }],
    );
    expect(tensors[0]?.change).toMatchObject({
      n: 2,
      maxAbsDelta: 1,
      maxAbsDeltaIndex: 3,
      changedShare: 0.5,
    });
  });

  it("is of what has one name and shape; what else there is is said", async () => {
    const { tensors, groups, unpaired, skipped } = await compareTensors(
      [
        { name: "w", values: [1, 2] },
        { name: "wShape", values: [1, 2, 3, 4], shape: [2, 2] },
        { name: "wOld", values: [9] },
      ],
      [
        { name: "w", values: [1, 4] },
        { name: "wShape", values: [1, 2, 3, 4], shape: [4, 1] },
        { name: "wNew", values: [9] },
      ],
    );
    expect(tensors.map(({ name }) => name)).toEqual(["w"]);
    expect(groups[0]).toMatchObject({ paired: 1, pairedChange: { n: 2, maxAbsDelta: 2 } });
    expect(groups[0]?.pre.summary.n).toBe(6);
    expect(unpaired).toEqual([{ name: "wShape", reason: "of shape [2, 2] in pre, [4, 1] in post" }]);
    expect(skipped).toEqual(
      expect.arrayContaining([
        { name: "wOld", reason: "only in pre" },
        { name: "wNew", reason: "only in post" },
      ]),
    );
  });

  it("is refused where two tensors of a file have one name", async () => {
    const tensors = ["ln_1.weight", "ln_2.weight", "w"].map((name) => ({
      name: `transformer.h.0.${name}`,
      values: [1, 2],
    }));
    const final = { name: "transformer.ln_f.weight", values: [1, 2] };
    const twice = safetensorsBytes([...tensors, final, { name: "h.0.w", values: [3, 4] }]);
    const [pre, post] = [temp.write("pre.safetensors", twice), write("post.safetensors", [])];
    await expect(comparePaths(pre, post)).rejects.toMatchObject({
      code: "AMBIGUOUS",
      what: expect.stringMatching(/transformer\.h\.0\.w/),
      fix: expect.stringContaining("--tensors"),
    });
    const chosen = await comparePaths(pre, post, { tensors: ["*ln_*"] });
    expect(chosen.tensors.map(({ name }) => name)).toContain("transformer.ln_f.weight");
  });

  it("is undefined where nothing is paired", async () => {
    const { tensors, groups, whereChanged, notices } = await compareTensors(
      [{ name: "wOld", values: [1, 2] }],
      [{ name: "wNew", values: [1, 4] }],
    );
    expect([tensors, whereChanged]).toEqual([[], null]);
    expect(groups[0]).toMatchObject({ paired: 0, identical: 0, pairedChange: null });
    expect(notices).toEqual([
      "the two files call no tensor the same: each group is compared as a whole, and no values are paired",
    ]);
  });
});

describe("where weights changed most", () => {
  /** A GPT-2 of 4 blocks; `scaleOf` says by how much a tensor's values are multiplied. */
  function model(scaleOf: (name: string) => number): readonly TensorSpec[] {
    const names = [0, 1, 2, 3].flatMap((block) =>
      ["ln_1.weight", "ln_2.weight", "attn.c_attn.weight", "mlp.c_fc.weight"].map(
        (name) => `h.${block}.${name}`,
      ),
    );
    return ["wte.weight", ...names].map((name) => ({
      name,
      values: [1, -2, 3].map((x) => x * scaleOf(name)),
    }));
  }
  const regionsOf = async (scaleOf: (name: string) => number) => {
    const file = (name: string, tensors: readonly TensorSpec[]) =>
      temp.write(name, safetensorsBytes(tensors));
    const [pre, post] = [
      file(
        "a.safetensors",
        model(() => 1),
      ),
      file("b.safetensors", model(scaleOf)),
    ];
    return (await comparePaths(pre, post, { bins: 10 })).whereChanged;
  };

  it("is the kinds of weights that changed as much in the same blocks, whatever the groups", async () => {
    const where = await regionsOf((name) => (/h\.[23]\.(attn|mlp)/.test(name) ? 1.125 : 1.015625));
    expect(where?.most).toEqual([
      {
        kinds: ["attention", "mlp"],
        blocks: [2, 3],
        change: expect.objectContaining({ relativeL2: expect.closeTo(0.125, 14), n: 12 }),
      },
    ]);
    expect(where?.rest?.relativeL2).toBeGreaterThan(0);
    expect(where?.rest?.relativeL2).toBeLessThan(0.016);
  });

  it("is several regions, most changed first", async () => {
    const where = await regionsOf((name) =>
      name === "wte.weight" ? 1.75 : /h\.0\.attn/.test(name) ? 1.5 : 1,
    );
    expect(where?.most.map(({ kinds, blocks }) => [kinds, blocks])).toEqual([
      [["embeddings"], []],
      [["attention"], [0]],
    ]);
  });

  it("is nowhere where nothing changed", async () => {
    const where = await regionsOf(() => 1);
    expect(where?.most).toEqual([]);
    expect(where?.all.changedShare).toBe(0);
  });

  it("is first of all what was all 0 before", async () => {
    const files = [
      write("a.safetensors", [
        { name: "h.0.attn.w", values: [0, 0] },
        { name: "wte.weight", values: [1, 1] },
      ]),
      write("b.safetensors", [
        { name: "h.0.attn.w", values: [0, 1] },
        { name: "wte.weight", values: [1, 9] },
      ]),
    ] as const;
    const { whereChanged } = await comparePaths(...files, { bins: 10 });
    expect(whereChanged?.most[0]).toMatchObject({
      kinds: ["attention"],
      blocks: [0],
      change: { relativeL2: null },
    });
  });
});
