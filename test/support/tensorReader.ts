import type { TensorInfo, TensorReader } from "../../src/model/tensors.js";

export interface StubReader extends TensorReader {
  /** Whether close was called. */
  readonly isClosed: () => boolean;
}

/** An open checkpoint that has only a header: names alone are float32 vectors of width 4. */
export function readerOf(tensors: readonly (string | TensorInfo)[], label = "model.safetensors"): StubReader {
  const infos = tensors.map((tensor) =>
    typeof tensor === "string" ? { name: tensor, dtype: "F32", shape: [4] } : tensor,
  );
  let closed = false;
  return {
    format: "safetensors",
    label,
    files: [label],
    tensors: new Map(infos.map((info) => [info.name, info])),
    metadata: new Map(),
    read: async (name) => {
      throw new Error(`read ${name}, though only headers should be`);
    },
    locate: async () => null,
    close: async () => {
      closed = true;
    },
    isClosed: () => closed,
  };
}
