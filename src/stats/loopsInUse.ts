import * as plain from "./loops.js";

/** The loops over vectors, as JavaScript or as WebAssembly: whichever, they give the same. */
export type Loops = Omit<typeof plain, "Sum">;

let inUse: Loops = plain;

/** Those that every number is made with from now on. */
export function useLoops(loops: Loops): void {
  inUse = loops;
}

export function loops(): Loops {
  return inUse;
}
