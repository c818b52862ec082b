import type { Family } from "./family.js";
import { GPT2 } from "./gpt2/gpt2.js";

/** Every family of models that can be read, in the order in which they are tried. */
export const FAMILIES: readonly Family[] = [GPT2];

/** The architecture that help and examples speak of, where no model has been opened. */
export const DEFAULT_ARCHITECTURE = GPT2.architecture;
