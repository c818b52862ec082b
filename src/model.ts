/**
 * The shared vocabulary: every type that crosses a folder. Imports nothing.
 *
 * "Undefined" is always `null`, never 0 or NaN. Dimensions ("dims") are 0-based indices into the model's width.
 */

// --- bytes ---------------------------------------------------------------------------------------

/** Where bytes come from: a local file today, anything that can serve a range tomorrow. */
export interface ByteSource {
  /** What the user typed, for messages. */
  readonly label: string;
  readonly byteLength: number;
  /** Bytes `[startByte, endByte)`. Rejects with a WdistError if the range is outside the source or cannot be read. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
  /** Opens a file that stands beside this one; `fileName` must be a plain name without any path. */
  openSibling(fileName: string): Promise<ByteSource>;
  close(): Promise<void>;
  /** Of a file on this machine, while it is open: any thread may read through it. */
  readonly descriptor?: number;
}

// --- tensors -------------------------------------------------------------------------------------

/** What a checkpoint's header says of one tensor. */
export interface TensorInfo {
  readonly name: string;
  /** As the format spells it: "F32", "BF16", ... */
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** An open checkpoint. Opening reads headers only; a tensor's bytes are read when asked for. */
export interface TensorReader {
  /** Identifier of the format, e.g. "safetensors". */
  readonly format: string;
  /** What the user typed. */
  readonly label: string;
  /** The files read, in order; more than one when the checkpoint is sharded. */
  readonly files: readonly string[];
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Free-form strings the file carries about itself. Hostile text like every name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The tensor's values, flattened in row-major order and widened to float64 without loss. */
  read(name: string): Promise<Float64Array>;
  /** Where the tensor's plain numbers lie; null for one that only `read` can make sense of. */
  locate(name: string): Promise<readonly StoredPiece[] | null>;
  close(): Promise<void>;
}

/** A run of little-endian numbers of a tensor's dtype. The pieces of a tensor are in row-major order. */
export interface StoredPiece {
  readonly source: ByteSource;
  readonly startByte: number;
  readonly endByte: number; // exclusive
}

// --- LayerNorms ----------------------------------------------------------------------------------

export const NORMS = ["ln_1", "ln_2", "ln_f"] as const;
/** `ln_1` stands before attention, `ln_2` before the MLP, `ln_f` before the output head. */
export type Norm = (typeof NORMS)[number];

/** A LayerNorm computes `gain * (x - mean) / sqrt(var + eps) + bias`: gain is its weight γ, bias its β. */
export type Parameter = "gain" | "bias";

/** Which LayerNorm tensor. */
export interface TensorId {
  readonly norm: Norm;
  /** 0-based block; null for `ln_f`, which belongs to none. */
  readonly block: number | null;
  readonly parameter: Parameter;
}

/** A LayerNorm tensor as one checkpoint names and stores it. */
export interface NamedTensor {
  readonly id: TensorId;
  readonly info: TensorInfo;
}

/** A tensor that was looked at and left out, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What is known of a model once its tensors have been named. */
export interface ModelInfo {
  /** What the user typed. */
  readonly path: string;
  readonly format: string;
  readonly files: readonly string[];
  /** How the file's naming writes the gain of a block's ln_1, e.g. "h.N.ln_1.weight". */
  readonly naming: string;
  /** What stands before the naming's own words in the file, e.g. "transformer." */
  readonly prefix: string;
  /** Number of blocks (highest block index plus one). */
  readonly blocks: number;
  /** Length of every LayerNorm vector (GPT-2's n_embd). */
  readonly width: number;
  /** Storage types of the LayerNorm tensors, sorted. */
  readonly dtypes: readonly string[];
  /** Number of tensors in the checkpoint, LayerNorms or not. */
  readonly tensorCount: number;
}

/** A GPT-2 whose LayerNorms have been found, and can be read. */
export interface GptModel {
  readonly info: ModelInfo;
  /** By canonical name (`h.5.ln_1.weight`, `ln_f.bias`), in order of the forward pass. */
  readonly layerNorms: ReadonlyMap<string, NamedTensor>;
  /** Tensors that look like LayerNorms of a GPT-2 and are not used. */
  readonly skipped: readonly Skipped[];
  /** Everything in the checkpoint, by its own names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** What the checkpoint says about itself. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Values of the tensor with that canonical name, shape [width]. */
  read(canonicalName: string): Promise<Float64Array>;
  /** Every weight of the model, LayerNorm or not, in order of the file. */
  readonly weights: readonly Weight[];
  /** Tensors beside them: masks, a training's state. */
  readonly nonWeights: readonly Skipped[];
  /** Values of any of `tensors`, by its own name. */
  readTensor(name: string): Promise<Float64Array>;
  /** Where they lie, as of a TensorReader. */
  locateTensor(name: string): Promise<readonly StoredPiece[] | null>;
  close(): Promise<void>;
}

export const WEIGHT_KINDS = ["attention", "mlp", "embeddings", "norms", "other"] as const;
/** What part of a GPT-2 a weight belongs to; heads of any kind are "other". */
export type WeightKind = (typeof WEIGHT_KINDS)[number];

/** A tensor of the model that is neither a mask nor a training's state. */
export interface Weight {
  readonly info: TensorInfo;
  readonly kind: WeightKind;
  /** 0-based; null outside of the blocks. */
  readonly block: number | null;
}

// --- numbers -------------------------------------------------------------------------------------

/** Counts over bins; the last bin is closed, the others are half open. */
export interface Histogram {
  /** [bins + 1], ascending. */
  readonly edges: Float64Array;
  /** [bins] */
  readonly counts: Uint32Array;
  /** Values left of the first and right of the last edge. */
  readonly below: number;
  readonly above: number;
}

/** Numbers about one vector; each is over its finite values and null where it is undefined or beyond float64. */
export interface Summary {
  /** Finite values. */
  readonly n: number;
  /** NaN or infinite values, and their dims. */
  readonly nonFinite: number;
  readonly nonFiniteDims: readonly number[];
  readonly mean: number | null;
  /** Population standard deviation (ddof 0). */
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
  /** Interquartile range, q3 - q1. */
  readonly iqr: number | null;
  /** Median absolute deviation from the median, unscaled. */
  readonly mad: number | null;
  readonly skewness: number | null;
  readonly excessKurtosis: number | null;
  readonly l2Norm: number | null;
  /** Dims with abs(modified z) > 3.5; null where mad is 0. */
  readonly outlierDims: readonly number[] | null;
  readonly tukeyOutlierCount: number | null;
  /** Dims with abs(x) < 0.1 median(abs(x)). */
  readonly nearZeroDims: readonly number[];
}

/** One tensor of one checkpoint: its values, their summary and their histogram. */
export interface Distribution {
  /** Shape [width], as stored, widened to float64. */
  readonly values: Float64Array;
  readonly summary: Summary;
  /** Null where there is no finite value, or float64 cannot tell the edges of its bins apart. */
  readonly histogram: Histogram | null;
}

export interface MovedDim {
  readonly dim: number;
  readonly pre: number;
  readonly post: number;
  readonly delta: number;
}

/** Numbers about a pair: a is pre, b is post, d = b - a over the dims where both are finite. */
export interface Change {
  /** Bit for bit after widening (any NaN equals any NaN). */
  readonly identical: boolean;
  readonly meanDelta: number | null;
  readonly medianDelta: number | null;
  readonly maxAbsDelta: number | null;
  /** The dim that moved most; null when none moved. */
  readonly maxAbsDeltaDim: number | null;
  /** norm(d) / norm(a) */
  readonly relativeL2: number | null;
  readonly cosine: number | null;
  readonly spearman: number | null;
  readonly signFlips: number;
  readonly signFlipDims: readonly number[];
  /** The dims with the largest abs(d), largest first; none that did not move. */
  readonly topMoved: readonly MovedDim[];
  readonly ksStatistic: number | null;
  /** Earth mover's distance, in the units of the values. */
  readonly wasserstein1: number | null;
  readonly jensenShannonDistance: number | null;
  /** Outliers of b, by a's median and mad, that a has not. */
  readonly newOutlierDims: readonly number[] | null;
  /** Outliers of a, by a's median and mad, that b has not. */
  readonly lostOutlierDims: readonly number[] | null;
}

// --- one checkpoint ------------------------------------------------------------------------------

export interface TensorSummary {
  readonly name: string;
  readonly id: TensorId;
  readonly distribution: Distribution;
}

/** The numbers of one checkpoint by itself. */
export interface CheckpointSummary {
  readonly model: ModelInfo;
  /** In order of the forward pass. */
  readonly tensors: readonly TensorSummary[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

// --- all weights ---------------------------------------------------------------------------------

export const WEIGHT_GROUPINGS = ["model", "block", "kind", "tensor"] as const;
/** What shares a histogram. */
export type WeightGrouping = (typeof WEIGHT_GROUPINGS)[number];

/** A quantile that was read off a histogram. */
export interface BinnedQuantile {
  /** In [0, 1]. */
  readonly q: number;
  /** Null where it lies outside of the histogram. */
  readonly value: number | null;
}

/** Numbers about very many weights, over the finite ones; null where undefined or beyond float64. */
export interface WeightSummary {
  /** Finite values. */
  readonly n: number;
  readonly nonFinite: number;
  /** Values that are 0 or -0, and their share of n. */
  readonly zeros: number;
  readonly zeroShare: number | null;
  readonly mean: number | null;
  /** Population standard deviation (ddof 0). */
  readonly std: number | null;
  readonly skewness: number | null;
  readonly excessKurtosis: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly quantiles: readonly BinnedQuantile[];
  /** No quantile is farther from numpy's than this: the width of a bin. Null without a histogram. */
  readonly quantileError: number | null;
}

/** As Histogram, for counts beyond 2^32. */
export interface WeightHistogram {
  /** [bins + 1], ascending. */
  readonly edges: Float64Array;
  /** [bins], integers. */
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
}

/** Weights that share a histogram. */
export interface WeightGroup {
  /** "all weights", "block 5", "attention", or a tensor's own name, which is hostile text. */
  readonly name: string;
  /** The block, the kind: of all in it, null where they differ or have none. */
  readonly block: number | null;
  readonly kind: WeightKind | null;
  /** Names of the tensors, in order of the file. */
  readonly tensors: readonly string[];
  readonly summary: WeightSummary;
  /** Null where there is no finite value, or float64 cannot tell the edges of its bins apart. */
  readonly histogram: WeightHistogram | null;
}

export interface WeightOptions {
  readonly bins: number;
  /** The ends of every histogram; null for each group's own finite range. */
  readonly range: readonly [lo: number, hi: number] | null;
  readonly groupBy: WeightGrouping;
  /** Patterns of names; null for every tensor. */
  readonly tensors: readonly string[] | null;
}

/** Every weight of one checkpoint. */
export interface WeightsSummary {
  readonly model: ModelInfo;
  readonly options: WeightOptions;
  readonly groups: readonly WeightGroup[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/** How weights changed as a whole, read off bins that both sides share; null where undefined. */
export interface WeightChange {
  readonly meanDelta: number | null;
  readonly stdRatio: number | null;
  /** Largest difference of the cumulative shares at the edges of the bins: the Kolmogorov-Smirnov statistic is no less. */
  readonly ks: number | null;
  /** Earth mover's distance to within the width of a bin; null where weights lie outside of the bins. */
  readonly wasserstein: number | null;
}

/** A group of weights, before and after, in the same bins. */
export interface WeightGroupComparison {
  readonly name: string;
  readonly block: number | null;
  readonly kind: WeightKind | null;
  readonly pre: WeightGroup;
  readonly post: WeightGroup;
  readonly change: WeightChange;
  /** Of the tensors that have the same name in both: how many there are, and how many have the same bytes. */
  readonly paired: number;
  readonly identical: number;
}

/** Every weight of two checkpoints. */
export interface WeightsComparison {
  readonly pre: ModelInfo;
  readonly post: ModelInfo;
  readonly options: WeightOptions;
  readonly groups: readonly WeightGroupComparison[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

// --- the comparison ------------------------------------------------------------------------------

export interface TensorComparison {
  /** Canonical name, e.g. "h.5.ln_1.weight". */
  readonly name: string;
  readonly id: TensorId;
  readonly pre: Distribution;
  readonly post: Distribution;
  readonly change: Change;
}

/** Which tensors to compare. */
export interface Selection {
  /** Blocks asked for; "default" takes of 5-11 those the model has, "all" takes every block. */
  readonly blocks: readonly number[] | "default" | "all";
  readonly norms: readonly Norm[];
  /** Also compare the biases. */
  readonly bias: boolean;
}

/** How histograms are binned: a rule's name or a number of bins. */
export type BinRule = number | "auto" | "study" | "fd" | "scott" | "sturges" | "rice" | "sqrt" | "doane";

export interface CompareOptions extends Selection {
  readonly bins: BinRule;
  /** Length of `topMoved`. */
  readonly topMoved: number;
}

export interface Comparison {
  readonly pre: ModelInfo;
  readonly post: ModelInfo;
  readonly options: CompareOptions;
  /** In order of the forward pass. */
  readonly tensors: readonly TensorComparison[];
  readonly skipped: readonly Skipped[];
  readonly findings: readonly Finding[];
  /** Remarks on how the request was met, e.g. which of the default blocks the model has. */
  readonly notices: readonly string[];
}

/** What stands out in a comparison: data only, worded in report/. Blocks and dims ascend. */
export type Finding =
  /** A checkpoint holds NaN or infinite values: `total` of them, in these tensors. */
  | {
      readonly rule: "non-finite";
      readonly side: Side;
      readonly total: number;
      readonly tensors: readonly TensorDims[];
    }
  /** Every tensor compared is the same in both. */
  | { readonly rule: "identical"; readonly tensors: number; readonly blocks: readonly number[] }
  /** Blocks of which every tensor compared is the same in both, and single tensors that are. */
  | { readonly rule: "frozen"; readonly blocks: readonly number[]; readonly tensors: readonly string[] }
  /** The median of the gains moved, the same way in all these blocks. Fractions of abs(pre median). */
  | {
      readonly rule: "median-shift";
      readonly norm: Norm;
      readonly blocks: readonly number[];
      readonly minFraction: number;
      readonly maxFraction: number;
    }
  /** No gain's median moved by more than this fraction of abs(pre median). */
  | { readonly rule: "medians-steady"; readonly maxAbsFraction: number }
  /** The interquartile range grew (or shrank) in these tensors: smallest and largest ratio post / pre. */
  | {
      readonly rule: "spread-change";
      readonly tensors: readonly string[];
      /** How many tensors were compared. */
      readonly of: number;
      /** The tensor whose ratio is farthest from 1. */
      readonly most: string;
      readonly minRatio: number;
      readonly maxRatio: number;
    }
  /** The dims that moved most, each in the tensors of one kind in which no other moved as far. */
  | { readonly rule: "most-moved"; readonly moves: readonly Move[] }
  | { readonly rule: "sign-flips"; readonly name: string; readonly dims: readonly number[] }
  /** Dims that became outliers, by the pre median and mad, in the tensors whose median did not shift notably. */
  | { readonly rule: "new-outliers"; readonly total: number; readonly tensors: readonly OutlierCount[] };

export type Side = "pre" | "post";

export interface Move {
  readonly norm: Norm;
  readonly parameter: Parameter;
  readonly dim: number;
  /** Empty for ln_f. */
  readonly blocks: readonly number[];
  readonly minDelta: number;
  readonly maxDelta: number;
}

/** Dims of one tensor. */
export interface TensorDims {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface OutlierCount {
  readonly name: string;
  readonly count: number;
}

// --- figures -------------------------------------------------------------------------------------

export type ThemeName = "light" | "dark";

/** A Vega-Lite specification: plain JSON data. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** The size of a picture, in CSS pixels (96 per inch) before `zoom`. */
export interface PictureSize {
  readonly width: number;
  /** What the picture fills if it can; null: it is as tall as it needs to be. */
  readonly height: number | null;
  /** How much larger than in print everything is drawn, text included: what is projected is read from afar. */
  readonly zoom: number;
}

export interface FigureOptions extends PictureSize {
  readonly theme: ThemeName;
  /** Replaces the computed title. */
  readonly title: string | null;
  /** For a page that people explore: tooltips, and a parameter `dims` that highlights dimensions. */
  readonly interactive: boolean;
}

// --- checks --------------------------------------------------------------------------------------

export type Severity = "warn" | "error";
export type RuleLevel = "off" | Severity;

/** The value of a rule's option: a threshold or the name of a choice. */
export type RuleOption = number | string;

/** How one rule is set for one tensor. */
export interface RuleSetting {
  readonly level: RuleLevel;
  readonly options: Readonly<Record<string, RuleOption>>;
}

/** What a rule found; data only, worded in report/. */
export interface Violation {
  readonly rule: string;
  readonly severity: Severity;
  /** Canonical name of the tensor, or null where the model as a whole is meant. */
  readonly tensor: string | null;
  /** What was measured, e.g. "share of outliers"; the rule's own fixed words. */
  readonly measure: string;
  /** The number that was measured; null where there is none. */
  readonly value: number | null;
  /** The threshold that it passed; null where there is none. */
  readonly threshold: number | null;
  /** The dims concerned, if single ones are. */
  readonly dims: readonly number[];
  /** More to name: the other tensor, the missing norm; canonical names or fixed words, never a file's own text. */
  readonly detail: string | null;
}

/** What a rule is, for reports and documentation. */
export interface RuleInfo {
  readonly name: string;
  /** One sentence: what it means when this fails. */
  readonly about: string;
  /** Why the default thresholds are what they are. */
  readonly why: string;
  readonly needsBaseline: boolean;
  readonly defaultLevel: RuleLevel;
}

/** The outcome of a check: every report is made from this one thing. */
export interface Verdict {
  readonly model: ModelInfo;
  readonly baseline: ModelInfo | null;
  /** Every rule that was in force (level not "off", baseline there if needed), in order of the registry. */
  readonly rules: readonly RuleInfo[];
  /** Canonical names of the tensors that were looked at, in order of the forward pass. */
  readonly tensors: readonly string[];
  /** Errors first, then in order of rules and tensors. */
  readonly violations: readonly Violation[];
  /** Warnings fail too. */
  readonly strict: boolean;
  /** Exit code 1: a violation of severity error, or any at all when strict. */
  readonly failed: boolean;
}
