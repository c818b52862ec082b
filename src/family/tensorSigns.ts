import type { TensorInfo } from "../model/tensors.js";

/** What tells families apart whose norms are called the same: other tensors. */

/** Is some tensor called so? */
export function has(pattern: RegExp): (tensors: ReadonlyMap<string, TensorInfo>) => boolean {
  return (tensors) => {
    for (const name of tensors.keys()) if (pattern.test(name)) return true;
    return false;
  };
}
