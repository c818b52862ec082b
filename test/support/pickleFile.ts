/** A small writer of pickles, by CPython's pickletools: the values and calls that PyTorch writes, and any opcode raw. */

/** A piece of a pickle that leaves one value on the stack. */
export type Piece = Buffer;

function bytes(...parts: readonly (number | string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === "number" ? Buffer.from([part]) : Buffer.from(part as string, "latin1"),
    ),
  );
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}

export const raw = bytes;
export const NONE: Piece = bytes("N");
export const FALSE: Piece = bytes(0x89);

export function text(value: string): Piece {
  const utf8 = Buffer.from(value, "utf8");
  return bytes("X", u32(utf8.length), utf8);
}

export function int(value: number): Piece {
  if (Number.isInteger(value) && value >= 0 && value < 256) return bytes("K", value);
  const long = Buffer.alloc(8);
  long.writeBigInt64LE(BigInt(value));
  return bytes(0x8a, 8, long);
}

export function tuple(...items: readonly Piece[]): Piece {
  return bytes("(", ...items, "t");
}

export function list(...items: readonly Piece[]): Piece {
  return bytes("](", ...items, "e");
}

export function dict(entries: readonly (readonly [key: Piece | string, value: Piece])[]): Piece {
  return bytes(
    "}(",
    ...entries.flatMap(([key, value]) => [typeof key === "string" ? text(key) : key, value]),
    "u",
  );
}

export function global(path: string): Piece {
  const [, module = "", name = ""] = /^(.*)\.([^.]+)$/.exec(path) ?? [];
  return bytes("c", module, "\n", name, "\n");
}

export function call(path: string, ...args: readonly Piece[]): Piece {
  return bytes(global(path), tuple(...args), "R");
}

export function orderedDict(entries: readonly (readonly [key: string, value: Piece])[]): Piece {
  return bytes(
    call("collections.OrderedDict"),
    "(",
    ...entries.flatMap(([key, value]) => [text(key), value]),
    "u",
  );
}

export function storage(kind: string, key: string, elements: number): Piece {
  return bytes(tuple(text("storage"), global(`torch.${kind}`), text(key), text("cpu"), int(elements)), "Q");
}

export interface TensorOf {
  readonly storage: Piece;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
}

export function tensor({ storage: from, offset = 0, shape, strides }: TensorOf): Piece {
  return call(
    "torch._utils._rebuild_tensor_v2",
    ...viewArgs({ storage: from, offset, shape, ...(strides && { strides }) }),
  );
}

/** What every rebuild begins with: storage, offset, size, stride, requires_grad, hooks. */
export function viewArgs({ storage: from, offset = 0, shape, strides }: TensorOf): Piece[] {
  const rowMajor = shape.map((_, dim) => shape.slice(dim + 1).reduce((product, size) => product * size, 1));
  return [
    from,
    int(offset),
    tuple(...shape.map(int)),
    tuple(...(strides ?? rowMajor).map(int)),
    FALSE,
    call("collections.OrderedDict"),
  ];
}

/** A whole pickle of protocol 2. */
export function pickle(value: Piece): Buffer {
  return bytes(0x80, 2, value, ".");
}
