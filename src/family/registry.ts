import type { Family } from "./family.js";
import { GPT2_CROSS } from "./gpt2/crossAttention.js";
import { GPT2 } from "./gpt2/gpt2.js";
import { BERT, DISTILBERT, ROBERTA } from "./models/bert.js";
import { BLOOM } from "./models/bloom.js";
import { CLIP, CLIP_TEXT, CLIP_VISION } from "./models/clip.js";
import { COHERE, COHERE_QK } from "./models/cohere.js";
import { DEEPSEEK, DEEPSEEK_LITE } from "./models/deepseek.js";
import { FALCON, FALCON_SERIAL, FALCON_TWO_NORMS } from "./models/falcon.js";
import { GEMMA, GEMMA2, GEMMA3 } from "./models/gemma.js";
import { GEMMA3_VISION } from "./models/gemma3Vision.js";
import { GLM, GLM4 } from "./models/glm.js";
import { GPT_BIGCODE } from "./models/gptBigCode.js";
import { CODEGEN, GPT_J } from "./models/gptJ.js";
import { GPT_NEO } from "./models/gptNeo.js";
import { GPT_NEOX_PARALLEL, GPT_NEOX_SERIAL } from "./models/gptNeoX.js";
import { GPT_OSS } from "./models/gptOss.js";
import { LLAMA } from "./models/llama.js";
import { MAMBA, MAMBA2 } from "./models/mamba.js";
import { MPT, MPT_QK } from "./models/mpt.js";
import { NEMOTRON } from "./models/nemotron.js";
import { OLMO2 } from "./models/olmo2.js";
import { OPT, OPT_POST } from "./models/opt.js";
import { PERSIMMON, PERSIMMON_WITHOUT_QK } from "./models/persimmon.js";
import { PHI, PHI_QK, PHI3, PHIMOE } from "./models/phi.js";
import { OLMOE, QWEN3 } from "./models/qwen3.js";
import { STABLELM, STABLELM_HEADS, STABLELM_PARALLEL, STABLELM_PARALLEL_HEADS } from "./models/stableLm.js";
import { STARCODER2 } from "./models/starCoder2.js";
import { T5, T5_ENCODER } from "./models/t5.js";
import { VIT } from "./models/vit.js";
import { WHISPER, WHISPER_ENCODER } from "./models/whisper.js";

/** Every family of models that can be read, in the order in which they are tried; a family's layouts are beside each other. */
export const FAMILIES: readonly Family[] = [
  GPT2,
  GPT2_CROSS,
  ...[GPT_BIGCODE, GPT_NEO, GPT_J, CODEGEN],
  ...[GPT_NEOX_PARALLEL, GPT_NEOX_SERIAL],
  ...[OPT, OPT_POST],
  BLOOM,
  ...[FALCON, FALCON_TWO_NORMS, FALCON_SERIAL],
  ...[MPT, MPT_QK],
  ...[LLAMA, QWEN3, OLMOE, GPT_OSS],
  ...[DEEPSEEK, DEEPSEEK_LITE],
  ...[PHI, PHI_QK, PHI3, PHIMOE],
  ...[STABLELM, STABLELM_PARALLEL, STABLELM_HEADS, STABLELM_PARALLEL_HEADS],
  STARCODER2,
  ...[PERSIMMON, PERSIMMON_WITHOUT_QK],
  ...[GEMMA, GEMMA2, GEMMA3, GEMMA3_VISION],
  ...[GLM, GLM4],
  OLMO2,
  ...[COHERE, COHERE_QK],
  NEMOTRON,
  ...[MAMBA, MAMBA2],
  ...[BERT, ROBERTA, DISTILBERT],
  ...[T5, T5_ENCODER],
  ...[WHISPER, WHISPER_ENCODER],
  VIT,
  ...[CLIP, CLIP_TEXT, CLIP_VISION],
];

/** The architecture that help and examples speak of, where no model has been opened. */
export const DEFAULT_ARCHITECTURE = GPT2.architecture;
