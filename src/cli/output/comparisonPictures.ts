import { diagnose } from "../../analysis/diagnosis/index.js";
import { subjectOf } from "../../analysis/diagnosis/kinship.js";
import type { TensorId } from "../../model/architecture.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions } from "../../model/figure.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { figureOptionsOf, type LookFlags, pictureStyleOf, type TensorPictureFlags } from "../flags/figure.js";
import { type FigureKindsFlag, figuresAskedFor } from "../flags/figureKinds.js";
import { Picture, type PictureStyle } from "./picture.js";

/** Which pictures of a comparison are asked for. */
interface ComparisonPictureFlags extends LookFlags, TensorPictureFlags {
  readonly figure: FigureKindsFlag;
  readonly dims: readonly number[] | undefined;
}

export function comparisonPictures(comparison: Comparison, flags: ComparisonPictureFlags): Picture[] {
  const options = { ...figureOptionsOf(flags), ...(flags.dims === undefined ? {} : { dims: flags.dims }) };
  const style = pictureStyleOf(flags);
  if (flags.preset === "study") return studyPictures(comparison, options, style);
  const kinds = figuresAskedFor("comparison", flags.figure, comparison.options);
  const draw = (shown: Comparison, tensor: string | null) =>
    kinds.map((kind) => {
      const build = async () =>
        (await import("../../figure/index.js")).buildFigure("comparison", kind, shown, options);
      return new Picture({ model: null, figure: kind, tensor }, build, style);
    });
  if (flags.perTensor !== true) return draw(comparison, null);
  return comparison.tensors.flatMap((tensor) => draw(only(comparison, tensor), tensorSlug(tensor.id)));
}

/** The pictures of the study: each tensor before, and each tensor after. */
function studyPictures(comparison: Comparison, options: FigureOptions, style: PictureStyle): Picture[] {
  return comparison.tensors.flatMap((tensor) =>
    (["pre", "post"] as const).map(
      (side) =>
        new Picture(
          { model: null, figure: "study", tensor: `${tensorSlug(tensor.id)}-${side}` },
          async () =>
            (await import("../../figure/index.js")).buildFigure(
              "tensor",
              "study",
              { ...tensor, distribution: tensor[side], side },
              options,
            ),
          style,
        ),
    ),
  );
}

/** The same comparison as if there were no other tensor: its title is about this one. */
function only(comparison: Comparison, tensor: TensorComparison): Comparison {
  return {
    ...comparison,
    tensors: [tensor],
    whole: [tensor],
    findings: diagnose(subjectOf([tensor])),
    judged: [tensor.id],
  };
}

/** A tensor's label in the names of files: without spaces. */
export function tensorSlug(id: TensorId): string {
  return tensorLabel(id).replaceAll(" ", "-");
}
