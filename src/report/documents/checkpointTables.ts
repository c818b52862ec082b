import type { Block, Document, ReadableTable } from "../../model/document.js";
import type { ModelInfo } from "../../model/norms.js";

/** A document of one or many checkpoints: of each its path, and a table. */
export function checkpointTables<Checkpoint extends { readonly model: ModelInfo }>(
  checkpoints: readonly Checkpoint[],
  tableOf: (checkpoint: Checkpoint, about: Pick<ReadableTable, "id" | "caption">) => ReadableTable,
): Document {
  return {
    blocks: checkpoints.flatMap((checkpoint, i): Block[] => {
      const { path } = checkpoint.model;
      const table = tableOf(checkpoint, { id: `checkpoint-${i + 1}`, caption: path });
      return [
        { kind: "heading", level: 1, text: [{ text: path, is: "name" }] },
        { kind: "table", table },
      ];
    }),
  };
}
