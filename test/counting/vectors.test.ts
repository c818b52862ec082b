import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorLoops } from "../../src/counting/vectors.js";
import { type Loops, PLAIN_LOOPS as plain } from "../../src/stats/loopsInUse.js";

const fast = vectorLoops(plain);

/** Everything that float64 holds: zeros of both signs, subnormal numbers, infinities, NaN, and many equal ones. */
const value = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, 0.25, -0.25, 5e-324, 1e308, Number.NaN));
const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, 0.25, -0.25, 5e-324, -1e308),
);
const ascending = fc
  .array(finite, { minLength: 1, maxLength: 60 })
  .map((own) => Float64Array.from(own).sort());
const scale = fc.constantFrom(1, 0.5, 2 ** -40, 2 ** 300);
const pair = fc
  .array(fc.tuple(value, value), { maxLength: 60 })
  .map((both) => [0, 1].map((side) => Float64Array.from(both, (own) => own[side] as number)))
  .map(([a, b]) => [a as Float64Array, b as Float64Array] as const);

/** What a loop returns and gives back, by both; `room`: of its last vector. */
function expectSame<Name extends keyof Loops>(
  name: Name,
  args: readonly (Float64Array | number)[],
  room: number | null = null,
): void {
  const outcomes = [plain, fast].map((loops) => {
    const out = room === null ? [] : [new Float64Array(room)];
    const returned = (loops[name] as (...all: readonly unknown[]) => unknown)(...args, ...out);
    // Of places and slopes only so many are given back as are counted; the rest of what is sorted is working space.
    const isCounted = name.startsWith("places");
    if (name === "lineInto")
      return { returned, given: lineGiven(out[0] as Float64Array, returned as number) };
    const length = isCounted ? (returned as number) : name === "sortAlongInto" ? (room ?? 0) / 2 : undefined;
    const given = out[0]?.slice(0, length);
    return { returned, given };
  });
  expect(outcomes[1]).toEqual(outcomes[0]);
}

/** What of a line's vector is there: nothing without slopes, no more than the scale where that is beyond float64, and never the working space. */
function lineGiven(out: Float64Array, slopes: number): Float64Array {
  return out.slice(0, slopes === 0 ? 0 : Number.isFinite(out[0]) ? (out.length + 4) / 2 : 1);
}

describe("the loops over vectors as WebAssembly do what they do as JavaScript, to the last bit", () => {
  it("sums", () => {
    fc.assert(
      fc.property(pair, scale, scale, fc.double(), ([a, b], one, other, mean) => {
        expectSame("largestMagnitude", [a]);
        expectSame("sumOf", [a, one]);
        expectSame("sumOfSquares", [a, one]);
        expectSame("sumOfProducts", [a, b, one, other]);
        expectSame("powerSums", [a, one, mean], 4);
        expectSame("centredInto", [a, one], a.length);
        expectSame("differencesInto", [a, b], a.length);
        expectSame("shiftedInto", [a, one, mean], a.length);
      }),
    );
  });

  it("lines through points, and products of rows", () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 5 }), ([a, b], rows) => {
        expectSame("sortAlongInto", [a, b], 4 * a.length);
        expectSame("lineInto", [a, b, a.toSorted(), b.toReversed()], 2 * a.length + 4);
        if (a.length > 0)
          expect(fast.medianMagnitudeOf(a, new Float64Array(a.length))).toBe(
            plain.medianMagnitudeOf(a, new Float64Array(a.length)),
          );
        const stack = Float64Array.from({ length: rows * a.length }, (_, i) => b[i % a.length] as number);
        expectSame("productsInto", [stack, a], rows);
      }),
    );
  });

  it("places", () => {
    fc.assert(
      fc.property(pair, value, value, ([a, b], low, high) => {
        expectSame("areSame", [a, b]);
        expectSame("areSame", [a, a.slice()]);
        expectSame("placesBeyond", [a, low, high], a.length);
        expectSame("placesNearZero", [a, high], a.length);
        expectSame("placesFlipped", [a, b], a.length);
      }),
    );
  });

  it("orders", () => {
    fc.assert(
      fc.property(
        ascending,
        ascending,
        finite,
        scale,
        fc.double({ min: 0, max: 1 }),
        (a, b, centre, by, share) => {
          expectSame("distancesInto", [a, centre], Math.ceil(share * a.length));
          if (b.length > 1) expectSame("countsInto", [a, b], b.length - 1);
          expectSame("centredRanksInto", [a.toReversed(), a], a.length);
          expectSame("gapsInto", [a, b, by], 2);
          expectSame("equalPairs", [a, b]);
        },
      ),
    );
  });

  it("whatever the lengths, one after the other: memory that grows, vectors too long to be copied, none", () => {
    const lengths = fc.array(fc.constantFrom(0, 1, 768, 1600, 5000, 40_000, 65_536, 70_000), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(lengths, (all) => {
        const own = vectorLoops(plain);
        for (const length of all) {
          const values = Float64Array.from({ length }, (_, i) => Math.sin(i) * 3);
          const reversed = values.toReversed();
          expect(own.sumOfProducts(values, reversed, 1, 1)).toBe(plain.sumOfProducts(values, reversed, 1, 1));
          const [a, b] = [new Float64Array(length), new Float64Array(length)];
          own.differencesInto(values, reversed, a);
          plain.differencesInto(values, reversed, b);
          // Byte by byte: matchers take seconds for so many numbers.
          expect(Buffer.from(a.buffer).equals(Buffer.from(b.buffer))).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("and every one of them is run, but for two that are too short to be worth it", () => {
    const same = Object.keys(fast).filter((name) => fast[name as keyof Loops] === plain[name as keyof Loops]);
    expect(same.sort()).toEqual(["Sum", "countBelow", "countUpTo"]);
  });

  it("the order of a vector, which JavaScript finds by two sorts; none where a value is -0 or not finite", () => {
    const own = fc.array(value, { maxLength: 300 }).map((values) => Float64Array.from(values));
    const narrow = fc
      .array(fc.float({ noNaN: true }), { maxLength: 300 })
      .map((all) => Float64Array.from(all));
    fc.assert(
      fc.property(fc.oneof(own, narrow), (values) => {
        const { length: n } = values;
        const ordered = new Float64Array(2 * n);
        const hasOrder = values.every((one) => Number.isFinite(one) && !Object.is(one, -0));
        expect(fast.orderInto?.(values, ordered)).toBe(hasOrder ? 1 : 0);
        if (!hasOrder) return;
        const places = Array.from(values.keys()).toSorted(
          (a, b) => (values[a] as number) - (values[b] as number) || a - b,
        );
        expect(ordered.subarray(0, n)).toEqual(values.toSorted());
        expect([...ordered.subarray(n)]).toEqual(places);
      }),
    );
  });
});
