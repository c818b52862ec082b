import { describe, expect, it } from "vitest";
import { densityAt, gaussianDensity, silvermanBandwidth } from "../../src/stats/density.js";

const VALUES = Float64Array.of(0.31, 0.29, 0.305, 0.333, 0.27, 0.3, 0.298, 0.41, 0.12, 0.302);
const AT = Float64Array.of(0.1, 0.25, 0.3, 0.32, 0.5);

describe("a kernel density", () => {
  it("has Silverman's bandwidth", () => {
    // numpy: 0.9 * min(x.std(ddof=1), iqr / 1.34) * n ** -0.2
    expect(silvermanBandwidth(VALUES.toSorted())).toBeCloseTo(0.007098270125402168, 15);
  });

  it("equals scipy.stats.gaussian_kde with that bandwidth", () => {
    const expected = [
      0.10613745942696724, 0.10613817502433588, 24.97661280155388, 4.115294305585021, 6.934389299236075e-35,
    ];
    densityAt(VALUES.toSorted(), AT)?.forEach((density, i) => {
      // Far out in the tail, where kernels are cut off, it is as good as zero.
      expect(Math.abs(density - (expected[i] as number))).toBeLessThan(
        1e-12 * Math.max(1, expected[i] as number),
      );
    });
  });

  it("holds everything: its integral is 1", () => {
    const bandwidth = silvermanBandwidth(VALUES.toSorted()) as number;
    const step = 1e-4;
    const grid = Float64Array.from({ length: 10_000 }, (_, i) => i * step);
    const sum = gaussianDensity(VALUES.toSorted(), grid, bandwidth).reduce(
      (total, density) => total + density,
      0,
    );
    expect(sum * step).toBeCloseTo(1, 9);
  });

  it("is undefined where half of the values are equal, or there are fewer than two", () => {
    expect(densityAt(Float64Array.of(1, 1, 1, 1, 9), AT)).toBeNull();
    expect(densityAt(Float64Array.of(1), AT)).toBeNull();
    expect(densityAt(new Float64Array(), AT)).toBeNull();
  });

  it("has a bandwidth although squares of the values are beyond float64, or the bulk far from zero", () => {
    const values = [1, 2, 3, 4, 6];
    const plain = silvermanBandwidth(Float64Array.from(values)) as number;
    const huge = silvermanBandwidth(Float64Array.from(values, (x) => x * 1e300)) as number;
    expect(huge / 1e300 / plain).toBeCloseTo(1, 12);
    const far = silvermanBandwidth(Float64Array.from(values, (x) => x + 1e15)) as number;
    expect(far / plain).toBeCloseTo(1, 12);
  });

  it("is undefined, not wrong, beyond float64", () => {
    expect(silvermanBandwidth(Float64Array.of(-1e308, -1e308, 1e308, 1e308))).toBeNull();
  });
});

it("a density is the same when it is asked for again, and another at other points", () => {
  const ascending = Float64Array.from({ length: 50 }, (_, i) => i / 10);
  const at = Float64Array.of(1, 2, 3);
  const first = densityAt(ascending, at);
  expect(densityAt(ascending, Float64Array.from(at))).toBe(first);
  const elsewhere = densityAt(ascending, Float64Array.of(1, 2, 4));
  expect(elsewhere?.[1]).toBe(first?.[1]);
  expect(elsewhere?.[2]).not.toBe(first?.[2]);
  expect(densityAt(Float64Array.from(ascending), at)).toEqual(first);
});
