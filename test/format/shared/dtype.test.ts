import { describe, expect, it } from "vitest";
import { bitsOf, decode, REAL_DTYPES } from "../../../src/format/shared/dtype.js";

/** A float32 from the bits of its code. */
function float32OfBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits >>> 0);
  return view.getFloat32(0);
}

/** IEEE half precision, by moving its fields to where float32 has them. */
function halfOracle(code: number): number {
  const signBit = (code & 0x8000) << 16;
  const exponent = (code >> 10) & 0x1f;
  const mantissa = code & 0x3ff;
  if (exponent === 0x1f) return float32OfBits(signBit | 0x7f800000 | (mantissa << 13));
  if (exponent > 0) return float32OfBits(signBit | ((exponent + 127 - 15) << 23) | (mantissa << 13));
  const magnitude = mantissa * 2 ** -24;
  return signBit === 0 ? magnitude : -magnitude;
}

/** OCP E4M3 likewise: bias 7, no infinity, NaN where all bits but the sign are set. */
function e4m3Oracle(code: number): number {
  const signBit = (code & 0x80) << 24;
  const exponent = (code >> 3) & 0xf;
  const mantissa = code & 0x7;
  if ((code & 0x7f) === 0x7f) return Number.NaN;
  if (exponent > 0) return float32OfBits(signBit | ((exponent + 127 - 7) << 23) | (mantissa << 20));
  const magnitude = mantissa * 2 ** -9;
  return signBit === 0 ? magnitude : -magnitude;
}

function littleEndian16(codes: readonly number[]): Uint8Array {
  return new Uint8Array(codes.flatMap((code) => [code & 0xff, code >> 8]));
}

function all(codes: number): number[] {
  return Array.from({ length: codes }, (_, code) => code);
}

/** Codes whose decoded value is not that of the oracle, bit for bit (any NaN equals any NaN). */
function wrongCodes(decoded: Float64Array, oracle: (code: number) => number): string[] {
  return [...decoded].flatMap((value, code) =>
    Object.is(value, oracle(code)) ? [] : [`0x${code.toString(16)}: ${value}, not ${oracle(code)}`],
  );
}

describe("F16", () => {
  it("decodes each of its 65,536 codes as IEEE half precision", () => {
    expect(wrongCodes(decode(littleEndian16(all(65_536)), "F16"), halfOracle)).toEqual([]);
  });

  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x3c01, 1.0009765625],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0xfbff, -65_504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7c01, Number.NaN],
    [0x7e00, Number.NaN],
    [0xffff, Number.NaN],
  ])("decodes code %i as %s", (code, value) => {
    expect(decode(littleEndian16([code]), "F16")[0]).toBe(value);
  });
});

describe("BF16", () => {
  it("decodes each of its 65,536 codes as the upper half of a float32", () => {
    const halves = new Uint16Array(65_536 * 2);
    for (const code of all(65_536)) halves[code * 2 + 1] = code;
    const oracle = new Float32Array(halves.buffer);
    const decoded = decode(littleEndian16(all(65_536)), "BF16");
    expect(wrongCodes(decoded, (code) => oracle[code] ?? 0)).toEqual([]);
  });

  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -133],
    [0x3f80, 1],
    [0xc040, -3],
    [0x7f7f, 255 * 2 ** 120],
    [0x7f80, Number.POSITIVE_INFINITY],
    [0xff80, Number.NEGATIVE_INFINITY],
    [0x7fc0, Number.NaN],
  ])("decodes code %i as %s", (code, value) => {
    expect(decode(littleEndian16([code]), "BF16")[0]).toBe(value);
  });
});

