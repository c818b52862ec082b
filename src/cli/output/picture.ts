import type { VegaLiteSpec } from "../../model/figure.js";

/** How pictures are written; the same for all of a run. */
export interface PictureStyle {
  /** PNG pixels to each CSS pixel. */
  readonly scale: number;
  /** SVG text as outlines. */
  readonly outlineText: boolean;
}

/** What distinguishes the pictures of a run: each is a placeholder in the names of files. */
export interface PictureName {
  /** As in the names of files; null for a picture of two. */
  readonly model: string | null;
  readonly figure: string;
  /** Its label for names of files; null for a picture of many tensors. */
  readonly tensor: string | null;
}

/** A figure as files: it is drawn once, when first asked for. What draws is loaded then: numbers alone need not wait for it. */
export class Picture {
  readonly name: PictureName;
  readonly #build: () => Promise<VegaLiteSpec>;
  readonly #style: PictureStyle;
  readonly #morePages: () => Promise<readonly VegaLiteSpec[]>;
  #svg: Promise<string> | null = null;

  /** `morePages`: what it has no room for, where it is written into something that has pages. */
  constructor(
    name: PictureName,
    build: () => Promise<VegaLiteSpec>,
    style: PictureStyle,
    morePages: () => Promise<readonly VegaLiteSpec[]> = async () => [],
  ) {
    this.name = name;
    this.#build = build;
    this.#style = style;
    this.#morePages = morePages;
  }

  spec(): Promise<VegaLiteSpec> {
    return this.#build();
  }

  /** The specification, for people. */
  async readable(): Promise<VegaLiteSpec> {
    const { readableSpec } = await import("../../figure/readable/spec.js");
    return readableSpec(await this.spec());
  }

  /** What the title says, in one line. */
  async title(): Promise<string> {
    const { specTitle } = await import("../../figure/panel/frame.js");
    return specTitle(await this.spec()) ?? this.name.tensor ?? this.name.figure;
  }

  /** As it is drawn, without fonts. */
  drawn(): Promise<string> {
    this.#svg ??= this.#draw();
    return this.#svg;
  }

  /** The picture, and what continues it. */
  async pages(): Promise<readonly string[]> {
    const { renderSvg } = await import("../../render/svg.js");
    const pages = [await this.drawn()];
    for (const spec of await this.#morePages()) pages.push(await renderSvg(spec));
    return pages;
  }

  async #draw(): Promise<string> {
    const { renderSvg } = await import("../../render/svg.js");
    return renderSvg(await this.spec());
  }

  async svg(): Promise<string> {
    const drawn = await this.drawn();
    if (this.#style.outlineText) return (await import("../../render/outline.js")).outlineText(drawn);
    return (await import("../../render/fonts.js")).embedFonts(drawn);
  }

  async png(): Promise<Uint8Array> {
    const { renderPng } = await import("../../render/png.js");
    return renderPng(await this.drawn(), this.#style.scale);
  }

  /** The specification that Vega itself reads. */
  async vega(): Promise<Readonly<Record<string, unknown>>> {
    return (await import("../../render/compile.js")).compileSpec(await this.spec());
  }
}
