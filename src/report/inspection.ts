import type { Inspection } from "../analysis/inspect.js";
import { escapeControls, quote } from "../escape.js";
import { formatTable } from "../table/text.js";
import { type TerminalStyle, wrapped } from "./terminal.js";

/** How much of a checkpoint's own text a listing repeats. */
const LISTED = 8;

/** What a checkpoint is, for people; `all` lists every tensor. */
export function inspectionText(inspection: Inspection, style: TerminalStyle, all: boolean): string {
  const lines = facts(inspection).map(([name, value]) =>
    wrapped(`${style.chalk.dim(name.padEnd(12))}${value}`, style),
  );
  const listing = all ? ["", ...tensorTable(inspection, style)] : [];
  return `${[...lines, ...listing].join("\n")}\n`;
}

function facts(inspection: Inspection): readonly (readonly [name: string, value: string])[] {
  const { model, parameters, byDtype, metadata, tensors, hasBiases } = inspection;
  const files = model.files.length > 1 ? ` in ${model.files.length} files` : "";
  const dtypes = [...byDtype].map(([dtype, count]) => `${dtype} ${grouped(count)}`).join(", ");
  return [
    ["path", escapeControls(model.path)],
    ["format", `${model.format}${files}`],
    ["naming", model.prefix === "" ? model.naming : `${quote(model.prefix)} before ${model.naming}`],
    ["blocks", String(model.blocks)],
    ["width", String(model.width)],
    ["LayerNorms", `${model.dtypes.join(", ")}, ${hasBiases ? "with" : "without"} biases`],
    ["parameters", `${grouped(parameters)} in ${tensors.length} tensors (${dtypes})`],
    ...metadataFacts(metadata),
    ["unusual", unusual(inspection).join("; ") || "nothing"],
  ];
}

function metadataFacts(metadata: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  if (metadata.size === 0) return [];
  const shown = [...metadata].slice(0, LISTED).map(([key, value]) => `${quote(key)}: ${quote(value)}`);
  const more = metadata.size > LISTED ? `, and ${metadata.size - LISTED} more` : "";
  return [["metadata", shown.join(", ") + more]];
}

function unusual({ model, skipped, missing, hasBiases, unreadableDtypes }: Inspection): string[] {
  return [
    ...(unreadableDtypes.length > 0
      ? [`its LayerNorms are stored as ${unreadableDtypes.join(", ")}, which hold no real numbers`]
      : []),
    ...(/-\d{5}-of-\d{5}\.(safetensors|bin)$/.test(model.path)
      ? ["it is one shard of several: give the index or the folder"]
      : []),
    ...(missing.length > 0 ? [`lacks ${listed(missing)}`] : []),
    ...(hasBiases ? [] : ["its LayerNorms have no biases"]),
    ...(model.dtypes.length > 1 ? [`its LayerNorms have several dtypes (${model.dtypes.join(", ")})`] : []),
    ...(skipped.length > 0 ? [`skipped ${listed(skipped.map(({ name }) => quote(name)))}`] : []),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}

/** 124,439,808: the same on every machine, whatever its locale. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

function tensorTable({ tensors }: Inspection, { columns }: TerminalStyle): string[] {
  const plain = (text: string) => text;
  return formatTable(
    [
      {
        head: "tensor",
        cells: tensors.map(({ name }) => quote(name).slice(1, -1)),
        align: "left",
        paint: plain,
      },
      {
        head: "dtype",
        cells: tensors.map(({ dtype }) => escapeControls(dtype)),
        align: "left",
        paint: plain,
      },
      {
        head: "shape",
        cells: tensors.map(({ shape }) => `[${shape.join(", ")}]`),
        align: "left",
        paint: plain,
      },
    ],
    columns,
  );
}
