// Pairs of whole models, small enough to be run at once, and the text that they are run on.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { randomFrom } from "./madeModels.mjs";

const TOKENS = 300;
/** Of the models in fixtures/forward. */
const VOCABULARY = 24;

/** @param made a folder for what is made here */
export function probesIn({ made, shared }) {
  return [shippedProbe(made), ...sharedProbes(join(shared, "training"))];
}

function shippedProbe(made) {
  const { uniform } = randomFrom(5);
  const tokens = join(made, "tokens.json");
  const ids = Array.from({ length: TOKENS }, () => Math.floor(uniform() * VOCABULARY));
  writeFileSync(tokens, JSON.stringify(ids));
  const [pre, post] = ["pre", "post"].map((side) => join(ROOT, "fixtures/forward", side));
  return { name: "probe-fixtures", pre, post, text: { tokens } };
}

function sharedProbes(folder) {
  if (!existsSync(folder)) return [];
  const [pre, post] = ["pre/checkpoint-1200", "post/checkpoint-500"].map((path) => join(folder, path));
  return [{ name: "probe-training", pre, post, text: { text: join(folder, "texts/py.txt") } }];
}
