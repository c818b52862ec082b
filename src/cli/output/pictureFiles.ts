import { usageError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ModelInfo } from "../../model/norms.js";
import { labelOf } from "../../words/modelLabel.js";
import type { OutputKind, Run } from "./outputKind.js";
import type { Picture, PictureName } from "./picture.js";
import { type OutputFile, type OutputPlan, PLACEHOLDERS } from "./plan.js";

/** Which of a run's pictures go into which file: `{model}`, `{figure}` and `{tensor}` in a name make several. */

/** The pictures of a run. */
export interface PictureSet {
  readonly pictures: readonly Picture[];
  /** What the names of files begin with where none was given. */
  readonly stem: () => string;
  /** Words in them that are not the program's own: titles, names of models and of tensors. */
  readonly words: readonly string[];
}

/** The plan of a run that draws, now that its pictures are known: where nothing was asked for it gets the usual ones. */
export function withPictures<Result>(
  plan: OutputPlan<Run<Result>>,
  run: Run<Result>,
  kinds: readonly OutputKind<Run<Result>>[],
  stem: () => string,
): OutputPlan<Run<Result>> {
  if (plan.printed?.pictures === "one") requireOne(run.pictures, `--format ${plan.printed.name}`);
  const files = plan.isDefault ? defaultPictures(kinds, stem(), run.pictures) : plan.files;
  return { ...plan, files: files.flatMap((file) => filesOf(file, run)) };
}

function filesOf<Result>(
  { path, kind }: OutputFile<Run<Result>>,
  run: Run<Result>,
): OutputFile<Run<Result>>[] {
  if (kind.pictures === undefined) return [{ path, kind }];
  const groups = new Map<string, Picture[]>();
  for (const picture of run.pictures) {
    const name = filled(path, picture.name);
    groups.set(name, [...(groups.get(name) ?? []), picture]);
  }
  return [...groups].map(([name, pictures]) => {
    if (kind.pictures === "one") requireOne(pictures, `-o ${quote(path)}`);
    return { path: name, kind, run: { ...run, pictures } };
  });
}

/** Why a picture has no such part in its name, and what to do. */
const WITHOUT: Readonly<Record<keyof PictureName, readonly [what: string, fix: string]>> = {
  model: ["has {model}, but the figure is of two checkpoints", "leave it out"],
  figure: ["has {figure}, but there is one figure only", "leave it out"],
  tensor: ["has {tensor}, but the figure is of all tensors", "add --per-tensor"],
};

function filled(path: string, name: PictureName): string {
  return PLACEHOLDERS.reduce((filling, key) => {
    const value = name[key];
    if (value === null && filling.includes(`{${key}}`))
      throw usageError(`-o ${quote(path)}`, ...WITHOUT[key]);
    return filling.replaceAll(`{${key}}`, value ?? "");
  }, path);
}

function requireOne(pictures: readonly Picture[], where: string): void {
  if (pictures.length <= 1) return;
  const [differing = "figure"] = differingParts(pictures);
  throw usageError(
    where,
    `holds one picture, and there are ${pictures.length}`,
    `write {${differing}} in the file's name, e.g. -o 'figs/{${differing}}.svg'`,
  );
}

/** What tells these pictures apart. */
function differingParts(pictures: readonly Picture[]): readonly (keyof PictureName)[] {
  return PLACEHOLDERS.filter((key) => new Set(pictures.map(({ name }) => name[key])).size > 1);
}

/** STEM.svg and STEM.png in the working directory; of several checkpoints after the name of each. */
function defaultPictures<Result>(
  kinds: readonly OutputKind<Run<Result>>[],
  stem: string,
  pictures: readonly Picture[],
): OutputFile<Run<Result>>[] {
  const differing = differingParts(pictures);
  const first = differing.includes("model") ? [] : [stem];
  const parts = [...first, ...differing.map((key) => `{${key}}`)].join("-");
  return kinds
    .filter(({ name }) => name === "svg" || name === "png")
    .map((kind) => ({ path: `${parts}.${kind.name}`, kind }));
}

/** Kinds of files whose letters come from the bundled font alone, and what they are called. */
const OWN_FONT_ONLY: ReadonlyMap<string, string> = new Map([
  ["png", "PNG"],
  ["pdf", "PDF"],
  ["report.pdf", "PDF"],
]);

/** A remark where a picture would show empty boxes; other files take the reader's fonts for what theirs does not have. */
export async function glyphNotices<Made>(
  plan: OutputPlan<Made>,
  words: readonly string[],
  outlineText: boolean,
): Promise<readonly string[]> {
  const kinds = [plan.printed, ...plan.files.map((file) => file.kind)];
  const [drawnAs] = kinds.flatMap((kind) => {
    const outlined = outlineText && kind?.name === "svg" ? "outlined SVG" : undefined;
    return OWN_FONT_ONLY.get(kind?.name ?? "") ?? outlined ?? [];
  });
  if (drawnAs === undefined) return [];
  const { missingGlyphs } = await import("../../figure/panel/text.js");
  const missing = missingGlyphs(words.join(""));
  if (missing.length === 0) return [];
  const some = `${missing.slice(0, 8).map(quote).join(" ")}${missing.length > 8 ? ` and ${missing.length - 8} more` : ""}`;
  return [
    `the font of the ${drawnAs} does not have ${some}; give names in other letters (--labels, --title), or write an SVG or HTML, which take the reader's fonts`,
  ];
}

/** The part of a checkpoint's name that is safe in the name of a file. */
export function fileStem(model: ModelInfo): string {
  const stem = labelOf(model)
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[.-]+/, "");
  return stem.slice(0, 80) || "model";
}

/** A name for each checkpoint that no other of them has. */
export function fileStems(models: readonly ModelInfo[]): readonly string[] {
  const stems = models.map(fileStem);
  return stems.map((stem, i) => {
    const earlier = stems.slice(0, i).filter((other) => other === stem).length;
    return earlier === 0 ? stem : `${stem}-${earlier + 1}`;
  });
}