describe("8-bit floats of the Open Compute Project", () => {
  it("decodes each code of E4M3", () => {
    expect(wrongCodes(decode(new Uint8Array(all(256)), "F8_E4M3"), e4m3Oracle)).toEqual([]);
  });

  it("decodes each code of E5M2 as the half whose upper byte it is", () => {
    const decoded = decode(new Uint8Array(all(256)), "F8_E5M2");
    expect(wrongCodes(decoded, (code) => halfOracle(code << 8))).toEqual([]);
  });

  it.each([
    ["F8_E4M3", "largest value", 0x7e, 448],
    ["F8_E4M3", "smallest value", 0xfe, -448],
    ["F8_E4M3", "largest subnormal", 0x07, 7 * 2 ** -9],
    ["F8_E4M3", "smallest subnormal", 0x01, 2 ** -9],
    ["F8_E4M3", "smallest normal", 0x08, 2 ** -6],
    ["F8_E4M3", "negative zero", 0x80, -0],
    ["F8_E4M3", "one", 0x38, 1],
    ["F8_E4M3", "a code with which IEEE would mean infinity", 0x78, 256],
    ["F8_E4M3", "NaN", 0x7f, Number.NaN],
    ["F8_E4M3", "negative NaN", 0xff, Number.NaN],
    ["F8_E5M2", "largest value", 0x7b, 57_344],
    ["F8_E5M2", "smallest subnormal", 0x01, 2 ** -16],
    ["F8_E5M2", "smallest normal", 0x04, 2 ** -14],
    ["F8_E5M2", "negative zero", 0x80, -0],
    ["F8_E5M2", "one", 0x3c, 1],
    ["F8_E5M2", "infinity", 0x7c, Number.POSITIVE_INFINITY],
    ["F8_E5M2", "negative infinity", 0xfc, Number.NEGATIVE_INFINITY],
    ["F8_E5M2", "NaN", 0x7d, Number.NaN],
    ["F8_E5M2", "NaN", 0x7f, Number.NaN],
  ])("%s has its %s where the specification says", (dtype, _what, code, value) => {
    expect(decode(new Uint8Array([code]), dtype)[0]).toBe(value);
  });
});

describe("F32 and F64", () => {
  it("widens float32 without rounding it to the decimal that it prints as", () => {
    const bytes = new Uint8Array(new Float32Array([0.1, -0, 2 ** -149, 3.4028234663852886e38]).buffer);
    expect([...decode(bytes, "F32")]).toEqual([
      0.10000000149011612, -0, 1.401298464324817e-45, 3.4028234663852886e38,
    ]);
  });

  it("keeps all bits of float64", () => {
    const values = [Math.PI, -0, Number.MIN_VALUE, Number.MAX_VALUE, Number.NEGATIVE_INFINITY, 1 / 3];
    expect([...decode(new Uint8Array(new Float64Array(values).buffer), "F64")]).toEqual(values);
  });

  it("reads little-endian bytes, whatever the machine's order", () => {
    expect([...decode(new Uint8Array([0, 0, 0x80, 0x3f]), "F32")]).toEqual([1]);
    expect([...decode(new Uint8Array([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]), "F64")]).toEqual([1]);
  });
});

describe("decode", () => {
  it.each([
    ["F64", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
    ["F32", [0, 0, 0x80, 0x3f]],
    ["F16", [0x00, 0x3c]],
    ["BF16", [0x80, 0x3f]],
    ["F8_E4M3", [0x38]],
    ["F8_E5M2", [0x3c]],
  ])("reads %s from a view that starts at an odd byte of its buffer", (dtype, one) => {
    const buffer = new Uint8Array([0xaa, 0xaa, 0xaa, ...one, ...one, 0xaa]);
    const view = buffer.subarray(3, 3 + 2 * one.length);
    expect([...decode(view, dtype)]).toEqual([1, 1]);
  });

  it("has a decoder for each real dtype, and each of them has a size", () => {
    expect(REAL_DTYPES).toEqual(["F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"]);
    for (const dtype of REAL_DTYPES) {
      const bytes = new Uint8Array((bitsOf(dtype) ?? Number.NaN) / 8);
      expect([...decode(bytes, dtype)], dtype).toEqual([0]);
    }
  });

  it.each(["I32", "BOOL", "F4", "", "constructor", "__proto__"])(
    "throws for %j, which it cannot read",
    (dtype) => {
      expect(() => decode(new Uint8Array(8), dtype)).toThrow(TypeError);
    },
  );

  it("gives no values for no bytes", () => {
    expect(decode(new Uint8Array(0), "F32")).toHaveLength(0);
  });
});

describe("bitsOf", () => {
  it.each([
    ["BOOL", 8],
    ["I64", 64],
    ["C64", 64],
    ["F8_E8M0", 8],
    ["F6_E2M3", 6],
    ["F4", 4],
  ])("knows the size of %s, which safetensors may hold though it is no weight", (dtype, bits) => {
    expect(bitsOf(dtype)).toBe(bits);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "F31", "f32", " F32", ""])(
    "has no size for %j",
    (dtype) => {
      expect(bitsOf(dtype)).toBeNull();
    },
  );
});
