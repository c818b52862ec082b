/** What is used of WebAssembly, typed here: the types of Node leave that to those of browsers. */

/** Compiled code, which may be sent to other threads. */
export type WasmModule = object & { readonly brand?: "WebAssembly.Module" };

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface WasmGlobal {
  readonly value: number;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: unknown };
}

const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi };

/** Node without a compiler (`--jitless`) has none. */
export const HAS_WEB_ASSEMBLY = api !== undefined;

const { Instance, Module } = api ?? ({} as WebAssemblyApi);
export const CompiledModule = Module;

/** What a module exports, made anew; null where there is no memory for it, as under `ulimit -v`. */
export function instantiated(module: WasmModule): unknown {
  try {
    return new Instance(module).exports;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
