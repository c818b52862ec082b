import { quote } from "../../escape.js";
import type { VegaLiteSpec } from "../../model/figure.js";
import { stringify, type ToolInfo } from "../../report/json.js";
import { modelLabel } from "../../words/modelLabel.js";
import { type OutputFile, type OutputKind, type OutputPlan, usage } from "./emit.js";

/** How pictures are written; the same for all of a run. */
export interface PictureStyle {
  /** PNG pixels to each CSS pixel. */
  readonly scale: number;
  /** SVG text as outlines. */
  readonly outlineText: boolean;
}

/** What tells the pictures of a run apart: each is a placeholder in the names of files. */
export interface PictureName {
  readonly figure: string;
  /** "h5-ln_1"; null for a picture of many tensors. */
  readonly tensor: string | null;
}

/** A figure as files: it is drawn once, when first asked for. What draws is loaded then: numbers alone need not wait for it. */
export class Picture {
  readonly name: PictureName;
  readonly #build: () => Promise<VegaLiteSpec>;
  readonly #style: PictureStyle;
  #svg: Promise<string> | null = null;

  constructor(name: PictureName, build: () => Promise<VegaLiteSpec>, style: PictureStyle) {
    this.name = name;
    this.#build = build;
    this.#style = style;
  }

  spec(): Promise<VegaLiteSpec> {
    return this.#build();
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

export interface PictureResults {
  readonly pictures: readonly Picture[];
  readonly tool: ToolInfo;
}

/** Every kind of file that holds pictures. */
export const PICTURE_OUTPUTS: readonly OutputKind<PictureResults>[] = [
  onePicture("svg", "the figure, vector", (picture) => picture.svg()),
  { ...onePicture("png", "the figure, pixels", (picture) => picture.png()), isBinary: true },
  {
    name: "pdf",
    ending: "pdf",
    holds: "vector, a page a figure",
    isBinary: true,
    pictures: "many",
    make: pdfOf,
  },
  onePicture("vl.json", "its Vega-Lite specification", async (picture) => stringify(await picture.spec())),
  onePicture("vg.json", "its Vega specification", async (picture) => stringify(await picture.vega())),
];

function onePicture(
  name: string,
  holds: string,
  make: (picture: Picture) => Promise<string | Uint8Array>,
): OutputKind<PictureResults> {
  return {
    name,
    ending: name,
    holds,
    isBinary: false,
    pictures: "one",
    make: ({ pictures }) => make(pictures[0] as Picture),
  };
}

async function pdfOf({ pictures, tool }: PictureResults): Promise<Uint8Array> {
  const { renderPdf } = await import("../../render/pdf.js");
  const svgs: string[] = [];
  for (const picture of pictures) svgs.push(await picture.drawn());
  const [first] = pictures;
  return renderPdf(svgs, {
    title: (await first?.title()) ?? tool.name,
    creator: `${tool.name} ${tool.version}`,
  });
}

const PLACEHOLDERS = ["figure", "tensor"] as const satisfies readonly (keyof PictureName)[];

/**
 * A plan in which every file is told which of the run's pictures it holds: `{figure}` and `{tensor}` in a name make
 * several. Where nothing was asked for it gets the usual ones of `kinds`, whose names begin with `stem`.
 */
export function withPictures<Results extends PictureResults>(
  plan: OutputPlan<Results>,
  results: Results,
  kinds: readonly OutputKind<Results>[],
  stem: () => string,
): OutputPlan<Results> {
  if (plan.printed?.pictures === "one") requireOne(results.pictures, `--format ${plan.printed.name}`);
  const files = plan.isDefault ? defaultPictures(kinds, stem(), results.pictures) : plan.files;
  return { ...plan, files: files.flatMap((file) => filesOf(file, results)) };
}

function filesOf<Results extends PictureResults>(
  { path, kind }: OutputFile<Results>,
  results: Results,
): OutputFile<Results>[] {
  if (kind.pictures === undefined) return [{ path, kind }];
  const groups = new Map<string, Picture[]>();
  for (const picture of results.pictures) {
    const name = filled(path, picture.name);
    groups.set(name, [...(groups.get(name) ?? []), picture]);
  }
  return [...groups].map(([name, pictures]) => {
    if (kind.pictures === "one") requireOne(pictures, `-o ${quote(path)}`);
    return { path: name, kind, results: { ...results, pictures }, isPatterned: name !== path };
  });
}

function filled(path: string, name: PictureName): string {
  return PLACEHOLDERS.reduce((filling, key) => {
    const value = name[key];
    if (value === null && filling.includes(`{${key}}`)) {
      throw usage(`-o ${quote(path)}`, `has {${key}}, but the figure is of all tensors`, "add --per-tensor");
    }
    return filling.replaceAll(`{${key}}`, value ?? "");
  }, path);
}

function requireOne(pictures: readonly Picture[], where: string): void {
  if (pictures.length <= 1) return;
  const [differing = "figure"] = PLACEHOLDERS.filter(
    (key) => new Set(pictures.map(({ name }) => name[key])).size > 1,
  );
  throw usage(
    where,
    `holds one picture, and there are ${pictures.length}`,
    `write {${differing}} in the file's name, e.g. -o 'figs/{${differing}}.svg'`,
  );
}

/** What is drawn when nothing else is asked for: STEM.svg and STEM.png in the working directory. */
function defaultPictures<Results extends PictureResults>(
  kinds: readonly OutputKind<Results>[],
  stem: string,
  pictures: readonly Picture[],
): OutputFile<Results>[] {
  const differing = PLACEHOLDERS.filter((key) => new Set(pictures.map(({ name }) => name[key])).size > 1);
  const parts = [stem, ...differing.map((key) => `{${key}}`)].join("-");
  return kinds
    .filter(({ name }) => name === "svg" || name === "png")
    .map((kind) => ({ path: `${parts}.${kind.name}`, kind }));
}

/** Kinds of pictures whose letters come from the bundled font alone. */
const OWN_FONT_ONLY = ["png", "pdf"];

/** A remark where a picture would show empty boxes; SVG takes the reader's fonts. */
export async function glyphNotices<Results>(
  plan: OutputPlan<Results>,
  texts: readonly string[],
): Promise<string[]> {
  const [kind] = [plan.printed, ...plan.files.map((file) => file.kind)].filter((kind) =>
    OWN_FONT_ONLY.includes(kind?.name ?? ""),
  );
  if (kind === undefined || kind === null) return [];
  const { missingGlyphs } = await import("../../figure/panel/text.js");
  const missing = missingGlyphs(texts.join(""));
  if (missing.length === 0) return [];
  return [
    `the font of the ${kind.name.toUpperCase()} lacks ${missing.slice(0, 8).map(quote).join(" ")}; an SVG shows them with the reader's fonts`,
  ];
}

/** Of a model's name what is safe in the name of a file. */
export function fileStem(path: string): string {
  const stem = modelLabel(path)
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[.-]+/, "");
  return stem.slice(0, 80) || "model";
}
