import type { TensorInfo } from "../../model/tensors.js";
import { datatypeAt, numberAt } from "./objectHeader.js";
import type { PagedBytes } from "./pagedBytes.js";

/**
 * HDF5 describes a float bit by bit, so a file may hold others than IEEE's under the same size. They are refused: other
 * readers convert them, and the numbers would differ. Source: HDF5 File Format Specification Version 3.0, IV.A.2.d.
 */

const FLOAT_CLASS = 1;
/** Class and version, flags of three bytes, the size, and what of a float lies where. */
const MESSAGE_BYTES = 20;
const VAX_ORDER = 1 << 6;
/** In two bits: the highest bit of the mantissa is 1, and not stored. */
const NORMALISATION = 3 << 4;
const IMPLIED_ONE = 2 << 4;

/** Offset and precision; place and size of the exponent; of the mantissa; the exponent's bias; the sign's place. */
const IEEE: ReadonlyMap<number, string> = new Map([
  [2, "0,16,10,5,0,10,15,15"],
  [4, "0,32,23,8,0,23,127,31"],
  [8, "0,64,52,11,0,52,1023,63"],
]);

/** What is odd about a dataset's float type; null for one of IEEE's, in either byte order. */
export function oddityOfFloat(
  bytes: PagedBytes,
  reference: Uint8Array,
): Pick<TensorInfo, "dtype" | "trouble"> | null {
  const message = datatypeAt(bytes, numberAt(Buffer.from(reference), 0, 8));
  if (message === null || message.length < MESSAGE_BYTES) return odd("a float whose type cannot be found");
  const flags = numberAt(message, 1, 3);
  const size = message.readUInt32LE(4);
  const layout = [
    message.readUInt16LE(8),
    message.readUInt16LE(10),
    ...message.subarray(12, 16),
    message.readUInt32LE(16),
    (flags >> 8) & 0xff,
  ];
  const isUsual =
    (message.readUInt8(0) & 0x0f) === FLOAT_CLASS &&
    (flags & VAX_ORDER) === 0 &&
    (flags & NORMALISATION) === IMPLIED_ONE &&
    IEEE.get(size) === layout.join();
  if (isUsual) return null;
  const [, precision, , exponentBits, , mantissaBits, bias] = layout;
  return odd(
    `a float of ${precision} bits, with ${exponentBits} of exponent (bias ${bias}) and ${mantissaBits} of mantissa, which is not IEEE's`,
  );
}

function odd(what: string): Pick<TensorInfo, "dtype" | "trouble"> {
  return { dtype: "float", trouble: { what: `is stored as ${what}`, fix: "save the weights as float32" } };
}
