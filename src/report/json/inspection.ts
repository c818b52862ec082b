import type { Inspection } from "../../analysis/inspect.js";
import { modelJson } from "./parts.js";
import { stringify } from "./stringify.js";

/** What checkpoints are, as JSON, by schema/inspection.schema.json. */

export const INSPECTION_SCHEMA = "gpt2-wdist/inspection@2";

export function inspectionsJson(inspections: readonly Inspection[]): string {
  return stringify({ schema: INSPECTION_SCHEMA, checkpoints: inspections.map(inspectionJson) });
}

function inspectionJson(inspection: Inspection) {
  const { model, parameters, byDtype, metadata, tensors, hasBiases, unreadableDtypes, skipped, missing } =
    inspection;
  return {
    ...modelJson(model),
    parameters,
    byDtype: Object.fromEntries(byDtype),
    metadata: [...metadata].map(([key, value]) => ({ key, value })),
    tensors: tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    hasBiases,
    unreadableDtypes,
    skipped,
    missing,
  };
}
