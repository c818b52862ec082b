/** What may be given wherever a command takes a checkpoint. */
export const CHECKPOINT_HELP = `
A checkpoint is
  a file: safetensors, PyTorch, TensorFlow, GGUF, Flax, Keras HDF5, NumPy, llm.c
  a directory that holds one, searched as transformers does
  an https:// URL, read by ranges
  hf://owner/name[@revision][/file], or where no such path exists just gpt2 or
    owner/name: from the local Hugging Face cache, else by ranges from the hub`;
