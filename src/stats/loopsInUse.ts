import * as ofLines from "./lineLoops.js";
import * as ofVectors from "./loops.js";
import * as ofPairs from "./pairLoops.js";

/** The loops over vectors and pairs of them, as JavaScript or as WebAssembly: whichever, they give the same. */
export type Loops = Omit<typeof ofVectors, "Sum"> & typeof ofPairs & typeof ofLines & Partial<OnlyCompiled>;

/** What JavaScript has good ways of its own for. */
interface OnlyCompiled {
  /** `out`, [2n]: see src/counting/assembly/order.ts. */
  readonly orderInto: (values: Float64Array, out: Float64Array) => number;
}

/** As JavaScript. */
export const PLAIN_LOOPS: Loops = { ...ofVectors, ...ofPairs, ...ofLines };

let inUse: Loops = PLAIN_LOOPS;

/** Those that every number is made with from now on. */
export function useLoops(loops: Loops): void {
  inUse = loops;
}

export function loops(): Loops {
  return inUse;
}
