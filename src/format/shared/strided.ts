/** Where the elements of a tensor are that is a view: counted in elements, from the first. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Strides of a tensor in row-major order: the last dimension runs fastest. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape
    .toReversed()
    .map((size) => {
      const current = stride;
      stride *= size;
      return current;
    })
    .toReversed();
}

/** Elements from the first to the last of a view, both included; 0 for a tensor without elements. */
export function spanOf({ shape, strides }: Layout): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((last, size, dim) => last + (size - 1) * (strides[dim] ?? 0), 1);
}

/** Does it lie in one piece, in row-major order? Dimensions of length 1 may have any stride. */
export function isRowMajor({ shape, strides }: Layout): boolean {
  const wanted = rowMajorStrides(shape);
  return shape.every((size, dim) => size <= 1 || strides[dim] === wanted[dim]);
}

/** The elements of a view in row-major order: `bytes` is its span, `elementBytes` the length of one element. */
export function gather(bytes: Uint8Array, elementBytes: number, { shape, strides }: Layout): Uint8Array {
  const elements = shape.reduce((product, size) => product * size, 1);
  const gathered = new Uint8Array(elements * elementBytes);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < elements; i++) {
    const startByte = at * elementBytes;
    gathered.set(bytes.subarray(startByte, startByte + elementBytes), i * elementBytes);
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      const [size = 0, stride = 0, place = 0] = [shape[dim], strides[dim], index[dim]];
      if (place + 1 < size) {
        index[dim] = place + 1;
        at += stride;
        break;
      }
      index[dim] = 0;
      at -= place * stride;
    }
  }
  return gathered;
}
