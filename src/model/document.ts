/** What people read: described once, and shown as a page, a typeset report or Markdown. */

import type { FigureOptions, VegaLiteSpec } from "./figure.js";

/** The program that made a document. */
export interface ToolInfo {
  readonly name: string;
  readonly version: string;
}

/**
 * Words that are more than plain words. `name`: what a file or a user says, escaped in full and set as it is; `pre` and
 * `post`: such a name, in the colour of its side. `strong` and `quiet` are of this project's own.
 */
export interface Run {
  readonly text: string;
  readonly is: "name" | "pre" | "post" | "strong" | "quiet";
}

/** Plain strings are words of this project's own, in ASCII where a renderer has better signs. */
export type Text = string | readonly (string | Run)[];

export interface Document {
  /** A heading of level 1 comes first; those of level 2 begin sections. */
  readonly blocks: readonly Block[];
}

/** A document that is a file of its own. */
export interface Report extends Document {
  /** For the title bar and the like; holds names. */
  readonly title: string;
  readonly tool: ToolInfo;
  /** What the page's script works with; null for a script that works with nothing else, or a page without one. */
  readonly pageData: (() => unknown) | null;
  /** Whose script it is; without, that of comparisons. `told`: of figures that tell what their marks show, which needs no data. */
  readonly script?: "run" | "told";
  /** The files that it was made from, where these are still being read while it is drawn; its blocks then have none. */
  readonly files?: Promise<readonly InputFile[]>;
}

export type Block =
  | HeadingBlock
  | { readonly kind: "paragraph"; readonly text: Text; readonly is?: "names" | "quiet" }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  | { readonly kind: "table"; readonly table: ReadableTable; readonly isForPages?: true }
  | { readonly kind: "definitions"; readonly entries: readonly Definition[] }
  | { readonly kind: "files"; readonly caption: string; readonly files: readonly InputFile[] }
  | { readonly kind: "figure"; readonly figure: DocumentFigure }
  /** A part that only a page's script can fill. */
  | { readonly kind: "live"; readonly id: string };

export interface HeadingBlock {
  readonly kind: "heading";
  readonly level: 1 | 2;
  readonly text: Text;
  /** Of a section, to be linked to; none where nothing links. */
  readonly id?: string;
}

export interface Definition {
  readonly term: Text;
  readonly text: Text;
}

/** A file that a document was made from. */
export interface InputFile {
  readonly side: string;
  /** Of a file on this machine its name alone in what others may read. */
  readonly path: string;
  /** Bytes; null where it is not on this machine. */
  readonly byteLength: number | null;
  /** Hexadecimal; null where it is not on this machine, or too large to be read for it. */
  readonly sha256: string | null;
}

/** A table of few, rounded columns; every number has all its digits elsewhere. */
export interface ReadableTable {
  readonly id: string;
  readonly caption: string;
  readonly heads: readonly { readonly text: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly TableCell[])[];
}

export interface TableCell {
  readonly text: Text;
  /** What the column is sorted by, where that is not the text; null for what is undefined. */
  readonly key?: number | null;
  /** The dimension that the cell names, to be highlighted in every figure of a page. */
  readonly dim?: number;
}

/** A figure that is drawn when a document is rendered. */
export interface DocumentFigure {
  readonly name: string;
  /** What is seen in it, for those who do not see it. */
  readonly shows?: string;
  /** Of a run: those that a page marks in it, one at a time. */
  readonly steps?: readonly number[];
  /** On a page its marks tell what they show as they were drawn; without, the page's script draws them again to be explored. */
  readonly isTold?: true;
  /** Of a figure that has a row an item, and so grows with them; null where it always fits. */
  readonly rows: FigureRows | null;
  /** `part`: which rows; null for all of them. */
  readonly draw: (options: FigureOptions, part: FigurePart | null) => VegaLiteSpec;
}

export interface FigureRows {
  readonly count: number;
  /** What a row is about, in the singular: "tensor". */
  readonly noun: string;
}

/** Rows one after the other, or those that changed most. */
export type FigurePart =
  | { readonly from: number; readonly to: number } // exclusive
  | { readonly mostChanged: number };
