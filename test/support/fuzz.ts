import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { WdistError } from "../../src/errors.js";
import { openModel } from "../../src/family/index.js";
import { openTensors } from "../../src/format/index.js";
import { MemoryFolder } from "./byteSources.js";

/** A sound checkpoint, of which one file is damaged at random. */
export interface FuzzSubject {
  readonly format: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The file that is opened. */
  readonly open: string;
  /** The file that is damaged; the one that is opened unless told otherwise. */
  readonly damaged?: string;
  /** Every byte that matters stands under a checksum: what is read at all must be what was written. */
  readonly checksummed: boolean;
}

/** How many damaged files each format meets. */
const RUNS = 2000;

/** No checkpoint here is wider; a reader that answers more has believed a number from the file. */
const MAX_VALUES = 100_000;

type Values = ReadonlyMap<string, readonly number[]>;

/** Damages a file in one way; positions are fractions of its length, so that they fit whatever came before. */
type Damage = (bytes: Uint8Array) => Uint8Array;

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Headers are short and matter most: half of all damage is done near one of the ends. */
const place = fc.oneof(
  fraction,
  fraction.map((at) => at * at * 0.1),
  fraction.map((at) => 1 - at * at * 0.1 - Number.EPSILON),
);

const EXTREMES = ["ff", "ffff", "ffffffff", "ffffffffffffff7f", "0000000000000000", "00000080", "7fffffff"];

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, bits]) => (bytes: Uint8Array) => {
    const flipped = bytes.slice();
    const i = Math.floor(at * bytes.length);
    flipped[i] = (flipped[i] ?? 0) ^ bits;
    return flipped.subarray(0, bytes.length);
  }),
  place.map((at) => (bytes: Uint8Array) => bytes.slice(0, Math.floor(at * bytes.length))),
  fc
    .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 }))
    .map(([at, extra]) => (bytes: Uint8Array) => {
      const i = Math.floor(at * bytes.length);
      return new Uint8Array([...bytes.subarray(0, i), ...extra, ...bytes.subarray(i)]);
    }),
  fc.tuple(place, fc.constantFrom(...EXTREMES)).map(([at, hex]) => (bytes: Uint8Array) => {
    const written = bytes.slice();
    const i = Math.floor(at * bytes.length);
    written.set(Buffer.from(hex, "hex").subarray(0, written.length - i), i);
    return written;
  }),
  fc.tuple(place, fc.integer({ min: 1, max: 64 })).map(([at, count]) => (bytes: Uint8Array) => {
    const i = Math.floor(at * bytes.length);
    return new Uint8Array([...bytes.subarray(0, i), ...bytes.subarray(i + count)]);
  }),
);

/** Every LayerNorm of a checkpoint; the whole way from bytes to values. */
async function readAll(folder: MemoryFolder, name: string): Promise<Values> {
  const model = await openModel(await openTensors(folder.open(name)));
  try {
    const values = new Map<string, readonly number[]>();
    for (const tensor of model.layerNorms.keys()) values.set(tensor, [...(await model.read(tensor))]);
    return values;
  } finally {
    await model.close();
  }
}

/** Damages the checkpoint `RUNS` times: it must be refused cleanly, or read as what it then says. */
export function describeFuzz({
  format,
  files,
  open,
  damaged: target = open,
  checksummed,
}: FuzzSubject): void {
  describe(`${format}, damaged at random`, () => {
    let refused = 0;
    let read = 0;

    it(`is refused cleanly or read rightly, ${RUNS} times`, { timeout: 120_000 }, async () => {
      const sound = await readAll(new MemoryFolder(files), open);
      expect(sound.size).toBeGreaterThan(0);
      // A Buffer would be damaged itself: its slices are no copies.
      const original: Uint8Array = new Uint8Array(files[target] ?? []);
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
          const bytes = damages.reduce((all, apply) => apply(all), original);
          const folder = new MemoryFolder({ ...files, [target]: bytes });
          try {
            expectPlausible(await readAll(folder, open), sound, checksummed);
            read++;
          } catch (error) {
            expectClean(error);
            refused++;
          }
          expect(folder.openCount, "files left open").toBe(0);
        }),
        { numRuns: RUNS },
      );
    });

    afterAll(() => {
      process.stderr.write(
        `fuzz: ${format}: ${refused + read} damaged files, ${refused} refused, ${read} read\n`,
      );
      expect(refused).toBeGreaterThan(0);
    });
  });
}

function expectPlausible(values: Values, sound: Values, checksummed: boolean): void {
  for (const [name, tensor] of values) {
    if (checksummed) expect(tensor, name).toEqual(sound.get(name));
    else expect(tensor.length, name).toBeLessThanOrEqual(MAX_VALUES);
  }
}

/** One error of our own, in few words, that says what and where. */
function expectClean(error: unknown): void {
  if (!(error instanceof WdistError)) throw error;
  expect(error.where).not.toBe("");
  expect(error.message.length).toBeLessThan(1200);
}
