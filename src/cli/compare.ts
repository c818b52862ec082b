import { Chalk } from "chalk";
import { Command, Option } from "commander";
import { WdistError } from "../errors.js";
import { escapeControls, quote } from "../escape.js";
import { FIGURES } from "../figure/index.js";
import { THEMES } from "../figure/theme.js";
import { compare } from "../index.js";
import type { BinRule, Comparison, ModelInfo, Norm, Selection, ThemeName } from "../model.js";
import type { ToolInfo } from "../report/json.js";
import { modelLabel } from "../report/modelLabel.js";
import { comparisonSentences, comparisonTable, type TerminalStyle } from "../report/terminal.js";
import { BIN_RULES } from "../stats/binning.js";
import { DEFAULT_COMPARE_OPTIONS } from "../study/compare.js";
import { isSameFile, writeWhole } from "./files.js";
import type { Io } from "./io.js";
import { type FigureChoice, OUTPUTS, type OutputKind, outputKindOf, Results } from "./outputs.js";
import { parseBins, parseBlocks, parseNorms, parseScale, parseWidth } from "./parse.js";

/** A double column of a journal, in CSS pixels. */
const DEFAULT_WIDTH = "7in";
const STDOUT = "-";
/** The format of stdout that is for people. */
const TEXT = "text";

const EXAMPLES = `
Examples:
  gpt2-wdist compare pre.safetensors post.safetensors
      prints what changed; draws pre-vs-post.svg and .png
  gpt2-wdist compare gpt2/ checkpoint-500/ --blocks all --figure overlay -o changes.svg
  gpt2-wdist compare pre.safetensors post.safetensors --format json | jq '.findings[].text'
  gpt2-wdist compare a.safetensors b.safetensors --width 3.5in -o column.svg -o column.png

A checkpoint is a .safetensors file, a shard index, or a Hugging Face directory that holds one.
Exit codes: 0 done, 2 could not be done.`;

interface CompareFlags {
  readonly blocks?: Selection["blocks"];
  readonly norms: readonly Norm[];
  readonly bias?: true;
  readonly bins: BinRule;
  readonly figure: string;
  readonly width: number;
  readonly scale: number;
  readonly theme: ThemeName;
  readonly title?: string;
  readonly output?: readonly string[];
  readonly format?: string;
  readonly ascii?: true;
  readonly color: boolean;
  readonly quiet?: true;
}

export function compareCommand(io: Io, tool: ToolInfo): Command {
  return new Command("compare")
    .summary("say and draw what changed between two checkpoints")
    .description(
      "Compares the LayerNorm weights of two GPT-2 checkpoints, tensor by tensor and dimension by dimension, reading nothing else of them: says what changed, shows a table, and draws both sides on the same axes.",
    )
    .argument("<pre>", "checkpoint before")
    .argument("<post>", "checkpoint after")
    .optionsGroup("What to compare:")
    .addOption(
      new Option(
        "--blocks <list>",
        "blocks: 0,3,5-7 or all (default: 5-11, or what the model has of them)",
      ).argParser(parseBlocks),
    )
    .addOption(
      new Option("--norms <list>", "of ln_1, ln_2, ln_f")
        .argParser(parseNorms)
        .default(DEFAULT_COMPARE_OPTIONS.norms, "all three"),
    )
    .option("--bias", "compare the biases too")
    .addOption(
      new Option("--bins <rule>", `${BIN_RULES.join(", ")} or a number`)
        .argParser(parseBins)
        .default(DEFAULT_COMPARE_OPTIONS.bins, "auto"),
    )
    .optionsGroup("The figure:")
    .addOption(
      new Option("--figure <kind>", describeFigures())
        .choices(FIGURES.map(({ name }) => name))
        .default(FIGURES[0]?.name),
    )
    .addOption(
      new Option("--width <length>", "e.g. 3.5in, 178mm, 672px")
        .argParser(parseWidth)
        .default(parseWidth(DEFAULT_WIDTH), DEFAULT_WIDTH),
    )
    .addOption(
      new Option("--scale <number>", "PNG pixels per CSS pixel (96 to the inch)")
        .argParser(parseScale)
        .default(2),
    )
    .addOption(new Option("--theme <name>", "colours").choices(THEMES).default("light"))
    .option("--title <text>", "instead of the title that says what changed")
    .optionsGroup("Output:")
    .option(
      "-o, --output <file>",
      `write a file, by its ending: ${OUTPUTS.map(({ name }) => `.${name}`).join(" ")}; - is stdout, with --format (repeatable)`,
      collect,
    )
    .addOption(
      new Option(
        "--format <name>",
        "what to print instead of the table; without -o no file is written",
      ).choices([TEXT, ...OUTPUTS.map(({ name }) => name)]),
    )
    .option("--ascii", "only ASCII characters in the table")
    .option("--no-color", "no colours in the table (so does the variable NO_COLOR)")
    .option("-q, --quiet", "print no table and no notices")
    .addHelpText("after", EXAMPLES)
    .action((pre: string, post: string, flags: CompareFlags) => runCompare(io, tool, pre, post, flags));
}

