import { basename } from "node:path";
import type { OutgoingTensor } from "../../format/safetensors/writer.js";
import type { GptModel, ModelInfo } from "../../model/norms.js";
import { isRemote } from "../../source/index.js";

/** Every norm of a model as it is stored, under its canonical name: what a small file of them holds. */
export function outgoingNorms(model: GptModel): Promise<OutgoingTensor[]> {
  return Promise.all(
    [...model.layerNorms].map(async ([name, { info }]) => ({
      name,
      dtype: info.dtype,
      values: await model.read(name),
    })),
  );
}

/** Where norms come from: names without folders, which differ from machine to machine; of files on a server, all. */
export function sourceNames({ files }: ModelInfo): string {
  return files.map((file) => (isRemote(file) ? file : basename(file))).join(" ");
}
