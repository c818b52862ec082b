import { describeFamily } from "../describe.js";
import { RMS_NORM, sitesOf } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Gu and Dao 2023; Dao and Gu 2024: a mixer in each block, and neither attention nor an MLP. */

const { beforeMixer, onMixerOutput, beforeOutput } = sitesOf(RMS_NORM);
const BLOCK = beforeMixer("norm", "layers.N.norm", ["layers.N.mixer.in_proj.weight"]);
const FINAL = beforeOutput("norm_f", "norm_f", ["embeddings.weight"]);

const hasOtherMixers = has(/\.mixer\.(?:[qkv]_proj|up_proj)\.weight$/);

/** The authors' own library calls the embedding so. */
const spellings = (name: string): readonly string[] =>
  name === "embeddings.weight" ? ["embedding.weight"] : [];

export const MAMBA = describeFamily({
  name: "mamba",
  title: "Mamba",
  is: "a Mamba",
  modelTypes: ["mamba", "falcon_mamba"],
  isToldBy: has(/\.mixer\.A_log$/),
  ggufNames: ["mamba"],
  sites: [BLOCK, FINAL],
  spellings,
  gguf: { norm: "blk.{block}.attn_norm", norm_f: "output_norm" },
});

/** With a norm inside of the mixer, which a gate multiplies. */
export const MAMBA2 = describeFamily({
  name: "mamba2",
  title: "Mamba 2",
  is: "a Mamba 2",
  modelTypes: ["mamba2"],
  // In Nemotron-H some blocks have attention, or an MLP, under the same names.
  isToldBy: (tensors) => !hasOtherMixers(tensors),
  ggufNames: ["mamba2"],
  sites: [
    BLOCK,
    onMixerOutput("mixer.norm", "layers.N.mixer.norm", ["layers.N.mixer.out_proj.weight"]),
    FINAL,
  ],
  spellings,
  gguf: { norm: "blk.{block}.attn_norm", "mixer.norm": "blk.{block}.ssm_norm", norm_f: "output_norm" },
});
