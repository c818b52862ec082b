import { quote } from "../escape.js";
import { missingGlyphs } from "../figure/text.js";
import type { VegaLiteSpec } from "../model.js";
import { stringify } from "../report/json.js";
import { modelLabel } from "../report/modelLabel.js";
import type { OutputKind, OutputPlan } from "./emit.js";

/** A figure as files: the picture is drawn once, when first asked for. */
export class Picture {
  readonly #build: () => VegaLiteSpec;
  readonly #scale: number;
  #svg: Promise<string> | null = null;

  /** `scale`: PNG pixels to each CSS pixel. */
  constructor(build: () => VegaLiteSpec, scale: number) {
    this.#build = build;
    this.#scale = scale;
  }

  spec(): VegaLiteSpec {
    return this.#build();
  }

  /** The renderer is loaded when first needed: numbers alone should not wait for it. */
  svg(): Promise<string> {
    this.#svg ??= import("../render/svg.js").then(({ renderSvg }) => renderSvg(this.spec()));
    return this.#svg;
  }

  async png(): Promise<Uint8Array> {
    const { renderPng } = await import("../render/png.js");
    return renderPng(await this.svg(), this.#scale);
  }
}

/** Every kind of file that holds a picture. */
export const PICTURE_OUTPUTS: readonly OutputKind<{ readonly picture: Picture }>[] = [
  {
    name: "svg",
    ending: "svg",
    holds: "the figure, vector",
    isBinary: false,
    make: ({ picture }) => picture.svg(),
  },
  {
    name: "png",
    ending: "png",
    holds: "the figure, pixels",
    isBinary: true,
    make: ({ picture }) => picture.png(),
  },
  {
    name: "vl.json",
    ending: "vl.json",
    holds: "the figure's Vega-Lite specification",
    isBinary: false,
    make: async ({ picture }) => stringify(picture.spec()),
  },
];

/** The two pictures that are drawn when nothing else is asked for: STEM.svg and STEM.png in the working directory. */
export function defaultPictures<Results>(kinds: readonly OutputKind<Results>[], stem: string) {
  return kinds
    .filter(({ name }) => name === "svg" || name === "png")
    .map((kind) => ({ path: `${stem}.${kind.name}`, kind }));
}

/** A remark where a picture in pixels would show empty boxes; SVG takes the reader's fonts. */
export function glyphNotices<Results>(plan: OutputPlan<Results>, texts: readonly string[]): string[] {
  const missing = missingGlyphs(texts.join(""));
  const drawsPixels = [plan.printed, ...plan.files.map(({ kind }) => kind)].some(
    (kind) => kind?.name === "png",
  );
  if (missing.length === 0 || !drawsPixels) return [];
  return [
    `the font of the PNG lacks ${missing.slice(0, 8).map(quote).join(" ")}; an SVG shows them with the reader's fonts`,
  ];
}

/** Of a model's name what is safe in the name of a file. */
export function fileStem(path: string): string {
  const stem = modelLabel(path)
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[.-]+/, "");
  return stem.slice(0, 80) || "model";
}
