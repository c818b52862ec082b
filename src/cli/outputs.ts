import { basename } from "node:path";
import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { figure } from "../index.js";
import type { Comparison, FigureOptions, VegaLiteSpec } from "../model.js";
import { comparisonCsv } from "../report/csv.js";
import { comparisonJson, stringify, type ToolInfo } from "../report/json.js";
import { comparisonMarkdown } from "../report/markdown.js";

/** Everything that an output may be made from; the picture is drawn once, when first asked for. */
export class Results {
  readonly comparison: Comparison;
  readonly tool: ToolInfo;
  readonly #figure: FigureChoice;
  #svg: Promise<string> | null = null;

  constructor(comparison: Comparison, figure: FigureChoice, tool: ToolInfo) {
    this.comparison = comparison;
    this.tool = tool;
    this.#figure = figure;
  }

  spec(): VegaLiteSpec {
    return figure(this.comparison, this.#figure.kind, this.#figure);
  }

  svg(): Promise<string> {
    this.#svg ??= import("../render/svg.js").then(({ renderSvg }) => renderSvg(this.spec()));
    return this.#svg;
  }

  async png(): Promise<Uint8Array> {
    const { renderPng } = await import("../render/png.js");
    return renderPng(await this.svg(), this.#figure.scale);
  }
}

export interface FigureChoice extends FigureOptions {
  /** The name of one of FIGURES. */
  readonly kind: string;
  /** PNG pixels to each CSS pixel. */
  readonly scale: number;
}

export interface OutputKind {
  /** The value of --format, and the ending of a file's name without its dot. */
  readonly name: string;
  readonly holds: string;
  readonly isBinary: boolean;
  readonly make: (results: Results) => Promise<string | Uint8Array>;
}

/** Every kind of file that can be written. A longer ending stands before one that it ends in. */
export const OUTPUTS: readonly OutputKind[] = [
  { name: "svg", holds: "the figure, vector", isBinary: false, make: (results) => results.svg() },
  { name: "png", holds: "the figure, pixels", isBinary: true, make: (results) => results.png() },
  {
    name: "vl.json",
    holds: "the figure's Vega-Lite specification",
    isBinary: false,
    make: async (results) => stringify(results.spec()),
  },
  {
    name: "json",
    holds: "every number, by a published schema",
    isBinary: false,
    make: async ({ comparison, tool }) => comparisonJson(comparison, tool),
  },
  {
    name: "csv",
    holds: "a row a tensor",
    isBinary: false,
    make: async ({ comparison }) => comparisonCsv(comparison),
  },
  {
    name: "md",
    holds: "a table for a pull request",
    isBinary: false,
    make: async ({ comparison }) => comparisonMarkdown(comparison),
  },
];

/** The kind of output that a file's name asks for. */
export function outputKindOf(path: string): OutputKind {
  const kind = OUTPUTS.find(({ name }) => basename(path).endsWith(`.${name}`));
  if (kind !== undefined) return kind;
  throw new WdistError("USAGE", {
    where: `-o ${quote(path)}`,
    what: "its ending says nothing about what to write",
    fix: `end it in ${OUTPUTS.map(({ name }) => `.${name}`).join(", ")}, or use -o - with --format`,
  });
}
