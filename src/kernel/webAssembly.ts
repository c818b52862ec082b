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

export const { Module: CompiledModule, Instance } = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }
).WebAssembly;
