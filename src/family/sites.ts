import type { NormConsumer, NormInput, NormSite } from "../model/architecture.js";

/** The norm sites that most transformers have, so that a family's file says no more than their names and what they feed. */

/** What the norms of a family compute, and how they are stored. */
export type NormStyle = Pick<NormSite, "kind" | "hasBias" | "storedAs">;

/** Ba, Kiros and Hinton 2016. */
export const LAYER_NORM: NormStyle = { kind: "LayerNorm", hasBias: true, storedAs: "gain" };
export const LAYER_NORM_WITHOUT_BIAS: NormStyle = { ...LAYER_NORM, hasBias: false };
/** NeMo's LayerNorm1P: weight decay then pulls the gain to 1. */
export const LAYER_NORM_1P: NormStyle = { ...LAYER_NORM, storedAs: "gain - 1" };
/** Zhang and Sennrich 2019. */
export const RMS_NORM: NormStyle = { kind: "RMSNorm", hasBias: false, storedAs: "gain" };
/** Gemma's: its module computes with 1 + weight. */
export const RMS_NORM_1P: NormStyle = { ...RMS_NORM, storedAs: "gain - 1" };

interface Role {
  readonly place: string;
  readonly reads: NormInput;
  readonly feeds: readonly NormConsumer[];
  /** That of the stream, where it is not said. */
  readonly width?: NormSite["width"];
}

/** A norm of a family: what it is called, its module with N for the block, and the matrices that it feeds. */
type Site = (name: string, path: string, matrices?: readonly string[]) => NormSite;

/** Each where it is in the model. */
const ROLES = {
  afterEmbedding: { place: "after the embedding", reads: "embeddings", feeds: ["residual stream"] },
  beforeAttention: { place: "before attention", reads: "residual stream", feeds: ["attention"] },
  beforeCrossAttention: {
    place: "before cross-attention",
    reads: "residual stream",
    feeds: ["cross-attention"],
  },
  beforeMlp: { place: "before the MLP", reads: "residual stream", feeds: ["MLP"] },
  /** Both sublayers of a block read what the block is given. */
  beforeParallelMlp: {
    place: "before the MLP, which runs beside attention",
    reads: "residual stream",
    feeds: ["MLP"],
  },
  beforeBoth: {
    place: "before attention and the MLP",
    reads: "residual stream",
    feeds: ["attention", "MLP"],
  },
  beforeMixer: { place: "before the mixer", reads: "residual stream", feeds: ["mixer"] },
  /** On what the sublayer gives, before that is added to the stream (Gemma 2, OLMo 2). */
  onAttentionOutput: {
    place: "on attention's output",
    reads: "attention output",
    feeds: ["residual stream"],
  },
  onMlpOutput: { place: "on the MLP's output", reads: "MLP output", feeds: ["residual stream"] },
  /** On the stream, once the sublayer's output has been added: post-LN, as Vaswani et al. 2017 had it. */
  afterAttention: {
    place: "after attention is added",
    reads: "residual stream",
    feeds: ["residual stream"],
  },
  afterMlp: { place: "after the MLP is added", reads: "residual stream", feeds: ["residual stream"] },
  onQueries: { place: "on the queries", reads: "queries", feeds: ["attention scores"], width: "own" },
  onKeys: { place: "on the keys", reads: "keys", feeds: ["attention scores"], width: "own" },
  onLowRankQueries: {
    place: "on the low-rank queries",
    reads: "low-rank queries",
    feeds: ["low-rank projection"],
    width: "own",
  },
  onLowRankKeysAndValues: {
    place: "on the low-rank keys and values",
    reads: "low-rank keys and values",
    feeds: ["low-rank projection"],
    width: "own",
  },
  onMixerOutput: {
    place: "in the mixer, before its output projection",
    reads: "mixer output",
    feeds: ["output projection"],
    width: "own",
  },
  beforeOutput: { place: "before the output", reads: "residual stream", feeds: ["head"] },
  /** Of an encoder whose decoder attends to it: it feeds matrices of every block of the decoder, and names none. */
  beforeDecoder: {
    place: "before the decoder's cross-attention",
    reads: "residual stream",
    feeds: ["cross-attention keys and values"],
  },
  inHead: { place: "in the output head", reads: "head", feeds: ["head"] },
} as const satisfies Readonly<Record<string, Role>>;

export type SiteMakers = Readonly<Record<keyof typeof ROLES, Site>>;

/** Makers of sites in this style. Of a model with several stacks, those of one. */
export function sitesOf(style: NormStyle, stack: string | null = null): SiteMakers {
  const maker = (role: Role): Site => {
    return (name, path, matrices = []) => siteOf(name, path, { ...style, stack, matrices }, role);
  };
  return Object.fromEntries(
    Object.entries(ROLES).map(([name, role]) => [name, maker(role)]),
  ) as unknown as SiteMakers;
}

/** A site that no maker makes. */
export function siteOf(
  name: string,
  path: string,
  common: NormStyle & Pick<NormSite, "stack" | "matrices">,
  { place, reads, feeds, width = "model" }: Role,
): NormSite {
  const scope = path.split(".").includes("N") ? "block" : "model";
  return { name, path, scope, ...common, place, reads, feeds, width, study: null };
}

/** The weights of modules, by their canonical names. */
export function weightsOf(prefix: string, ...modules: readonly string[]): string[] {
  return modules.map((module) => `${prefix}.${module}.weight`);
}
