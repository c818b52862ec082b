import type { NormSite } from "../model/architecture.js";
import type { Family } from "./family.js";
import { GGUF_HEADS, ggufWeights } from "./ggufWeights.js";
import { GGUF_WORDS, TRANSFORMERS_WORDS } from "./moduleWords.js";
import { makeNaming, type Naming } from "./naming.js";

/** A family in short: what most have in common is filled in. */
export interface FamilyParts
  extends Pick<Family, "is">,
    Partial<Omit<Family, "is" | "architecture" | "namings">> {
  /** Of the architecture: what JSON and extracts call it. */
  readonly name: string;
  readonly title: string;
  /** In the order of the forward pass. */
  readonly sites: readonly NormSite[];
  /** By name of the site: its module as the family's own library writes it, where that is more than its path. */
  readonly modules?: Readonly<Record<string, string>>;
  /** By name of the site: its module in llama.cpp's files, with `{block}`. */
  readonly gguf?: Readonly<Record<string, string>>;
  /** By canonical name: matrices in llama.cpp's files, with `{block}`, where the last module of the name does not tell. */
  readonly ggufMatrices?: Readonly<Record<string, string>>;
  /** Other spellings of its weights' canonical names; the first that a checkpoint has is taken. */
  readonly spellings?: (canonical: string) => readonly string[];
  /** Output heads that are not the embedding, where they are called otherwise than usual. */
  readonly heads?: readonly string[];
  /** Namings of still other libraries. */
  readonly others?: readonly Naming[];
}

export function describeFamily(parts: FamilyParts): Family {
  const {
    name,
    title,
    sites,
    modules = {},
    gguf,
    ggufMatrices,
    spellings,
    heads,
    others = [],
    ...own
  } = parts;
  const library = makeNaming({
    separator: ".",
    norms: Object.fromEntries(
      sites.map((site) => [site.name, `${modules[site.name] ?? moduleOf(site)}.{parameter}`]),
    ),
    parameters: { gain: "weight", bias: "bias" },
    words: TRANSFORMERS_WORDS,
    ...(spellings === undefined ? {} : { spellings }),
    ...(heads === undefined ? {} : { heads }),
  });
  return {
    architecture: { name, title, sites },
    namings: [library, ...(gguf === undefined ? [] : [ggufNaming(gguf, sites, ggufMatrices)]), ...others],
    plainNamings: [library, ...others],
    namesakes: [],
    modelTypes: [],
    ggufNames: [],
    suits: null,
    nonWeights: BUFFERS,
    ...own,
  };
}

/** A converter adds the 1 where a family stores gain - 1. */
function ggufNaming(
  modules: Readonly<Record<string, string>>,
  sites: readonly NormSite[],
  matrices: Readonly<Record<string, string>> = {},
): Naming {
  const own = Object.entries(matrices).map(([name, called]) => [name, [[called]]] as const);
  return makeNaming({
    separator: null,
    norms: Object.fromEntries(
      Object.entries(modules).map(([site, module]) => [site, `${module}.{parameter}`]),
    ),
    parameters: { gain: "weight", bias: "bias" },
    words: GGUF_WORDS,
    storesEffectiveGains: true,
    weights: { ...ggufWeights(sites), ...Object.fromEntries(own) },
    heads: GGUF_HEADS,
  });
}

/** "h.{block}.ln_1" */
export function moduleOf({ path }: Pick<NormSite, "path">): string {
  return path
    .split(".")
    .map((part) => (part === "N" ? "{block}" : part))
    .join(".");
}

/** What older versions of transformers saved beside the weights. */
const BUFFERS: Family["nonWeights"] = [
  [
    /\.(?:attn|attention|self_attention)\.(?:bias|masked_bias)$/,
    "a mask of the attention, which is no weight",
  ],
  [/\.rotary_emb\.inv_freq$/, "frequencies of the rotary positions, which are no weights"],
  [/(?:^|\.)position_ids$/, "a table of positions, which is no weight"],
];
