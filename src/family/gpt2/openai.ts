import { makeNaming } from "../naming.js";

/** The variables of OpenAI's own release: `model/hN/ln_1/g`, `model/hN/ln_2/b`, `model/ln_f/g`. */
export const OPENAI = makeNaming({
  example: "hN/ln_1/g",
  pattern: /^(?<prefix>(?:.*\/)?)(?:h(?<block>[0-9]+)\/(?<inner>ln_1|ln_2)|(?<final>ln_f))\/(?<kind>g|b)$/s,
  inner: ["ln_1", "ln_2"],
  gain: "g",
});
