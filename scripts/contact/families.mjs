// Pairs of models of other families, whose norms have long names: a model as it is, and one whose vectors all grew.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFrom } from "./madeModels.mjs";

/** Those that are not read, OLMo 1 and its like among them, whose norms have no parameters. */
const REFUSED = /^refuse-|^olmo$|-noaffine$/;

/** Of which runs are drawn too: two stacks, many norms, long names, norms of a width of their own. */
const IN_RUNS = ["bert", "t5", "gemma3-vision", "clip"];
const RUN_STEPS = 6;
const GROWTH = 0.1;

/** By folders of ../shared/families. What the norms feed is in them too, so that effective gains can be drawn. */
export function familyPairsIn({ made, shared }) {
  const options = { blocks: "all", bias: true, effective: true };
  return familiesIn(shared).map(({ family, folder }) => {
    const post = join(made, `families/${family}-grown`);
    writeGrown(folder, post, GROWTH);
    return { name: `family-${family}`, pre: folder, post, options };
  });
}

export function familyRunsIn({ made, shared }) {
  return familiesIn(shared)
    .filter(({ family }) => IN_RUNS.includes(family))
    .map(({ family, folder }) => {
      const run = join(made, `families/${family}-run`);
      for (let k = 0; k < RUN_STEPS; k++) writeGrown(folder, join(run, `checkpoint-${k}`), GROWTH * k);
      return { name: `run-${family}`, checkpoints: run, options: {} };
    });
}

function familiesIn(shared) {
  const all = join(shared, "families");
  if (!existsSync(all)) return [];
  return readdirSync(all)
    .filter((family) => !REFUSED.test(family))
    .map((family) => ({ family, folder: join(all, family) }))
    .filter(({ folder }) =>
      ["model.safetensors", "config.json"].every((file) => existsSync(join(folder, file))),
    );
}

/** A copy in which every vector of floats is larger by this share, give or take. */
function writeGrown(folder, copy, share) {
  mkdirSync(copy, { recursive: true });
  copyFileSync(join(folder, "config.json"), join(copy, "config.json"));
  const bytes = readFileSync(join(folder, "model.safetensors"));
  const dataStart = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, dataStart));
  const random = randomFrom(17);
  for (const { dtype, shape, data_offsets } of Object.values(header)) {
    if (dtype !== "F32" || shape.length !== 1) continue;
    const [start, end] = data_offsets;
    for (let at = dataStart + start; at < dataStart + end; at += 4) {
      bytes.writeFloatLE(bytes.readFloatLE(at) * (1 + share * (1 + 0.5 * random.normal())), at);
    }
  }
  writeFileSync(join(copy, "model.safetensors"), bytes);
}