function describeFigures(): string {
  return FIGURES.map(({ name, shows }) => `${name}: ${shows}`).join("; ");
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** Reads both, compares, makes every output, and only then writes the first. */
async function runCompare(
  io: Io,
  tool: ToolInfo,
  pre: string,
  post: string,
  flags: CompareFlags,
): Promise<void> {
  const { output = [], format } = flags;
  const printed = printedFormat(io, output, format);
  const named = output.filter((path) => path !== STDOUT).map((path) => ({ path, kind: outputKindOf(path) }));
  const comparison = await compare(pre, post, {
    blocks: flags.blocks ?? DEFAULT_COMPARE_OPTIONS.blocks,
    norms: flags.norms,
    bias: flags.bias === true,
    bins: flags.bins,
  });
  const files = output.length > 0 || format !== undefined ? named : defaultFiles(comparison);
  refuseInputs(comparison, files);

  const results = new Results(comparison, figureChoice(flags), tool);
  const made: { path: string; bytes: string | Uint8Array }[] = [];
  for (const { path, kind } of files) made.push({ path, bytes: await kind.make(results) });
  const text = printed === null ? null : await printed.make(results);

  for (const { path, bytes } of made) await writeWhole(path, bytes);
  if (!flags.quiet) for (const notice of notices(comparison)) io.stderr.write(`note: ${notice}\n`);
  if (text !== null) io.stdout.write(text);
  else if (!flags.quiet) io.stdout.write(readable(comparison, styleOf(io, flags)));
  if (!flags.quiet && made.length > 0)
    io.stderr.write(`wrote ${made.map(({ path }) => escapeControls(path)).join(", ")}\n`);
}

/** What goes to stdout instead of the table; null for the table. */
function printedFormat(io: Io, output: readonly string[], format: string | undefined): OutputKind | null {
  const kind = OUTPUTS.find(({ name }) => name === format) ?? null;
  if (output.includes(STDOUT) && kind === null) {
    throw new WdistError("USAGE", {
      where: "-o -",
      what: "stdout has no ending that says what to print",
      fix: "add --format, e.g. --format json",
    });
  }
  if (kind?.isBinary && io.stdout.isTerminal) {
    throw new WdistError("USAGE", {
      where: `--format ${kind.name}`,
      what: "would fill the terminal with bytes",
      fix: `redirect it, or use -o figure.${kind.name}`,
    });
  }
  return kind;
}

function figureChoice({ figure, width, scale, theme, title }: CompareFlags): FigureChoice {
  return { kind: figure, width, scale, theme, title: title ?? null };
}

/** PRE-vs-POST.svg and .png in the working directory. */
function defaultFiles({ pre, post }: Comparison): readonly { path: string; kind: OutputKind }[] {
  const stem = [pre, post].map(({ path }) => fileStem(path)).join("-vs-");
  return ["svg", "png"].map((ending) => ({ path: `${stem}.${ending}`, kind: outputKindOf(`.${ending}`) }));
}

/** Of a model's name what is safe in the name of a file. */
function fileStem(path: string): string {
  const stem = modelLabel(path)
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[.-]+/, "");
  return stem.slice(0, 80) || "model";
}

/** No output may replace what was read. */
function refuseInputs({ pre, post }: Comparison, outputs: readonly { path: string }[]): void {
  const inputs = [pre, post].flatMap((info: ModelInfo) => info.files);
  for (const { path } of outputs) {
    if (!inputs.some((input) => isSameFile(input, path))) continue;
    throw new WdistError("USAGE", {
      where: `-o ${path}`,
      what: "is one of the checkpoints that are compared",
      fix: "write to another file",
    });
  }
}

function notices({ notices, skipped }: Comparison): readonly string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const groups = reasons.map((reason) => {
    const tensors = skipped.filter((tensor) => tensor.reason === reason);
    const example = quote(tensors[0]?.name ?? "");
    const which = tensors.length === 1 ? example : `${tensors.length} tensors, such as ${example}`;
    return `skipped ${which}: ${escapeControls(reason)}`;
  });
  return [...notices, ...groups];
}

function readable(comparison: Comparison, style: TerminalStyle): string {
  return `${comparisonSentences(comparison, style)}\n\n${comparisonTable(comparison, style)}\n`;
}

function styleOf(io: Io, { ascii, color }: CompareFlags): TerminalStyle {
  const plain = !color || (io.env.NO_COLOR ?? "") !== "";
  return {
    columns: io.stdout.columns,
    wrap: io.stdout.isTerminal,
    ascii: ascii === true,
    chalk: new Chalk({ level: plain ? 0 : io.stdout.colourLevel }),
  };
}
