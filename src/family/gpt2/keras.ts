import { CROSS_ATTENTION, makeNaming } from "../naming.js";

/** transformers' TensorFlow model in Keras's HDF5: `.../h_._N/ln_1/gamma:0`, `.../ln_f/beta:0`. */
export const KERAS = makeNaming({
  example: "h_._N/ln_1/gamma:0",
  pattern:
    /^(?<prefix>(?:.*\/)?)(?:h_\._(?<block>[0-9]+)\/(?<inner>ln_1|ln_2)|(?<final>ln_f))\/(?<kind>gamma|beta):0$/s,
  inner: ["ln_1", "ln_2"],
  gain: "gamma",
  others: [[/(?:^|\/)h_\._[0-9]+\/ln_cross_attn\/(gamma|beta):0$/, CROSS_ATTENTION]],
});
