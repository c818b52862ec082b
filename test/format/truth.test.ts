import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare, openCheckpoint } from "../../src/index.js";

/** Files written by the real libraries, and what each must read as. */
interface TruthFile {
  readonly path: string;
  readonly format: string;
  /** The set of values. */
  readonly truth: string;
  readonly note: string;
}

interface Truth<T> {
  readonly files: readonly TruthFile[];
  /** By set, by canonical tensor name. */
  readonly sets: Readonly<Record<string, Readonly<Record<string, T>>>>;
}

const COMMITTED = new URL("../../fixtures/formats/", import.meta.url);
/** Where this project was made there are more files, too many to commit. */
const SHARED = new URL("../../../shared/formats/", import.meta.url);

function truthIn<T>(folder: URL): Truth<T> {
  return JSON.parse(readFileSync(new URL("truth.json", folder), "utf8")) as Truth<T>;
}

function sha256OfFloat64(values: Float64Array): string {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat64(i * 8, value, true);
  return createHash("sha256").update(bytes).digest("hex");
}

/** What `use` makes of each LayerNorm tensor of a checkpoint, by canonical name. */
async function eachTensor<T>(path: URL, use: (values: Float64Array) => T): Promise<Record<string, T>> {
  const model = await openCheckpoint(decodeURIComponent(path.pathname));
  try {
    const tensors: Record<string, T> = {};
    for (const name of model.layerNorms.keys()) tensors[name] = use(await model.read(name));
    return tensors;
  } finally {
    await model.close();
  }
}

describe("the committed checkpoints", () => {
  const truth = truthIn<string>(COMMITTED);

  it("are there", () => {
    expect(truth.files.length).toBeGreaterThan(3);
  });

  it.each(truth.files)(
    "$path ($format) gives every value of every LayerNorm, to the last bit",
    async (file) => {
      const hashes = await eachTensor(new URL(file.path, COMMITTED), sha256OfFloat64);
      expect(Object.keys(hashes)).toHaveLength(50);
      expect(hashes).toEqual(truth.sets[file.truth]);
    },
  );
});

describe.skipIf(!existsSync(new URL("truth.json", SHARED)))(
  "all checkpoints of the real libraries (skipped where ../shared/formats is not: too large to commit)",
  () => {
    const truth = existsSync(new URL("truth.json", SHARED))
      ? truthIn<{ readonly values: readonly number[]; readonly sha256_f64le: string }>(SHARED)
      : { files: [], sets: {} };
    const { files } = truth;

    it("are there", () => {
      expect(files.length).toBe(23);
    });

    it.each(files)(
      "$path ($note) gives exactly the values that its library gives",
      async ({ path, truth: set }) => {
        const expected = truth.sets[set] ?? {};
        const values = await eachTensor(new URL(path, SHARED), (tensor) => [...tensor]);
        expect(values).toEqual(
          Object.fromEntries(Object.entries(expected).map(([name, tensor]) => [name, tensor.values])),
        );
        const hashes = await eachTensor(new URL(path, SHARED), sha256OfFloat64);
        expect(hashes).toEqual(
          Object.fromEntries(Object.entries(expected).map(([name, tensor]) => [name, tensor.sha256_f64le])),
        );
      },
    );

    it.each([...new Set(files.map(({ truth: set }) => set))])(
      "of the same numbers (%s) are identical, whatever their formats",
      async (set) => {
        const [first, ...others] = files
          .filter(({ truth: own }) => own === set)
          .map(({ path }) => decodeURIComponent(new URL(path, SHARED).pathname));
        for (const other of [first ?? "", ...others]) {
          const { tensors } = await compare(first ?? "", other, { blocks: "all", bias: true });
          expect(tensors).toHaveLength(50);
          expect(
            tensors.filter(({ change }) => !change.identical).map(({ name }) => name),
            other,
          ).toEqual([]);
        }
      },
    );
  },
);
