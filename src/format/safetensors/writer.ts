/** A vector to write. */
export interface OutgoingTensor {
  readonly name: string;
  /** How it was stored where it comes from. */
  readonly dtype: string;
  /** Shape [values.length]. */
  readonly values: Float64Array;
}

/** The header is padded with spaces to a multiple of this, so that the data is aligned, as the official library does. */
const ALIGNMENT = 8;

/**
 * A safetensors file of vectors: F32 where that holds every value exactly, as it does those of all smaller floats, else
 * F64; F64 where the source was. The same tensors and metadata give the same bytes.
 */
export function writeSafetensors(
  tensors: readonly OutgoingTensor[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const encoded = tensors.map(({ name, dtype, values }) => ({
    name,
    shape: [values.length],
    ...encode(dtype, values),
  }));
  // Wider types first, so that every tensor is aligned; then by name.
  encoded.sort(
    (a, b) => (a.dtype === b.dtype ? 0 : a.dtype < b.dtype ? 1 : -1) || (a.name < b.name ? -1 : 1),
  );
  const header: Record<string, unknown> = { __metadata__: Object.fromEntries([...metadata].sort()) };
  let startByte = 0;
  for (const { name, dtype, shape, bytes } of encoded) {
    header[name] = { dtype, shape, data_offsets: [startByte, startByte + bytes.length] };
    startByte += bytes.length;
  }
  return Buffer.concat([headerBytes(header), ...encoded.map(({ bytes }) => bytes)]);
}

function encode(dtype: string, values: Float64Array): { dtype: string; bytes: Uint8Array } {
  const single = dtype !== "F64" && values.every((value) => Object.is(Math.fround(value), value));
  const bytes = new Uint8Array(values.length * (single ? 4 : 8));
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (single) view.setFloat32(i * 4, value, true);
    else view.setFloat64(i * 8, value, true);
  });
  return { dtype: single ? "F32" : "F64", bytes };
}

/** The 8 bytes of length, and the padded JSON. */
function headerBytes(header: Record<string, unknown>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}
