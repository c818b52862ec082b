/**
 * Models that cannot be read, recognised by the names of their tensors: an error then says what a checkpoint looks like,
 * not only what it is not.
 */

export interface Lookalike {
  readonly is: string;
  /** Some tensor's name matches. */
  readonly pattern: RegExp;
  readonly fix?: string;
  /** It calls some of its norms as GPT-2 does, so that finding those proves nothing. */
  readonly sharesNames?: true;
  /**
   * Of a model: what config.json calls it. Where that says something else, many models have such names, and the
   * configuration knows better. Not of a file that is a part of a model, whatever the model is.
   */
  readonly types?: readonly string[];
}

const IN_BASE = "compare the model it was made for, with the adapter merged: PeftModel.merge_and_unload()";
const NAME_THE_MODEL = "name the file that holds the model, such as model.safetensors or pytorch_model.bin";
const MERGE = "merge it into its base model first: PeftModel.merge_and_unload(), then save_pretrained()";

/** In the order in which they are tried: the most specific first. */
export const LOOKALIKES: readonly Lookalike[] = [
  {
    is: "an unmerged PEFT model, which has norms twice (original_module and modules_to_save)",
    pattern: /\.(original_module|modules_to_save)\./,
    fix: MERGE,
  },
  {
    is: "a PEFT adapter (LoRA), which holds no LayerNorms",
    pattern: /\.lora_(A|B|embedding_A|magnitude_vector)\b/,
    fix: MERGE,
  },
  { is: "a PEFT adapter (IA3), which holds no LayerNorms", pattern: /\.ia3_l\b/, fix: MERGE },
  {
    is: "a PEFT adapter (LayerNorm tuning), not a whole model",
    pattern: /\.ln_tuning_layers\./,
    fix: IN_BASE,
  },
  { is: "a PEFT adapter (prompt tuning), which holds no LayerNorms", pattern: /^prompt_embeddings$/ },
  {
    is: "the flat parameters of FSDP, which hold many weights each",
    pattern: /(^|\.)_?flat_param(_[0-9]+)?$/,
    fix: "save the model with StateDictType.FULL_STATE_DICT",
  },
  {
    is: "the state of a DeepSpeed optimiser, which is not the model",
    pattern: /(^|\.)(fp32_flat_groups|single_partition_of_fp32_groups|base_optimizer_state)(\.|$)/,
    fix: "run zero_to_fp32.py in the checkpoint's folder, or name its mp_rank_00_model_states.pt",
  },
  {
    is: "the state of an optimiser, which is not the model",
    pattern: /(^|\.)state\.[0-9]+\.\w+$|(^|[./])(exp_avg|exp_avg_sq|exp_inf|momentum_buffer|square_avg)$/,
    fix: NAME_THE_MODEL,
  },
  {
    is: "weights of Keras 3, which are numbered instead of named",
    pattern: /\/vars\/[0-9]+$/,
    fix: "load them with Keras, and save them under the names of GPT-2: safetensors.numpy.save_file",
  },
  {
    is: "a first-generation Qwen",
    pattern: /(^|\.)h\.[0-9]+\.mlp\.w1\.weight$/,
    sharesNames: true,
    types: ["qwen"],
  },
  {
    is: "a GPT-2 in Megatron-LM's own naming",
    pattern: /(^|\.)layers\.[0-9]+\.self_attention\.query_key_value\.weight$/,
    fix: "convert it with transformers' convert_megatron_gpt2_checkpoint first",
    types: [],
  },
  {
    is: "a GPT-2 in the naming of Megatron core",
    pattern: /(^|\.)decoder\.layers\.[0-9]+\.(self_attention\.linear_(qkv|proj)|mlp\.linear_fc[12])\./,
    fix: "convert it to Hugging Face's naming first, with Megatron's tools/checkpoint or Megatron Bridge",
  },
  {
    is: "an RWKV",
    pattern: /(^|\.)blocks\.[0-9]+\.att(?:ention)?\.time_(?:decay|mix)\w*$/,
    sharesNames: true,
    types: ["rwkv"],
  },
  { is: "a BART", pattern: /(^|\.)decoder\.layernorm_embedding\.weight$/, types: ["bart"] },
  {
    is: "a vision transformer",
    pattern: /(^|\.)(patch_embed|patch_embeddings|patch_embedding)\b/,
    types: [],
  },
  {
    is: "a Decision Transformer, a GPT-2 with a norm before its blocks",
    pattern: /(^|\.)embed_timestep\.weight$/,
    sharesNames: true,
    types: ["decision_transformer"],
  },
  {
    is: "a GPT-1 (openai-gpt), which has no ln_f",
    pattern: /(^|\.)tokens_embed\.weight$/,
    sharesNames: true,
    types: ["openai-gpt"],
  },
];

/** A model shows what it is in its first blocks. */
const MAX_NAMES = 20_000;

/** Which of the candidates a set of tensor names looks like, or null. */
export function recognise(names: readonly string[], candidates: readonly Lookalike[]): Lookalike | null {
  const some = names.slice(0, MAX_NAMES);
  return candidates.find(({ pattern }) => some.some((name) => pattern.test(name))) ?? null;
}
