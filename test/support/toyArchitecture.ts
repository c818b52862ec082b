import type { Family } from "../../src/family/family.js";
import { makeNaming } from "../../src/family/naming.js";
import { placesIn } from "../../src/family/places.js";
import type { NormSite } from "../../src/model/architecture.js";
import { canonicalName } from "../../src/model/sites.js";
import type { TensorSpec } from "./safetensorsFile.js";

/**
 * An architecture that no library has, and that differs from GPT-2 wherever one can: its norms come after the sublayers,
 * subtract no mean, have no bias, and most are stored as gain - 1; queries and keys have norms of a width of their own;
 * one norm comes before the blocks. The simplest example of how a family is described.
 */

const COMMON = {
  stack: null,
  kind: "RMSNorm",
  hasBias: false,
  storedAs: "gain - 1",
  width: "model",
  matrices: [],
  study: null,
} as const;

const IN_BLOCK = { ...COMMON, scope: "block" } as const;

const SITES: readonly NormSite[] = [
  {
    ...COMMON,
    name: "entry",
    path: "entry",
    scope: "model",
    place: "after the embedding",
    reads: "embeddings",
    feeds: ["residual stream"],
  },
  {
    ...IN_BLOCK,
    name: "query_scale",
    path: "stages.N.mixer.query_scale",
    place: "on the queries",
    reads: "queries",
    feeds: ["attention scores"],
    width: "own",
  },
  {
    ...IN_BLOCK,
    name: "key_scale",
    path: "stages.N.mixer.key_scale",
    place: "on the keys",
    reads: "keys",
    feeds: ["attention scores"],
    width: "own",
  },
  {
    ...IN_BLOCK,
    name: "after_mixer",
    path: "stages.N.after_mixer",
    place: "after attention",
    reads: "attention output",
    feeds: ["residual stream"],
  },
  {
    ...IN_BLOCK,
    name: "after_expand",
    path: "stages.N.after_expand",
    place: "after the MLP",
    reads: "MLP output",
    feeds: ["residual stream"],
  },
  {
    ...COMMON,
    name: "exit",
    path: "exit",
    scope: "model",
    place: "before the output",
    reads: "residual stream",
    feeds: ["head"],
    storedAs: "gain",
    matrices: ["unembed.weight"],
  },
];

export const TOY: Family = {
  architecture: { name: "toy", title: "Toy", sites: SITES },
  is: "a Toy",
  plainNamings: [],
  namings: [
    makeNaming({
      separator: ".",
      norms: {
        entry: "entry.{parameter}",
        query_scale: "stages.{block}.mixer.query_scale.{parameter}",
        key_scale: "stages.{block}.mixer.key_scale.{parameter}",
        after_mixer: "stages.{block}.after_mixer.{parameter}",
        after_expand: "stages.{block}.after_expand.{parameter}",
        exit: "exit.{parameter}",
      },
      parameters: { gain: "weight", bias: "bias" },
      words: {
        block: /(?:^|\.)stages\.(\d{1,5})\./,
        kinds: [
          ["norms", /(?:^|\.)(?:entry|query_scale|key_scale|after_mixer|after_expand|exit)\./],
          ["attention", /\.mixer\./],
          ["mlp", /\.expand\./],
          ["embeddings", /(?:^|\.)embed\./],
        ],
      },
      // The head that the last norm feeds is the embedding.
      weights: { "unembed.weight": [["embed.weight"]] },
    }),
    // A converter's, which adds the 1 to gains that are stored as gain - 1.
    makeNaming({
      separator: null,
      norms: {
        entry: "in_{parameter}",
        query_scale: "b{block}_q_{parameter}",
        key_scale: "b{block}_k_{parameter}",
        after_mixer: "b{block}_mix_{parameter}",
        after_expand: "b{block}_exp_{parameter}",
        exit: "out_{parameter}",
      },
      parameters: { gain: "g", bias: "b" },
      words: { block: /^b(\d{1,5})_/, kinds: [["norms", /_g$/]] },
      storesEffectiveGains: true,
    }),
  ],
  namesakes: [],
  modelTypes: [],
  ggufNames: [],
  suits: null,
  nonWeights: [[/(?:^|\.)positions$/, "a table of positions, which is no weight"]],
};

export const TOY_WIDTH = 24;
export const TOY_HEAD = 6;
export const TOY_BLOCKS = 5;
/** The dimension of the residual stream whose gain is far from the others in every norm. */
export const TOY_OUTLIER = 7;

export interface ToyShape {
  /** Fine-tuned: block 3's gains are a quarter larger, but for those on queries and keys. */
  readonly isTuned?: boolean;
  /** In the names of the converter that adds the 1. */
  readonly isConverted?: boolean;
  /** Canonical names of norms that are left out. */
  readonly without?: RegExp;
}

/** Every tensor of a toy model. All values are exact in float32, with and without the 1. */
export function toyTensors({
  isTuned = false,
  isConverted = false,
  without = /^$/,
}: ToyShape = {}): TensorSpec[] {
  const places = placesIn(
    TOY.architecture,
    Array.from({ length: TOY_BLOCKS }, (_, block) => block),
  );
  const norms = places
    .filter(({ site, block }) => !without.test(canonicalName(site, { block, parameter: "gain" })))
    .map(({ site, block }, place) => {
      const gains = toyGains(site, block, isTuned).map((gain, dim) => gain + ((place * 5 + dim) % 3) / 256);
      const isOffset = site.storedAs === "gain - 1" && !isConverted;
      return {
        name: isConverted
          ? convertedName(site, block)
          : `core.${canonicalName(site, { block, parameter: "gain" })}`,
        values: isOffset ? gains.map((gain) => gain - 1) : gains,
      };
    });
  return isConverted ? norms : [...norms, ...otherTensors()];
}

/** As they act in a forward pass. */
function toyGains(site: NormSite, block: number | null, isTuned: boolean): number[] {
  const scale = isTuned && block === 3 && site.width === "model" ? 1.25 : 1;
  const length = site.width === "own" ? TOY_HEAD : TOY_WIDTH;
  return Array.from({ length }, (_, dim) => {
    const isOutlier = site.width === "model" && dim === TOY_OUTLIER;
    return (isOutlier ? 3 : (64 + ((dim * 11 + (block ?? 0) * 3) % 16)) / 128) * scale;
  });
}

function convertedName({ name }: NormSite, block: number | null): string {
  const short: Readonly<Record<string, string>> = {
    entry: "in_g",
    query_scale: `b${block}_q_g`,
    key_scale: `b${block}_k_g`,
    after_mixer: `b${block}_mix_g`,
    after_expand: `b${block}_exp_g`,
    exit: "out_g",
  };
  return short[name] ?? name;
}

function otherTensors(): TensorSpec[] {
  const matrix = (name: string, rows: number, columns: number): TensorSpec => ({
    name: `core.${name}`,
    shape: [rows, columns],
    values: Array.from({ length: rows * columns }, (_, i) => (((i * 37) % 101) - 50) / 512),
  });
  const inBlocks = Array.from({ length: TOY_BLOCKS }, (_, block) => [
    matrix(`stages.${block}.mixer.qkv.weight`, 3 * TOY_HEAD, TOY_WIDTH),
    matrix(`stages.${block}.expand.up.weight`, 2 * TOY_WIDTH, TOY_WIDTH),
  ]);
  return [matrix("embed.weight", 10, TOY_WIDTH), ...inBlocks.flat(), matrix("positions", 4, TOY_WIDTH)];
}
