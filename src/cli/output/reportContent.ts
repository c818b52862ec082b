import { basename, dirname, join } from "node:path";
import { mostChanged } from "../../analysis/foremost.js";
import { figuresOf } from "../../figure/index.js";
import type { FigureKind } from "../../figure/kind.js";
import { SIZES } from "../../figure/panel/sizes.js";
import type { Comparison } from "../../model/comparison.js";
import type { FigureOptions } from "../../model/figure.js";
import { type PageContent, type PageFigure, REPORT_FIGURES } from "../../report/page/body.js";
import type { InputFile } from "../../report/page/input.js";
import { type LinkedPicture, reportMarkdown } from "../../report/reportMarkdown.js";
import { fingerprintOf } from "../../source/fingerprint.js";
import { isRemote } from "../../source/index.js";
import type { MadeFile, Run } from "./outputKind.js";
import { Picture } from "./picture.js";

/** What reports hold. */

type ReportRun = Run<Comparison>;

export async function pageOf(run: ReportRun): Promise<string> {
  const { renderHtml } = await import("../../render/html.js");
  return renderHtml(await contentOf(run, PAGE_OPTIONS, firstView));
}

export async function printOf(run: ReportRun): Promise<Uint8Array> {
  const { renderReport } = await import("../../render/reportPdf.js");
  return renderReport(await contentOf(run, PRINT_OPTIONS, pagesOf));
}

export async function markdownOf({ result: comparison }: ReportRun, path: string): Promise<string> {
  const pictures: LinkedPicture[] = [];
  for (const kind of REPORT_KINDS) {
    const title = await pictureOf(kind, comparison, PRINT_OPTIONS).title();
    pictures.push({ name: basename(besidePath(path, kind)), title });
  }
  return reportMarkdown(comparison, pictures);
}

const PRINT_OPTIONS: FigureOptions = { ...SIZES.double, theme: "light", title: null, interactive: false };
/** A page's column is wider than a journal's. */
const PAGE_OPTIONS: FigureOptions = { ...PRINT_OPTIONS, width: 740 };

/** Figures with a row a tensor go over several pages. */
const ROWS_A_PAGE = 15;
/** Of a figure in a page as it stands without a script. */
const MOST_STATIC_ROWS = 30;

const REPORT_KINDS = figuresOf("comparison").toSorted(
  (a, b) => REPORT_FIGURES.indexOf(a.name) - REPORT_FIGURES.indexOf(b.name),
);

/** Everything that a report shows; `partsOf` says which rows figures by rows have, and so how many of them there are. */
async function contentOf(
  { result: comparison, tool }: ReportRun,
  options: FigureOptions,
  partsOf: (comparison: Comparison) => readonly Comparison[],
): Promise<PageContent> {
  const figures: PageFigure[] = [];
  for (const kind of REPORT_KINDS) {
    const { name } = kind;
    const parts = kind.hasTensorRows ? partsOf(comparison) : [comparison];
    for (const part of parts) {
      const picture = pictureOf(kind, part, options);
      figures.push({
        name,
        title: await picture.title(),
        svg: await picture.drawn(),
        rows: part.tensors.length,
      });
    }
  }
  return { comparison, figures, files: await inputFiles(comparison), tool };
}

function pictureOf(
  { name, build }: FigureKind<"comparison">,
  comparison: Comparison,
  options: FigureOptions,
): Picture {
  const style = { scale: 2, outlineText: false };
  return new Picture(
    { model: null, figure: name, tensor: null },
    async () => build(comparison, options),
    style,
  );
}

/** All rows, as many pages of them as it takes. */
function pagesOf(comparison: Comparison): readonly Comparison[] {
  const { tensors } = comparison;
  const count = Math.ceil(tensors.length / ROWS_A_PAGE);
  const rows = Math.ceil(tensors.length / count);
  return Array.from({ length: count }, (_, i) => ({
    ...comparison,
    tensors: tensors.slice(i * rows, (i + 1) * rows),
  }));
}

/** The rows that changed most: the page's script draws all of them, which need not stand in it twice. */
function firstView(comparison: Comparison): readonly Comparison[] {
  return [{ ...comparison, tensors: mostChanged(comparison.tensors, MOST_STATIC_ROWS) }];
}

async function inputFiles({ pre, post }: Comparison): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const [side, model] of [
    ["pre", pre],
    ["post", post],
  ] as const) {
    for (const path of model.files) files.push({ side, path, ...(await identify(path)) });
  }
  return files;
}

async function identify(path: string): Promise<Pick<InputFile, "byteLength" | "sha256">> {
  return isRemote(path) ? { byteLength: null, sha256: null } : fingerprintOf(path);
}

/** A picture of every figure, named after the text: report-pairs.svg, ... */
export async function picturesBeside({ result: comparison }: ReportRun, path: string): Promise<MadeFile[]> {
  const made: MadeFile[] = [];
  for (const kind of REPORT_KINDS) {
    const bytes = await pictureOf(kind, comparison, PRINT_OPTIONS).svg();
    made.push({ path: besidePath(path, kind), bytes });
  }
  return made;
}

function besidePath(path: string, { name }: FigureKind<"comparison">): string {
  return join(dirname(path), `${basename(path).slice(0, -".md".length)}-${name}.svg`);
}
