import { RULES } from "../../src/analysis/check/rules/index.js";
import type { Rule } from "../../src/analysis/check/rules/rule.js";
import type { AnyCommand } from "../../src/cli/commander.js";
import { COMMANDS } from "../../src/cli/commands/index.js";
import type { Flag } from "../../src/cli/flags/flag.js";
import { LOOKALIKES } from "../../src/family/lookalikes.js";
import { FAMILIES } from "../../src/family/registry.js";
import { FIGURE_NAMES } from "../../src/figure/names.js";
import { FORMATS } from "../../src/format/index.js";
import { UNREAD_KINDS, ZIP_KINDS } from "../../src/format/unread/index.js";
import type { NormSite } from "../../src/model/architecture.js";
import { TABLES } from "../../src/table/allTables.js";
import { headline } from "../../src/words/findings/headline.js";
import { smallPair } from "./comparisons.js";

/** The parts of the documentation that are made from registries, as Markdown. */

/** The only fix that lookalikes and files share where none is better. */
const NO_FIX = "";

export function rulesPart(): string {
  return table(
    ["rule", "what it means", "default", "why"],
    RULES.map(({ name, about, why, needsBaseline, defaultLevel, options }) => [
      `\`${name}\`${needsBaseline ? " †" : ""}`,
      about,
      `${defaultLevel}${optionsText(options)}`,
      why,
    ]),
  );
}

function optionsText(options: Rule["options"]): string {
  return Object.entries(options)
    .map(([name, spec]) => `, ${name} ${spec.default}`)
    .join("");
}

export function formatsPart(): string {
  return table(
    ["format", "what is read", "recognised by"],
    FORMATS.map(({ name, reads, recognisedBy }) => [name, reads, recognisedBy]),
  );
}

export function refusedFilesPart(): string {
  return table(
    ["the file is", "what to do"],
    [...UNREAD_KINDS, ...ZIP_KINDS].map(({ is, fix }) => [is, fix]),
  );
}

export function lookalikesPart(): string {
  return table(
    ["it looks like", "what to do"],
    LOOKALIKES.map(({ is, fix }) => [is, fix ?? NO_FIX]),
  );
}

/** A row a layout: its norms in the order of the forward pass, with their places. */
export function familiesPart(): string {
  return table(
    ["family", "`model_type`", "norms, and where they are", "they are", "GGUF"],
    FAMILIES.map(({ architecture: { title, sites }, modelTypes, ggufNames }) => [
      title,
      modelTypes.map((type) => `\`${type}\``).join(", "),
      sites.map(({ name, place }) => `\`${name}\` ${place}`).join("; "),
      styleOf(sites),
      ggufNames.map((name) => `\`${name}\``).join(", "),
    ]),
  );
}

/** "RMSNorm without bias, stored as gain - 1"; of norms that differ, each style. */
function styleOf(sites: readonly NormSite[]): string {
  const styles = sites.map(
    ({ kind, hasBias, storedAs }) =>
      `${kind}${hasBias ? "" : " without bias"}${storedAs === "gain" ? "" : `, stored as ${storedAs}`}`,
  );
  return [...new Set(styles)].join("; ");
}

export function figuresPart(): string {
  return table(
    ["name", "of", "what is seen in it"],
    FIGURE_NAMES.map(({ name, of, shows }) => [`\`${name}\``, FIGURE_SUBJECTS[of], shows]),
  );
}

/** Which command draws figures of such a subject. */
const FIGURE_SUBJECTS: Readonly<Record<(typeof FIGURE_NAMES)[number]["of"], string>> = {
  comparison: "`compare`",
  checkpoint: "`plot`",
  tensor: "`--preset study`",
  weights: "`weights`",
  run: "`track`",
  runs: "`track` of several runs",
  probe: "`probe`",
};

export async function commandsPart(): Promise<string> {
  const parts: string[] = [];
  for (const { load, isHidden } of COMMANDS) if (isHidden !== true) parts.push(commandPart(await load()));
  return parts.join("\n\n");
}

function commandPart({ name, summary, arguments: expected, flags }: AnyCommand): string {
  const usage = [name, ...expected.map(({ syntax }) => syntax)].join(" ");
  const rows = Object.values(flags).map((flag) => [`\`${flag.syntax}\``, helpOf(flag), defaultOf(flag)]);
  const heading = `## \`${usage}\`\n\n${summary}`;
  return rows.length === 0 ? heading : `${heading}\n\n${table(["option", "meaning", "default"], rows)}`;
}

function helpOf({ help, choices }: Flag<unknown>): string {
  return choices === undefined ? help : `${help} (one of ${choices.join(", ")})`;
}

function defaultOf({ fallback, fallbackText }: Flag<unknown>): string {
  if (fallbackText !== undefined) return fallbackText;
  return fallback === undefined ? "" : String(fallback);
}

/** Every table with all its digits, and its columns. */
export function tablesPart(): string {
  return TABLES.map(({ of, table: { row, columns } }) => {
    const rows = columns.map(({ name, type, means }) => [`\`${name}\``, type, means]);
    return `## \`${of}\`: a row a ${row}\n\n${table(["column", "type", "what it means"], rows)}`;
  }).join("\n\n");
}

/** What the demo prints first. */
export async function headlinePart(): Promise<string> {
  const comparison = await smallPair();
  return [
    "```",
    "$ gpt2-wdist compare small-gpt2-pre.safetensors small-gpt2-post.safetensors",
    ...headline(comparison),
    "...",
    "wrote small-gpt2-pre-vs-small-gpt2-post.svg, small-gpt2-pre-vs-small-gpt2-post.png",
    "```",
  ].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A bar would end the cell, and what looks like a tag would not be shown. */
function cell(text: string): string {
  const safe = text.replaceAll("|", "\\|");
  return text.startsWith("`") ? safe : safe.replace(/<(?=[a-z])/g, "\\<");
}
