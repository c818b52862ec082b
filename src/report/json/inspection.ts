import type { Inspection } from "../../analysis/inspect.js";
import type { ModelInfo } from "../../model/norms.js";
import { modelJson } from "./parts.js";
import { stringify } from "./stringify.js";

/** What checkpoints are, as JSON, by schema/inspection.schema.json. */

export const INSPECTION_SCHEMA = "gpt2-wdist/inspection@2";

export function inspectionsJson(inspections: readonly Inspection[]): string {
  return stringify({ schema: INSPECTION_SCHEMA, checkpoints: inspections.map(inspectionJson) });
}

function inspectionJson(inspection: Inspection) {
  const {
    model,
    isUsual,
    parameters,
    byDtype,
    metadata,
    tensors,
    hasBiases,
    unreadableDtypes,
    skipped,
    missing,
  } = inspection;
  return {
    ...modelJson(model),
    ...(isUsual ? {} : { architecture: architectureJson(model) }),
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

/** What the norms of a model that is no GPT-2 are called, where they are and what they compute. */
function architectureJson({ architecture: { name, title, sites }, modelType, stacks = [] }: ModelInfo) {
  return {
    name,
    title,
    modelType: modelType ?? null,
    stacks: stacks.map((stack) => ({ name: stack.name, blocks: stack.blocks, width: stack.width })),
    norms: sites.map((site) => ({
      norm: site.name,
      path: site.path,
      scope: site.scope,
      stack: site.stack,
      place: site.place,
      reads: site.reads,
      feeds: site.feeds,
      kind: site.kind,
      hasBias: site.hasBias,
      storedAs: site.storedAs,
      width: site.width,
    })),
  };
}
