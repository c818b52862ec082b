import type { CheckpointSummary, Comparison, TensorSummary } from "../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../model/figure.js";
import type { BinRule, Side } from "../model/numbers.js";
import type { Probe } from "../model/probe.js";
import type { TrackedRun } from "../model/run.js";
import type { TrackedRuns } from "../model/runs.js";
import type { WeightsComparison, WeightsSummary } from "../model/weights.js";

/** What there are figures of. */
export interface FigureSubjects {
  readonly comparison: Comparison;
  readonly checkpoint: { readonly summary: CheckpointSummary; readonly bins: BinRule };
  readonly tensor: Pick<TensorSummary, "id" | "site" | "distribution"> & { readonly side: Side };
  readonly weights: WeightsSummary | WeightsComparison;
  readonly run: TrackedRun;
  readonly runs: TrackedRuns;
  readonly probe: Probe;
}

export type FigureSubject = keyof FigureSubjects;

/** A kind of figure describes itself. */
export interface FigureKind<Of extends FigureSubject> {
  /** For `--figure`, and in the names of files. */
  readonly name: string;
  /** What is seen in it, for help and documentation. */
  readonly shows: string;
  readonly of: Of;
  /** What a subject has only where it was asked for; without it the figure is drawn only if it is named. */
  readonly needs?: "effective" | "pair" | "ablation";
  /** It has a row a tensor, so that reports put many tensors on several pages. */
  readonly hasTensorRows?: true;
  /** Over it in a report, of which figures without are no part. */
  readonly heading?: string | ((subject: FigureSubjects[Of]) => string);
  readonly build: (subject: FigureSubjects[Of], options: FigureOptions) => VegaLiteSpec;
  /** What the picture has no room for, on pages after it, where it is written into something that has pages. */
  readonly morePages?: (subject: FigureSubjects[Of], options: FigureOptions) => readonly VegaLiteSpec[];
}
