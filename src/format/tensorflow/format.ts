import type { Format } from "../format.js";
import { isCheckpointPointer, isLeveldbTable } from "./signature.js";

export const TENSORFLOW: Format = {
  name: "TensorFlow checkpoint",
  reads:
    "OpenAI's release and others of the second format: `checkpoint`, or `.index` with its `.data-*`; several data files, partitioned variables; F64 F32 F16 BF16 F8",
  recognisedBy: "the index's footer, or the first words of `checkpoint`",
  endings: ["index"],
  usualNames: [],
  otherNames: ["checkpoint"],
  matches: async (head, source) => isCheckpointPointer(head) || (await isLeveldbTable(source)),
  open: async (source) => (await import("./tensorBundle.js")).openTensorFlow(source),
};
