import { readFileSync } from "node:fs";

/** The values of a tensor by checkpoint, read by themselves. */
export type TensorValues = readonly (readonly number[])[];

/** Of checkpoints that `writeSeed` wrote as float32, by the public format of safetensors. */
export function readValues(folder: string, steps: readonly number[], name: string): TensorValues {
  return steps.map((step) => {
    const bytes = readFileSync(`${folder}/checkpoint-${step}/model.safetensors`);
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + headerBytes).toString("utf8")) as Record<
      string,
      { readonly dtype: string; readonly data_offsets: readonly [number, number] }
    >;
    const entry = Object.entries(header).find(([key]) => key.endsWith(name))?.[1];
    if (entry?.dtype !== "F32") throw new RangeError(`no float32 ${name}`);
    const [start, end] = entry.data_offsets;
    return Array.from({ length: (end - start) / 4 }, (_, i) =>
      bytes.readFloatLE(8 + headerBytes + start + 4 * i),
    );
  });
}
