import { escapeControls, escapeMarkdown } from "../escape.js";
import type {
  Block,
  Document,
  DocumentFigure,
  InputFile,
  ReadableTable,
  Run,
  Text,
} from "../model/document.js";
import { blocksFor } from "./sections.js";
import { identityLine } from "./withFiles.js";

/** Where the picture of a figure lies, and what is said to those who do not see it. */
export interface LinkedPicture {
  readonly path: string;
  readonly title: string;
}

export interface MarkdownOptions {
  /** Of the first heading: a comment on a pull request has larger ones of its own. */
  readonly topLevel: number;
  readonly pictureOf: (figure: DocumentFigure) => LinkedPicture;
}

const DEFAULTS: MarkdownOptions = {
  topLevel: 3,
  pictureOf: ({ name }) => {
    throw new RangeError(`no picture of ${name}`);
  },
};

/** A document as Markdown, by GitHub's rules. */
export function markdownOf(document: Document, options: Partial<MarkdownOptions> = {}): string {
  const set = { ...DEFAULTS, ...options };
  const parts = blocksFor(document, "markdown").map((block) => blockMarkdown(block, set));
  return `${parts.join("\n\n")}\n`;
}

function blockMarkdown(block: Block, { topLevel, pictureOf }: MarkdownOptions): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(topLevel + block.level - 1)} ${textMarkdown(block.text)}`;
    case "paragraph":
      return textMarkdown(block.text);
    case "list":
      return block.items.map((item) => `- ${textMarkdown(item)}`).join("\n");
    case "table":
      return tableMarkdown(block.table);
    case "definitions":
      return block.entries.map(({ term, text }) => definition(textMarkdown(term), text)).join("\n");
    case "files":
      return block.files.map(fileMarkdown).join("\n");
    case "figure": {
      const { path, title } = pictureOf(block.figure);
      return `![${escapeMarkdown(title)}](${path})`;
    }
    case "live":
      return "";
  }
}

/** A question needs no colon. */
function definition(term: string, text: Text): string {
  return `- **${term}**${term.endsWith("?") ? "" : ":"} ${textMarkdown(text)}`;
}

function fileMarkdown(file: InputFile): string {
  const { side, path } = file;
  return definition(escapeMarkdown(side), [{ text: path, is: "name" }, `: ${identityLine(file)}`]);
}

function tableMarkdown({ heads, rows }: ReadableTable): string {
  return [
    row(heads.map(({ text }) => text)),
    row(heads.map(({ isNumber }) => (isNumber ? "--:" : "---"))),
    ...rows.map((cells) => row(cells.map(({ text }) => textMarkdown(text)))),
  ].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function textMarkdown(text: Text): string {
  return typeof text === "string" ? ownWords(text) : text.map(runMarkdown).join("");
}

function runMarkdown(run: string | Run): string {
  if (typeof run === "string") return ownWords(run);
  switch (run.is) {
    case "strong":
      return `**${ownWords(run.text)}**`;
    case "quiet":
      return `*${ownWords(run.text)}*`;
    default:
      return escapeMarkdown(run.text);
  }
}

/** Underscores in names, and brackets, do nothing inside of a line, and read better without backslashes. */
function ownWords(text: string): string {
  return escapeControls(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "&#64;")
    .replace(/[\\`*[\]|~]/g, "\\$&");
}
