/** An element of a storage. */
export interface TorchElement {
  /** As safetensors calls it; what it has no name for is called as PyTorch does. */
  readonly dtype: string;
  readonly bytes: number;
}

/** A PyTorch dtype by its names: `torch.<name>` where a tensor says it, `torch.<Class>Storage` where its storage does. */
const ELEMENTS: readonly (readonly [name: string, storage: string | null, dtype: string, bytes: number])[] = [
  ["float64", "Double", "F64", 8],
  ["float32", "Float", "F32", 4],
  ["float16", "Half", "F16", 2],
  ["bfloat16", "BFloat16", "BF16", 2],
  ["float8_e4m3fn", null, "F8_E4M3", 1],
  ["float8_e5m2", null, "F8_E5M2", 1],
  ["float8_e4m3fnuz", null, "F8_E4M3FNUZ", 1],
  ["float8_e5m2fnuz", null, "F8_E5M2FNUZ", 1],
  ["float8_e8m0fnu", null, "F8_E8M0", 1],
  ["int64", "Long", "I64", 8],
  ["int32", "Int", "I32", 4],
  ["int16", "Short", "I16", 2],
  ["int8", "Char", "I8", 1],
  ["uint8", "Byte", "U8", 1],
  ["uint16", null, "U16", 2],
  ["uint32", null, "U32", 4],
  ["uint64", null, "U64", 8],
  ["bool", "Bool", "BOOL", 1],
  ["complex32", null, "complex32", 4],
  ["complex64", "ComplexFloat", "C64", 8],
  ["complex128", "ComplexDouble", "complex128", 16],
  ["qint8", "QInt8", "qint8", 1],
  ["quint8", "QUInt8", "quint8", 1],
  ["qint32", "QInt32", "qint32", 4],
];

/** Bytes without a type: the tensor says what they are. */
const UNTYPED: TorchElement = { dtype: "U8", bytes: 1 };

const BY_DTYPE: ReadonlyMap<string, TorchElement> = new Map(
  ELEMENTS.map(([name, , dtype, bytes]) => [`torch.${name}`, { dtype, bytes }]),
);

const BY_STORAGE: ReadonlyMap<string, TorchElement> = new Map([
  ["Untyped", UNTYPED],
  ...ELEMENTS.flatMap(([, storage, dtype, bytes]) =>
    storage === null ? [] : [[storage, { dtype, bytes }] as const],
  ),
]);

const STORAGE = /^torch(?:\.cuda|\.storage)?\.(?<element>\w+)Storage$/;

/** The element of `torch.FloatStorage` and the like, or null. */
export function elementOfStorage(path: string): TorchElement | null {
  return BY_STORAGE.get(STORAGE.exec(path)?.groups?.element ?? "") ?? null;
}

/** The element of `torch.float8_e4m3fn` and the like, or null. */
export function elementOfDtype(path: string): TorchElement | null {
  return BY_DTYPE.get(path) ?? null;
}
