import { WdistError } from "../errors.js";
import { instantiated, type WasmGlobal, type WasmMemory, type WasmModule } from "./webAssembly.js";

type CountF32 = (length: number, scale: number, offset: number, limit: number, shift: number) => void;

/** What src/counting/assembly exports. Of two chunks the partner's is the second model's. */
export interface KernelExports {
  readonly memory: WasmMemory;
  readonly recordByte: WasmGlobal;
  readonly edgesByte: WasmGlobal;
  readonly countsByte: WasmGlobal;
  readonly countsStride: WasmGlobal;
  readonly codesByte: WasmGlobal;
  readonly partnerCodesByte: WasmGlobal;
  readonly codesStride: WasmGlobal;
  readonly chunkByte: WasmGlobal;
  readonly partnerChunkByte: WasmGlobal;
  readonly wideByte: WasmGlobal;
  readonly partnerWideByte: WasmGlobal;
  readonly scanF32: (chunkByte: number, length: number) => void;
  readonly useEdges: (bins: number) => void;
  readonly countF32: CountF32;
  readonly countF32Within: CountF32;
  readonly countAnyF32: (length: number, shift: number) => void;
  readonly countCodes16: (chunkByte: number, codesByte: number, length: number) => void;
  readonly countCodes8: (chunkByte: number, codesByte: number, length: number) => void;
  readonly widenBF16: (fromByte: number, toByte: number, length: number) => void;
  readonly widenF16: (fromByte: number, toByte: number, length: number) => void;
  readonly pairF32: (preByte: number, postByte: number, length: number) => void;
  readonly findDelta: (preByte: number, postByte: number, length: number, distance: number) => number;
}

/** @throws WdistError USAGE where there is no memory for it */
export function kernelExports(module: WasmModule): KernelExports {
  const exports = instantiated(module) as KernelExports | null;
  if (exports !== null) return exports;
  throw new WdistError("USAGE", {
    where: "counting all weights",
    what: "needs memory for WebAssembly, which this process may not have",
    fix: "raise its limit: ulimit -v unlimited",
  });
}
