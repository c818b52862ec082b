/** The package safetensors brings no types. */
declare module "safetensors" {
  export class SafeTensor {
    constructor(bytes: Uint8Array);
    readonly metadata: ReadonlyMap<
      string,
      { readonly dtype: string; readonly shape: readonly number[]; readonly data_offsets: readonly number[] }
    >;
    getTensor(name: string): Uint8Array;
  }
}
