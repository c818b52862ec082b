import { closeSync, openSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  Counter,
  type FilePiece,
  type Part,
  type Run,
  scanParts,
  type TensorRuns,
} from "../../src/counting/index.js";
import { scanValues } from "../../src/counting/plainKernel.js";
import { pairValues } from "../../src/counting/plainPair.js";
import { pairSlicesOf } from "../../src/counting/slices.js";
import { useTempDir } from "../support/tempDir.js";

/** Tensors of two models, wherever their bytes lie: whole or in pieces, in files, or fed by a server or a decoder. */

const temp = useTempDir();
const counter = new Counter({ threads: 1, onBytes: () => {} });
afterAll(() => counter.close());

/** Bytes of a run, and how it comes. */
interface Stretch {
  readonly values: number;
  readonly isFed: boolean;
}

const stretches = fc.array(fc.record({ values: fc.nat(300), isFed: fc.boolean() }), { maxLength: 5 });

/** Cuts what is left behind the last stretch off too. */
function runsOf(file: FilePiece, bytes: Uint8Array, cuts: readonly Stretch[], bytesOfOne: number): Run[] {
  const runs: Run[] = [];
  let done = 0;
  for (const { values, isFed } of [...cuts, { values: bytes.length, isFed: false }]) {
    const byteLength = Math.min(values * bytesOfOne, bytes.length - done);
    const own = bytes.slice(done, done + byteLength);
    runs.push(isFed ? feedOf(own, bytesOfOne) : { ...file, startByte: done, byteLength });
    done += byteLength;
  }
  return runs;
}

/** In pieces of an odd length. */
function feedOf(bytes: Uint8Array, bytesOfOne: number): Run {
  return {
    byteLength: bytes.length,
    bytes: async function* () {
      for (let at = 0; at < bytes.length; at += 7 * bytesOfOne) yield bytes.subarray(at, at + 7 * bytesOfOne);
    },
  };
}

const tensor = (part: number, runs: readonly Run[]): TensorRuns => ({
  part,
  firstRun: 0,
  endRun: runs.length,
});

describe("a tensor of two models", () => {
  it("is held against itself wherever each of them is cut, and however it comes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(900), stretches, stretches, async (length, preCuts, postCuts) => {
        const pre = Float32Array.from({ length }, (_, i) => Math.sin(i));
        const post = Float64Array.from(pre, (value, i) => value + Math.sin(7 * i) / 50);
        const [preBytes, postBytes] = [new Uint8Array(pre.buffer), new Uint8Array(post.buffer)];
        const descriptors = [temp.write("pre", preBytes), temp.write("post", postBytes)].map((path) =>
          openSync(path, "r"),
        );
        const [preFile, postFile] = descriptors.map((descriptor) => ({
          descriptor,
          label: "a file",
          startByte: 0,
          byteLength: 0,
        }));
        const parts: Part[] = [
          { dtype: "F32", runs: runsOf(preFile as FilePiece, preBytes, preCuts, 4) },
          { dtype: "F64", runs: runsOf(postFile as FilePiece, postBytes, postCuts, 8) },
        ];
        const [before, after] = parts as [Part, Part];
        const pair = { pre: tensor(0, before.runs), post: tensor(1, after.runs) };
        const { scanned, paired } = await scanParts(counter, parts, [pair], () => new Float64Array());
        for (const descriptor of descriptors) closeSync(descriptor);
        const expected = pairValues(Float64Array.from(pre), post);
        const sums = paired[0]?.sums as typeof expected;
        const exact = ["n", "maxAbsDelta", "maxAbsDeltaIndex", "signFlips", "changed"] as const;
        expect(exact.map((field) => sums[field])).toEqual(exact.map((field) => expected[field]));
        for (const field of ["preSquare", "postSquare", "product", "deltaSquare"] as const) {
          expect(Math.abs(sums[field] - expected[field])).toBeLessThanOrEqual(1e-12 * expected.preSquare);
        }
        const { n, min, max, zeros } = scanValues(post);
        expect(scanned[1]?.scan).toMatchObject({ n, min, max, zeros });
        expect(scanned[0]?.scan.n).toBe(length);
        expect(scanned[0]?.finiteRuns).toEqual(before.runs.map(() => true));
      }),
      { numRuns: 150 },
    );
  });

  it("is cut into slices of a fixed length, and wherever a run of either side ends", () => {
    const run = (byteLength: number): Run => ({ byteLength, bytes: async function* () {} });
    const million = 1 << 20;
    const parts: Part[] = [
      { dtype: "F32", runs: [run(4 * 2.5 * million)] },
      { dtype: "BF16", runs: [run(2 * million), run(0), run(2 * 1.5 * million)] },
    ];
    const [pre, post] = parts.map(({ runs }, part) => tensor(part, runs)) as [TensorRuns, TensorRuns];
    const slices = pairSlicesOf({ pre, post }, parts);
    expect(slices.map(({ firstIndex }) => firstIndex)).toEqual([0, million, 2 * million]);
    expect(slices.map((slice) => slice.pre.startByte)).toEqual([0, 4 * million, 8 * million]);
    expect(slices.map((slice) => [slice.post.run, slice.post.startByte, slice.post.byteLength])).toEqual([
      [0, 0, 2 * million],
      [2, 0, 2 * million],
      [2, 2 * million, million],
    ]);
  });

  it("fails clearly where fewer bytes come than were promised", async () => {
    const cut: Run = {
      byteLength: 80,
      bytes: async function* () {
        yield new Uint8Array(40);
      },
    };
    const parts: Part[] = [
      { dtype: "F32", runs: [cut] },
      { dtype: "F32", runs: [{ ...cut }] },
    ];
    const pair = { pre: tensor(0, [cut]), post: tensor(1, [cut]) };
    await expect(scanParts(counter, parts, [pair], () => new Float64Array())).rejects.toMatchObject({
      code: "READ_FAILED",
      what: "changed while it was read",
    });
  });
});
