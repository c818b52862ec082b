import type { ByteSource } from "../../model/bytes.js";

/** Models that are protocol buffers have no magic number: the fields at their top tell what they are. */

const VARINT = 0;
const BYTES = 2;

interface Field {
  readonly number: number;
  readonly wireType: number;
  /** Of a number its value, of bytes their length. */
  readonly value: number;
}

/** ModelProto of onnx.proto: ir_version, producer's name and version, domain, model_version, doc_string, graph, opsets, and later ones. */
const ONNX_FIELDS: ReadonlyMap<number, number> = new Map([
  [1, VARINT],
  [2, BYTES],
  [3, BYTES],
  [4, BYTES],
  [5, VARINT],
  [6, BYTES],
  [7, BYTES],
  [8, BYTES],
  [14, BYTES],
  [20, BYTES],
  [25, BYTES],
  [26, BYTES],
]);
const ONNX_GRAPH = 7;
/** There have been thirteen. */
const MAX_ONNX_VERSION = 100;

export function isOnnx(head: Uint8Array, { byteLength }: ByteSource): boolean {
  const fields = topFields(head, byteLength);
  const [first] = fields;
  return (
    first?.number === 1 &&
    first.value > 0 &&
    first.value < MAX_ONNX_VERSION &&
    fields.every(({ number, wireType }) => ONNX_FIELDS.get(number) === wireType) &&
    fields.some(({ number }) => number === ONNX_GRAPH)
  );
}

/** SavedModel of saved_model.proto: its version, which is 1, then the graphs, of which the first takes most of it. */
export function isSavedModel(head: Uint8Array, { byteLength }: ByteSource): boolean {
  const [version, graph] = topFields(head, byteLength);
  return (
    version?.number === 1 &&
    version.wireType === VARINT &&
    version.value === 1 &&
    graph?.number === 2 &&
    graph.wireType === BYTES &&
    graph.value > byteLength / 2
  );
}

/** The fields at the top of a message as far as they begin in its first bytes; none where it is not a message. */
function topFields(head: Uint8Array, byteLength: number): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 5; shift++) {
      const byte = head[at++] ?? 0;
      value += (byte & 0x7f) * 128 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.POSITIVE_INFINITY;
  };
  while (at < head.length) {
    const tag = varint();
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    if (wireType !== VARINT && wireType !== BYTES) return [];
    const value = varint();
    if (wireType === BYTES) at += value;
    if (number === 0 || at > byteLength) return [];
    fields.push({ number, wireType, value });
  }
  return fields;
}
