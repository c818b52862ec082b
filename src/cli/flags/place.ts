import { asTyped, repeated, type ValuesOf } from "./flag.js";

/** Every command that opens checkpoints has this. */
export const PLACE_FLAGS = {
  at: repeated(
    "--at <place>",
    "of several models in one file the one there, e.g. model_ema or state.model; . is the root (repeatable: one for each checkpoint, in order)",
    asTyped,
  ),
};

export type PlaceFlags = ValuesOf<typeof PLACE_FLAGS>;
