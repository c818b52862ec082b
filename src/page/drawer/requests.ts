import type { ThemeName } from "../../model/figure.js";

/** What the page asks the thread that draws, and what it answers. */

/** Which tensors are shown: those of a block by its number, others always. */
export interface Shown {
  readonly blocks: readonly number[];
  readonly norms: readonly string[];
}

export type Request =
  | { readonly asks: "open"; readonly data: string }
  | ({ readonly asks: "draw"; readonly rows: number | null } & FigureRequest)
  | ({ readonly asks: "save"; readonly as: SavedFormat } & FigureRequest)
  | { readonly asks: "planes"; readonly shown: Shown };

/** A figure by its name, as wide as its place on the page. */
interface FigureRequest {
  readonly figure: string;
  readonly shown: Shown;
  readonly theme: ThemeName;
  readonly width: number;
}

/** Texts that a figure is saved as. */
export const SAVED_FORMATS = ["svg", "vl.json", "csv"] as const;
export type SavedFormat = (typeof SAVED_FORMATS)[number];

/** What each request is answered with. */
export interface Answers {
  readonly open: Opened;
  readonly draw: Drawn;
  readonly save: string;
  readonly planes: readonly PlaneData[];
}

export interface Opened {
  readonly blocks: readonly number[];
  readonly norms: readonly string[];
  /** The most dimensions that a tensor has. */
  readonly dimensions: number;
  /** What changed, in a line or two, by the label of the tensor. */
  readonly changes: ReadonlyMap<string, readonly string[]>;
}

/** A figure as it is put into the page. */
export interface Drawn {
  readonly svg: string;
  readonly title: string | null;
  readonly caption: string | null;
  /** Of a figure with a row a tensor: how many of how many it shows. */
  readonly rows: { readonly shown: number; readonly all: number } | null;
  /** How many kinds of panels have been prepared so far: what costs most of the time. */
  readonly prepared: number;
}

/** The change of each dimension of a tensor against its value: the dots, by number, and the axes around them. */
export interface PlaneData {
  readonly label: string;
  /** What the x axis shows. */
  readonly meaning: string;
  readonly width: number;
  readonly height: number;
  readonly dims: Int32Array;
  /** In pixels of the plane. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly pre: Float64Array;
  readonly post: Float64Array;
  readonly xTicks: readonly PlaneTick[];
  readonly yTicks: readonly PlaneTick[];
  /** Where nothing changed, in pixels. */
  readonly zero: number;
}

export interface PlaneTick {
  readonly px: number;
  readonly text: string;
}

/** Messages between the two. */
export interface Asked {
  readonly number: number;
  readonly request: Request;
}

export interface Answered {
  readonly number: number;
  readonly answer?: Answers[keyof Answers];
  readonly error?: string;
}
