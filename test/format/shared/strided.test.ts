import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gather, isRowMajor, rowMajorStrides, spanOf } from "../../../src/format/shared/strided.js";

describe("strides", () => {
  it.each([
    [[], []],
    [[5], [1]],
    [
      [2, 3],
      [3, 1],
    ],
    [
      [2, 3, 4],
      [12, 4, 1],
    ],
  ])("of shape %j in row-major order are %j", (shape, strides) => {
    expect(rowMajorStrides(shape)).toEqual(strides);
    expect(isRowMajor({ shape, strides })).toBe(true);
    expect(spanOf({ shape, strides })).toBe(shape.reduce((product, size) => product * size, 1));
  });

  it("do not matter for dimensions of length 1, and matter for others", () => {
    expect(isRowMajor({ shape: [1, 3], strides: [99, 1] })).toBe(true);
    expect(isRowMajor({ shape: [2, 3], strides: [1, 2] })).toBe(false);
  });

  it("span nothing where a dimension is 0", () => {
    expect(spanOf({ shape: [0, 3], strides: [9, 9] })).toBe(0);
  });
});

describe("gather", () => {
  it("takes each element from where its indices say, for any view", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 })), { maxLength: 4 }),
        fc.constantFrom(1, 2, 4),
        (dims, elementBytes) => {
          const [shape, strides] = [dims.map(([size]) => size), dims.map(([, stride]) => stride)];
          const span = spanOf({ shape, strides });
          const bytes = Uint8Array.from({ length: span * elementBytes }, (_, i) =>
            Math.floor(i / elementBytes),
          );
          const gathered = gather(bytes, elementBytes, { shape, strides });
          const elements = shape.reduce((product, size) => product * size, 1);
          const expected = Array.from({ length: elements }, (_, i) => {
            let [rest, at] = [i, 0];
            for (let dim = shape.length - 1; dim >= 0; dim--) {
              const size = shape[dim] ?? 1;
              at += (rest % size) * (strides[dim] ?? 0);
              rest = Math.floor(rest / size);
            }
            return at;
          });
          expect([...gathered]).toEqual(expected.flatMap((at) => Array(elementBytes).fill(at)));
        },
      ),
    );
  });
});
