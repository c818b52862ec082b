import type { Inspection } from "../../analysis/inspect.js";
import type { Block, Document } from "../../model/document.js";
import { STORED_TENSOR_COLUMNS } from "../../table/readable/storedTensors.js";
import { readableTable } from "../../table/readable.js";
import { inspectionFacts } from "../../words/inspection.js";
import { modelLabels } from "../../words/modelLabel.js";

/** What checkpoints are: of each the facts, and a table of its tensors. */
export function inspectionsDocument(inspections: readonly Inspection[]): Document {
  const labels = modelLabels(inspections.map(({ model }) => model.path));
  return {
    blocks: inspections.flatMap((inspection, i): Block[] => {
      const about = { id: `checkpoint-${i + 1}`, caption: "Every tensor of the file" };
      return [
        { kind: "heading", level: 1, text: [{ text: labels[i] ?? inspection.model.path, is: "name" }] },
        { kind: "definitions", entries: inspectionFacts(inspection) },
        { kind: "table", table: readableTable(about, STORED_TENSOR_COLUMNS, inspection.tensors) },
      ];
    }),
  };
}
