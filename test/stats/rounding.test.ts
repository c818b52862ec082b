import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/format/shared/dtype.js";
import { type RoundedDtype, roundedTo, roundTo, storedRoundedTo } from "../../src/stats/rounding.js";
import { readTensorGoldens } from "../support/tensorGoldens.js";

const DTYPES = ["F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"] as const;
const { rounding: GOLDEN } = readTensorGoldens();

const vector = (values: readonly number[]) => Float64Array.from(values);
const round = (values: readonly number[], dtype: RoundedDtype) =>
  vector(values.map((value) => roundTo(value, dtype)));

describe("rounding a value", () => {
  it.each(DTYPES)(
    "gives what numpy gives, zeros of both signs, ties, NaN and overflow among them: %s",
    (dtype) => {
      const given = GOLDEN.values.map((value) => roundTo(Number(value), dtype));
      expect(given).toEqual(GOLDEN[dtype].map(Number));
      expect(given.some((value) => Object.is(value, -0))).toBe(true);
    },
  );

  it.each(["F16", "BF16", "F8_E4M3", "F8_E5M2"] as const)("keeps every number that %s holds", (dtype) => {
    const codes = dtype.startsWith("F8")
      ? Uint8Array.from({ length: 256 }, (_, i) => i)
      : new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer);
    const held = decode(codes, dtype);
    expect(held.map((value) => roundTo(value, dtype))).toEqual(held);
  });

  it("gives none but numbers that the dtype holds, and none farther than another", () => {
    const held = decode(
      Uint8Array.from({ length: 256 }, (_, i) => i),
      "F8_E4M3",
    ).filter(Number.isFinite);
    fc.assert(
      fc.property(fc.float({ min: -460, max: 460, noNaN: true }), (value) => {
        const rounded = roundTo(value, "F8_E4M3");
        expect(held.includes(rounded)).toBe(true);
        const nearest = Math.min(...held.map((other) => Math.abs(other - value)));
        expect(Math.abs(rounded - value)).toBe(nearest);
      }),
    );
  });

  it("of a float64 goes through float32, as torch does", () => {
    // Halfway between two float16, but for a bit that float32 has not.
    expect(roundTo(1 + 2 ** -11 + 2 ** -40, "F16")).toBe(1);
    expect(roundTo(1 + 2 ** -11 + 2 ** -23, "F16")).toBe(1 + 2 ** -10);
  });
});

describe("a rounded vector", () => {
  const fine = [0.37, -1.2345, 3e-6, 17.4, 0, -0, 0.1];

  it.each(DTYPES)("is known by its dtype: %s", (dtype) => {
    expect(roundedTo(vector(fine), round(fine, dtype))).toBe(dtype);
  });

  it("is none if one value is another", () => {
    for (const dtype of DTYPES) {
      const post = round(fine, dtype);
      post[3] = 18.5;
      expect(roundedTo(vector(fine), post)).toBeNull();
      const otherZero = round(fine, dtype);
      otherZero[4] = -0;
      expect(roundedTo(vector(fine), otherZero)).toBeNull();
    }
  });

  it("is none of identical vectors, even of numbers that every dtype holds", () => {
    expect(roundedTo(vector([1, 0.5, -2]), vector([1, 0.5, -2]))).toBeNull();
    expect(roundedTo(vector([Number.NaN]), vector([Number.NaN]))).toBeNull();
    expect(roundedTo(vector([]), vector([]))).toBeNull();
  });

  it("is of the finest dtype that explains it", () => {
    // 0.1 of float64 against that of float32; and a value that F16 and BF16 round alike.
    expect(roundedTo(vector([0.1]), vector([Math.fround(0.1)]))).toBe("F32");
    expect(roundedTo(vector([1 + 2 ** -20]), vector([1]))).toBe("F16");
  });

  it("holds infinities, in F8_E4M3 NaN, where the dtype has no such number, and no largest number instead", () => {
    const large = [1e5, -0.1, 500];
    expect(roundedTo(vector(large), round(large, "F16"))).toBe("F16");
    expect(roundedTo(vector(large), vector([Number.NaN, -0.1015625, Number.NaN]))).toBe("F8_E4M3");
    expect(roundedTo(vector(large), vector([448, -0.1015625, 448]))).toBeNull();
    expect(
      roundedTo(vector([Number.POSITIVE_INFINITY, 0.1]), round([Number.POSITIVE_INFINITY, 0.1], "BF16")),
    ).toBe("BF16");
  });

  it("is none where the lower bits were cut off", () => {
    const cut = vector(
      fine.map((value) => {
        const bits = new DataView(new ArrayBuffer(4));
        bits.setFloat32(0, value);
        bits.setUint16(2, 0);
        return bits.getFloat32(0);
      }),
    );
    expect(roundedTo(vector(fine), cut)).toBeNull();
  });
});

describe("a vector that is stored less 1, and rounded there", () => {
  const stored = [0.37, -0.2345, 3e-4, 7.4, 0, 1e-6, -0.9];
  const withOne = (values: Iterable<number>) => vector([...values].map((value) => Math.fround(value + 1)));
  const fine = stored.map(Math.fround);

  it.each(DTYPES.filter((dtype) => dtype !== "F32"))("is known by its dtype: %s", (dtype) => {
    expect(storedRoundedTo(withOne(fine), withOne(round(fine, dtype)))).toBe(dtype);
    expect(roundedTo(withOne(fine), withOne(round(fine, dtype)))).toBeNull();
  });

  it("is none if one value is another, or none differs by more than the sum with 1 loses", () => {
    const other = round(fine, "BF16");
    other[3] = 7.5;
    expect(storedRoundedTo(withOne(fine), withOne(other))).toBeNull();
    const whole = withOne([0.5, 0.25, -0.5]);
    expect(storedRoundedTo(whole, whole)).toBeNull();
    expect(storedRoundedTo(whole, vector([...whole].map((value) => value + 2 ** -23)))).toBeNull();
  });
});
