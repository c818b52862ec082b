import { SIZE_NAMES, SIZES } from "../../figure/panel/sizes.js";
import { THEMES } from "../../figure/panel/theme.js";
import type { FigureOptions } from "../../model/figure.js";
import type { PictureStyle } from "../output/picture.js";
import { choice, choiceOr, text, toggle, type ValuesOf, valued } from "./flag.js";
import { PX_PER_INCH, parseDpi, parseScale, parseWidth } from "./parse.js";

/** What a figure looks like. */
export const LOOK_FLAGS = {
  size: choiceOr(
    "--size <name>",
    "single: a column of 3.5 in; double: 7 in; slide: 16:9 with text of 14 pt",
    SIZE_NAMES,
    "double",
  ),
  width: valued("--width <length>", "instead of --size, e.g. 3.5in, 178mm, 672px", parseWidth, {
    conflictsWith: "size",
  }),
  dpi: valued("--dpi <number>", "PNG pixels per inch (default: 192)", parseDpi),
  scale: valued("--scale <number>", "the same per CSS pixel, of which 96 make an inch", parseScale, {
    conflictsWith: "dpi",
  }),
  theme: choiceOr("--theme <name>", "colours", THEMES, "light"),
  title: text("--title <text>", "instead of the title that says what the data say"),
  outlineText: toggle("--outline-text", "SVG: letters as outlines, for programs that ignore embedded fonts"),
};

/** How tensors are spread over pictures. */
export const TENSOR_PICTURE_FLAGS = {
  perTensor: toggle("--per-tensor", "a picture a tensor; write {tensor} in the file's name"),
  preset: choice(
    "--preset <name>",
    "study: the pictures of the original study, a histogram a tensor and checkpoint on axes of its own",
    ["study"],
  ),
};

export type LookFlags = ValuesOf<typeof LOOK_FLAGS>;
export type TensorPictureFlags = ValuesOf<typeof TENSOR_PICTURE_FLAGS>;

export function figureOptionsOf({ size, width, theme, title }: LookFlags): FigureOptions {
  const measures = width === undefined ? SIZES[size] : { width, height: null, zoom: 1 };
  return { ...measures, theme, title: title ?? null, interactive: false };
}

/** How the pictures of a run are written. */
export function pictureStyleOf(flags: LookFlags): PictureStyle {
  return { scale: scaleOf(flags), outlineText: flags.outlineText === true };
}

/** PNG pixels to each CSS pixel; two by default, for the screens that show as many. */
function scaleOf({ dpi, scale }: LookFlags): number {
  return dpi === undefined ? (scale ?? 2) : dpi / PX_PER_INCH;
}
