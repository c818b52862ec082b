import { makeNaming } from "../naming.js";

/** Flax's tree as paths: `transformer/h/N/ln_1/scale`, `transformer/ln_f/bias`. */
export const FLAX = makeNaming({
  example: "h/N/ln_1/scale",
  pattern:
    /^(?<prefix>(?:.*\/)?)(?:h\/(?<block>[0-9]+)\/(?<inner>ln_1|ln_2)|(?<final>ln_f))\/(?<kind>scale|bias)$/s,
  inner: ["ln_1", "ln_2"],
  gain: "scale",
});
