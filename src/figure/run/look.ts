import { groupBy } from "../../analysis/diagnosis/ranges.js";
import type { ThemeName } from "../../model/figure.js";
import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { blockColour } from "../panel/blockColours.js";
import type { Palette } from "../panel/theme.js";

/** What all panels of a run's figure have in common. */
export interface RunLook {
  readonly run: TrackedRun;
  readonly palette: Palette;
  readonly theme: ThemeName;
}

/** Blocks from dark to light, norms outside of them in ink. */
export function tensorColour({ id }: TrackedTensor, { run, palette, theme }: RunLook): string {
  return id.block === null ? palette.ink : blockColour(id.block, run.model.blocks, theme);
}

/** The tensors of one norm. */
export interface NormTensors {
  readonly norm: string;
  readonly isInBlocks: boolean;
  readonly tensors: readonly TrackedTensor[];
}

/** The gains that are shown, by norm, in order of the forward pass. */
export function gainsByNorm({ tensors }: TrackedRun): readonly NormTensors[] {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  return groupBy(gains, ({ id }) => id.norm).map((own) => ({
    norm: own[0]?.id.norm ?? "",
    isInBlocks: own.some(({ id }) => id.block !== null),
    tensors: own,
  }));
}

export function stepsOf({ points }: TrackedRun): readonly number[] {
  return points.map(({ step }) => step);
}
