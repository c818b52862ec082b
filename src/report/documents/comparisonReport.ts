import { mostChanged } from "../../analysis/foremost.js";
import { escapeControls } from "../../escape.js";
import { figuresOf } from "../../figure/index.js";
import type { FigureKind } from "../../figure/kind.js";
import type { Comparison } from "../../model/comparison.js";
import type {
  Block,
  DocumentFigure,
  FigurePart,
  InputFile,
  Report,
  Text,
  ToolInfo,
} from "../../model/document.js";
import { movedDims } from "../../table/readable/movedDims.js";
import { wordAnswer } from "../../words/answers/index.js";
import { headline } from "../../words/findings/headline.js";
import { figureTitle } from "../../words/findings/title.js";
import { leftOut } from "../../words/leftOut.js";
import { methodsOf } from "../../words/methods.js";
import { labelOf } from "../../words/modelLabel.js";
import { plural } from "../../words/phrases.js";
import { dimensionsOf, normNoun } from "../../words/sites.js";
import { pageDataOf } from "../page/pack.js";
import { comparedTensorsBlock } from "./comparisonBrief.js";
import { filesPart } from "./filesPart.js";

/** Figures in the order in which a reader asks; others come after them. */
const READING_ORDER = ["overview", "ridgeline", "pairs", "overlay", "moved", "outliers", "spread"];

/** A whole report of a comparison: what changed, every figure, the numbers, the study's questions, methods and files. */
export function comparisonReport(
  comparison: Comparison,
  files: readonly InputFile[] | Promise<readonly InputFile[]>,
  tool: ToolInfo,
): Report {
  const { block: filesBlock, pending } = filesPart("The files that were compared", files);
  const [pre, post] = [comparison.pre, comparison.post].map((model) => escapeControls(labelOf(model)));
  return {
    title: `${pre} → ${post}: ${normNoun(comparison.pre.architecture)} weights`,
    tool,
    blocks: [
      ...summaryBlocks(comparison),
      ...figureBlocks(comparison),
      section("explore", "Explore dimensions"),
      { kind: "live", id: "explorer" },
      section("numbers", "Numbers"),
      comparedTensorsBlock(comparison),
      { kind: "table", table: movedDims(comparison.tensors), isForPages: true },
      section("answers", "The study's questions"),
      answersBlock(comparison),
      section("methods", "Methods"),
      methodsBlock(comparison),
      section("files", "Files"),
      filesBlock,
    ],
    ...pending,
    pageData: () => pageDataOf(comparison),
  };
}

function section(id: string, text: string): Block {
  return { kind: "heading", level: 2, id, text };
}

function summaryBlocks(comparison: Comparison): Block[] {
  const { pre, post, tensors } = comparison;
  const remarks = [...comparison.notices, leftOut(comparison)].filter((text) => text !== null);
  const dimensions = dimensionsOf(tensors.map((tensor) => tensor.pre.values));
  const names: Text = [
    { text: labelOf(pre), is: "pre" },
    " → ",
    { text: labelOf(post), is: "post" },
    ` · ${plural(tensors.length, "tensor")} × ${dimensions}`,
  ];
  return [
    { kind: "heading", level: 1, text: figureTitle(comparison) },
    { kind: "paragraph", text: names, is: "names" },
    { kind: "list", items: headline(comparison) },
    ...(remarks.length === 0 ? [] : [{ kind: "paragraph", text: remarks.join(" "), is: "quiet" } as const]),
  ];
}

function figureBlocks(comparison: Comparison): Block[] {
  const place = ({ name }: { readonly name: string }) => {
    const known = READING_ORDER.indexOf(name);
    return known === -1 ? READING_ORDER.length : known;
  };
  const kinds: readonly FigureKind<"comparison">[] = figuresOf("comparison");
  return kinds
    .toSorted((a, b) => place(a) - place(b))
    .flatMap((kind): Block[] => {
      if (kind.heading === undefined) return [];
      const heading = typeof kind.heading === "string" ? kind.heading : kind.heading(comparison);
      return [section(kind.name, heading), { kind: "figure", figure: documentFigure(kind, comparison) }];
    });
}

function documentFigure(
  { name, shows, build, hasTensorRows }: FigureKind<"comparison">,
  comparison: Comparison,
): DocumentFigure {
  const { tensors } = comparison;
  return {
    name,
    shows,
    rows: hasTensorRows ? { count: tensors.length, noun: "tensor" } : null,
    draw: (options, part) => build({ ...comparison, tensors: tensorsOf(comparison, part) }, options),
  };
}

function tensorsOf({ tensors }: Comparison, part: FigurePart | null): Comparison["tensors"] {
  if (part === null) return tensors;
  return "mostChanged" in part ? mostChanged(tensors, part.mostChanged) : tensors.slice(part.from, part.to);
}

function answersBlock(comparison: Comparison): Block {
  const entries = comparison.answers
    .map((answer) => wordAnswer(answer, comparison))
    .map(({ title, verdict, caveat }) => ({
      term: title,
      text: [`${verdict} `, { text: caveat, is: "quiet" } as const],
    }));
  return { kind: "definitions", entries };
}

function methodsBlock({ pre }: Comparison): Block {
  const entries = methodsOf(pre.architecture).map(({ term, definition }) => ({ term, text: definition }));
  return { kind: "definitions", entries };
}
