import { type Command, Option } from "commander";
import { DEFAULT_COMPARE_OPTIONS } from "../../analysis/compare.js";
import { SIZE_NAMES, SIZES, type SizeName } from "../../figure/panel/sizes.js";
import { THEMES } from "../../figure/panel/theme.js";
import type { Norm } from "../../model/architecture.js";
import type { Selection } from "../../model/comparison.js";
import type { FigureOptions, ThemeName } from "../../model/figure.js";
import type { BinRule } from "../../model/numbers.js";
import type { TerminalStyle } from "../../report/terminal.js";
import { BIN_RULES } from "../../stats/binning.js";
import type { Io } from "../io.js";
import { endingText, type OutputKind, TEXT } from "../output/emit.js";
import type { PictureStyle } from "../output/pictures.js";
import {
  PX_PER_INCH,
  parseBins,
  parseBlocks,
  parseDpi,
  parseFormat,
  parseNorms,
  parseScale,
  parseWidth,
} from "./parse.js";

/** Flags that several commands share, each with what it means by default. */

export interface SelectionFlags {
  readonly blocks?: Selection["blocks"];
  readonly norms: readonly Norm[];
  readonly bias?: true;
  readonly bins?: BinRule;
}

/** `blocksByDefault`: in words, for the help. */
export function addSelectionFlags(command: Command, heading: string, blocksByDefault: string): Command {
  return command
    .optionsGroup(heading)
    .addOption(
      new Option("--blocks <list>", `blocks: 0,3,5-7 or all (default: ${blocksByDefault})`).argParser(
        parseBlocks,
      ),
    )
    .addOption(
      new Option("--norms <list>", "of ln_1, ln_2, ln_f")
        .argParser(parseNorms)
        .default(DEFAULT_COMPARE_OPTIONS.norms, "all three"),
    )
    .option("--bias", "the biases too")
    .addOption(
      new Option("--bins <rule>", `${BIN_RULES.join(", ")} or a number (default: auto)`).argParser(parseBins),
    );
}

/** The rule asked for, else the one that the look of the pictures goes with. */
export function binsOf({ bins, preset }: { readonly bins?: BinRule; readonly preset?: "study" }): BinRule {
  return bins ?? preset ?? DEFAULT_COMPARE_OPTIONS.bins;
}

export interface FigureFlags {
  readonly size: SizeName;
  readonly width?: number;
  readonly scale?: number;
  readonly dpi?: number;
  readonly theme: ThemeName;
  readonly title?: string;
  readonly perTensor?: true;
  readonly preset?: "study";
  readonly outlineText?: true;
}

/** Call after setting the group of options that they belong to. */
export function addFigureFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--size <name>", "single: a column of 3.5 in; double: 7 in; slide: 16:9 with text of 14 pt")
        .choices(SIZE_NAMES)
        .default("double" satisfies SizeName),
    )
    .addOption(
      new Option("--width <length>", "instead of --size, e.g. 3.5in, 178mm, 672px")
        .argParser(parseWidth)
        .conflicts("size"),
    )
    .addOption(new Option("--dpi <number>", "PNG pixels per inch (default: 192)").argParser(parseDpi))
    .addOption(
      new Option("--scale <number>", "the same per CSS pixel, of which 96 make an inch")
        .argParser(parseScale)
        .conflicts("dpi"),
    )
    .addOption(new Option("--theme <name>", "colours").choices(THEMES).default("light"))
    .option("--title <text>", "instead of the title that says what the data say")
    .option("--per-tensor", "a picture a tensor; write {tensor} in the file's name")
    .addOption(
      new Option(
        "--preset <name>",
        "study: the pictures of the original study, a histogram a tensor and checkpoint on axes of its own",
      ).choices(["study"]),
    )
    .option("--outline-text", "SVG: letters as outlines, for programs that ignore embedded fonts");
}

export function figureOptionsOf({ size, width, theme, title }: FigureFlags): FigureOptions {
  const measures = width === undefined ? SIZES[size] : { width, height: null, zoom: 1 };
  return { ...measures, theme, title: title ?? null, interactive: false };
}

/** How the pictures of a run are written. */
export function pictureStyleOf(flags: FigureFlags): PictureStyle {
  return { scale: scaleOf(flags), outlineText: flags.outlineText === true };
}

/** PNG pixels to each CSS pixel; twice as many by default, for screens that show them so. */
function scaleOf({ dpi, scale }: FigureFlags): number {
  return dpi === undefined ? (scale ?? 2) : dpi / PX_PER_INCH;
}

export interface TextFlags {
  readonly ascii?: true;
  readonly color: boolean;
}

/** -o, --format and what the text looks like. `toFile` ends the sentence on --format. */
export function addOutputFlags(
  command: Command,
  kinds: readonly OutputKind<never>[],
  formatNote: string,
): Command {
  const formats = [TEXT, ...kinds.filter(({ isFileOnly }) => isFileOnly !== true).map(({ name }) => name)];
  return command
    .optionsGroup("Output:")
    .option(
      "-o, --output <file>",
      `write a file, by its ending (repeatable): ${describeEndings(kinds)}; - is stdout, with --format`,
      collect,
    )
    .addOption(
      new Option("--format <name>", `what to print${formatNote}: ${formats.join(", ")}`).argParser((name) =>
        parseFormat(name, formats),
      ),
    )
    .option("--ascii", "only ASCII characters in text")
    .option("--no-color", "no colours in text (so does the variable NO_COLOR)")
    .option("-q, --quiet", "print no text and no notices");
}

/** ".svg (the figure, vector), .json (every number)". */
function describeEndings(kinds: readonly OutputKind<never>[]): string {
  return kinds
    .flatMap(({ ending, holds }) => (ending === null ? [] : [`${endingText(ending)} (${holds})`]))
    .join(", ");
}

/** For options that may be given again and again. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** Colours are loaded when there is text to colour. */
export async function styleOf(io: Io, { ascii, color }: TextFlags): Promise<TerminalStyle> {
  const { Chalk } = await import("chalk");
  const plain = !color || (io.env.NO_COLOR ?? "") !== "";
  return {
    columns: io.stdout.columns,
    wrap: io.stdout.isTerminal,
    ascii: ascii === true,
    chalk: new Chalk({ level: plain ? 0 : await io.stdout.colourLevel() }),
  };
}
