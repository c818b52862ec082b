import type { Inspection } from "../analysis/inspect.js";
import { quote } from "../escape.js";
import type { Architecture, NormSite } from "../model/architecture.js";
import type { Definition } from "../model/document.js";
import { withCommas } from "./numbers.js";
import { listed } from "./phrases.js";
import { normNoun } from "./sites.js";

/** What a checkpoint is, in plain words. */

/** How much of a checkpoint's own text a listing repeats. */
const LISTED = 8;

export function inspectionFacts(inspection: Inspection): Definition[] {
  const { model, isUsual, parameters, byDtype, metadata, tensors, hasBiases } = inspection;
  const norms = `${normNoun(model.architecture)}s`;
  const files = model.files.length > 1 ? ` in ${model.files.length} files` : "";
  const dtypes = [...byDtype].map(([dtype, count]) => `${dtype} ${withCommas(count)}`).join(", ");
  const facts: readonly (readonly [term: string, ownText: string])[] = [
    ["path", model.path],
    ["format", `${model.format}${files}`],
    ...(model.place === "" ? [] : [["place", quote(model.place)] as const]),
    ...(isUsual ? [] : [["family", familyText(model)] as const]),
    ["naming", model.prefix === "" ? model.naming : `${quote(model.prefix)} before ${model.naming}`],
    ["blocks", ofStacks(model, "blocks")],
    ["width", ofStacks(model, "width")],
    [norms, `${model.dtypes.join(", ")}, ${hasBiases ? "with" : "without"} biases`],
    ...normFacts(model.architecture, isUsual),
    ["parameters", `${withCommas(parameters)} in ${tensors.length} tensors (${dtypes})`],
    ...metadataFacts(metadata),
    ["unusual", unusual(inspection).join("; ") || "nothing"],
  ];
  // Most of it is what the file says.
  return facts.map(([term, text]) => ({ term, text: [{ text, is: "name" }] }));
}

/** "Llama", "Llama (its config.json says "qwen2")" */
function familyText({ architecture: { title, name }, modelType = name }: Inspection["model"]): string {
  return modelType === name ? title : `${title} (its config.json says ${quote(modelType)})`;
}

/** "12", or of each stack where there are several: "vision 24, text 12". */
function ofStacks(model: Inspection["model"], what: "blocks" | "width"): string {
  const { stacks } = model;
  if (stacks === undefined) return String(model[what]);
  return stacks.map((stack) => `${stack.name} ${stack[what]}`).join(", ");
}

/**
 * What each norm is and where: of the architecture that everybody knows, where a norm differs from a LayerNorm with gain
 * and bias over the residual stream.
 */
function normFacts({ sites }: Architecture, isUsualModel: boolean): readonly (readonly [string, string])[] {
  const isUsual = ({ kind, hasBias, storedAs, width, reads }: NormSite) =>
    kind === "LayerNorm" &&
    hasBias &&
    storedAs === "gain" &&
    width === "model" &&
    reads === "residual stream";
  if (isUsualModel && sites.every(isUsual)) return [];
  return sites.map((site) => [site.name, siteText(site)]);
}

/** Where it is, and what it computes. */
function siteText({ place, kind, hasBias, storedAs, width }: NormSite): string {
  return [
    place,
    `${kind} with${hasBias ? "" : "out"} bias`,
    ...(width === "own" ? ["over dimensions of its own"] : []),
    ...(storedAs === "gain" ? [] : [`stored as ${storedAs}`]),
  ].join("; ");
}

function metadataFacts(metadata: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  if (metadata.size === 0) return [];
  const entries = [...metadata].map(([key, value]) => `${quote(key)}: ${quote(value)}`);
  return [["metadata", listed(entries, LISTED, { beforeMore: "," })]];
}

function unusual({ model, skipped, missing, hasBiases, unreadableDtypes }: Inspection): string[] {
  const norms = `its ${normNoun(model.architecture)}s`;
  const expectsBiases = model.architecture.sites.some((site) => site.hasBias);
  return [
    ...(unreadableDtypes.length > 0
      ? [`${norms} are stored as ${unreadableDtypes.join(", ")}, which hold no real numbers`]
      : []),
    ...(/-\d{5}-of-\d{5}\.(safetensors|bin)$/.test(model.path)
      ? ["it is one shard of several: give the index or the folder"]
      : []),
    ...(missing.length > 0 ? [`has no ${listed(missing, LISTED)}`] : []),
    ...(hasBiases || !expectsBiases ? [] : [`${norms} have no biases`]),
    ...(model.dtypes.length > 1 ? [`${norms} have several dtypes (${model.dtypes.join(", ")})`] : []),
    ...(skipped.length > 0
      ? [
          `skipped ${listed(
            skipped.map(({ name }) => quote(name)),
            LISTED,
          )}`,
        ]
      : []),
  ];
}
