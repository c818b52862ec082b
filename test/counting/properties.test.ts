import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guessFor } from "../../src/counting/guess.js";
import { Kernel } from "../../src/counting/kernel.js";
import { countValues, scanValues, sumPowers } from "../../src/counting/plainKernel.js";
import type { Scan } from "../../src/counting/records.js";
import { CompiledModule } from "../../src/counting/webAssembly.js";
import { decode } from "../../src/format/shared/dtype.js";
import { equalEdges, histogram } from "../../src/stats/histogram.js";

/** The kernel in WebAssembly against the plain one, and the plain one against the histogram of the other commands. */

const kernel = new Kernel(
  new CompiledModule(readFileSync(new URL("../../dist/counting/kernel.wasm", import.meta.url))),
);

const float32 = fc.oneof(
  fc.float({ noNaN: true, min: -2, max: 2 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: Math.fround(-1e-40), max: Math.fround(1e-40) }),
  fc.constantFrom(0, -0, 1, -1, 0.5),
);
const withNonFinite = fc.oneof(
  { weight: 20, arbitrary: float32 },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const binCount = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 10_000 }));

function load(values: Float32Array): number {
  kernel.chunks.own.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values.byteLength;
}

/** The float32 before and behind a number. */
function beside(value: number): number[] {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  return [-1, 0, 1].map((step) => new Float32Array(Int32Array.of((bits[0] as number) + step).buffer)[0] ?? 0);
}

function slotsByKernel(
  values: Float32Array,
  edges: Float64Array,
  areFinite: boolean,
  areWithin = false,
): Float64Array {
  const slots = new Float64Array(edges.length + 1);
  kernel.useEdges(edges);
  kernel.count("F32", load(values), { shift: 0, scale: 1, areFinite, areWithin });
  kernel.takeCounts(slots);
  return slots;
}

/** Vitest takes long over thousands of numbers: it has to look only at those that differ. */
function expectSlots(actual: Float64Array, expected: Float64Array): void {
  const areSame = actual.length === expected.length && actual.every((count, i) => count === expected[i]);
  if (!areSame) expect([...actual]).toEqual([...expected]);
}

function slotsByReference(values: Float32Array, edges: Float64Array): Float64Array {
  const slots = new Float64Array(edges.length + 1);
  countValues(Float64Array.from(values), edges, slots);
  return slots;
}

describe("the kernel", () => {
  it("finds the extrema, zeros and finite values that the reference finds, and nearly its sum", () => {
    fc.assert(
      fc.property(fc.array(withNonFinite, { maxLength: 400 }), (list) => {
        const values = Float32Array.from(list);
        const { sum, ...scan } = kernel.scan("F32", load(values));
        const { sum: plainSum, ...plain } = scanValues(Float64Array.from(values));
        expect(scan).toEqual(plain);
        const reach = values.reduce(
          (most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most),
          0,
        );
        expect(Math.abs(sum - plainSum)).toBeLessThanOrEqual(reach * values.length * 1e-5);
      }),
      { numRuns: 500 },
    );
  });

  it("puts every value into the bin that the reference puts it in, over the values' own range", () => {
    fc.assert(
      fc.property(fc.array(withNonFinite, { minLength: 1, maxLength: 200 }), binCount, (list, bins) => {
        const values = Float32Array.from(list);
        const { n, min, max } = scanValues(Float64Array.from(values));
        const edges = n === 0 ? null : equalEdges(min, max, bins);
        if (edges === null) return;
        const areFinite = n === values.length;
        const expected = slotsByReference(values, edges);
        expectSlots(slotsByKernel(values, edges, areFinite), expected);
        expectSlots(slotsByKernel(values, edges, areFinite, true), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("puts values on edges and next to them where the reference does, over any range", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), binCount, (a, b, bins) => {
        const edges = equalEdges(Math.min(a, b), Math.max(a, b), bins);
        if (edges === null) return;
        const some = edges.filter((_, i) => i % Math.ceil(edges.length / 100) === 0 || i === bins);
        const values = Float32Array.from([...some].flatMap(beside)).filter(Number.isFinite);
        expectSlots(slotsByKernel(values, edges, true), slotsByReference(values, edges));
        const within = values.filter(
          (value) => value >= (edges[0] as number) && value <= (edges[bins] as number),
        );
        expectSlots(slotsByKernel(within, edges, true, true), slotsByReference(within, edges));
      }),
      { numRuns: 1000 },
    );
  });

  it("guesses among the usual ranges, so that the tests above do test the guess", () => {
    for (const [lo, hi] of [
      [-1, 1],
      [-2.8, 4.4],
      [0.1, 0.7],
      [1e-34, 1e-33],
    ] as const) {
      expect(guessFor(equalEdges(lo, hi, 10_000) as Float64Array)).not.toBeNull();
    }
    // Subnormal steps, and a range that is narrow beside its distance from zero.
    expect(guessFor(equalEdges(0, 1e-300, 10) as Float64Array)).toBeNull();
    expect(guessFor(equalEdges(1000, 1000.001, 10_000) as Float64Array)).toBeNull();
  });

  it("sums the powers that the reference sums", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { maxLength: 300 }),
        fc.boolean(),
        (list, areFinite) => {
          const values = Float32Array.from(list);
          kernel.useEdges(Float64Array.of(-100, 0, 100));
          const powers = kernel.count("F32", load(values), {
            shift: 0.25,
            scale: 1,
            areFinite,
            areWithin: true,
          });
          const doubles = Float64Array.from(values);
          const plain = sumPowers(doubles, 0.25, 1);
          const sizes = sumPowers(
            doubles.map((x) => Math.abs(x - 0.25) + 0.25),
            0.25,
            1,
          );
          for (const [i, power] of powers.entries()) {
            expect(Math.abs(power - (plain[i] as number))).toBeLessThanOrEqual(1e-12 * (sizes[i] as number));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(["F16", "BF16", "F8_E4M3"])("counts the codes of %s", (dtype) => {
    const codeBytes = dtype.startsWith("F8") ? 1 : 2;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (list) => {
        const bytes = list.slice(0, list.length - (list.length % codeBytes));
        kernel.chunks.own.set(bytes);
        kernel.countCodes(codeBytes, bytes.length);
        const times = new Float64Array(256 ** codeBytes);
        kernel.takeCodes(times);
        const all = Uint8Array.from(
          { length: times.length * codeBytes },
          (_, i) => (codeBytes === 1 ? i : i % 2 === 0 ? i >> 1 : i >> 9) & 255,
        );
        // -0 and 0 are one value, of which either may have been met first.
        const unsigned = ({ min, max, ...scan }: Scan) => ({ ...scan, min: min + 0, max: max + 0 });
        expect(unsigned(scanValues(decode(all, dtype), times))).toMatchObject({
          ...unsigned(scanValues(decode(bytes, dtype))),
          sum: expect.any(Number),
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe("the reference", () => {
  it("counts as the histogram of the other commands does", () => {
    fc.assert(
      fc.property(fc.array(float32, { minLength: 1, maxLength: 100 }), binCount, (list, bins) => {
        const values = Float64Array.from(list);
        const edges = equalEdges(-1, 1, bins) as Float64Array;
        const slots = new Float64Array(bins + 2);
        countValues(values, edges, slots);
        const { counts, below, above } = histogram(values.toSorted(), edges);
        expect([...slots]).toEqual([below, ...counts, above]);
      }),
    );
  });
});
