import { fileURLToPath } from "node:url";
import { DEFAULT_COMPARE_OPTIONS } from "../../src/analysis/compare.js";
import { findFindings } from "../../src/analysis/findings.js";
import { compare } from "../../src/index.js";
import type { CompareOptions, Comparison, TensorComparison } from "../../src/model/comparison.js";
import { binPair } from "../../src/stats/binning.js";
import { compareVectors } from "../../src/stats/change.js";
import { summarize } from "../../src/stats/summary.js";

/** Comparisons to draw and to word: of the shipped checkpoints, and of made-up vectors. */

export const SMALL_PRE = fixture("small-gpt2-pre.safetensors");
export const SMALL_POST = fixture("small-gpt2-post.safetensors");

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

/** The shipped pair, under paths that are the same on every machine. */
export async function smallPair(options: Partial<CompareOptions> = {}): Promise<Comparison> {
  const { pre, post, ...rest } = await compare(SMALL_PRE, SMALL_POST, options);
  const shipped = (name: string) => ({ path: name, files: [name] });
  return {
    ...rest,
    pre: { ...pre, ...shipped("small-gpt2-pre.safetensors") },
    post: { ...post, ...shipped("small-gpt2-post.safetensors") },
  };
}

export interface MadeUp {
  readonly pre: readonly number[];
  readonly post: readonly number[];
  readonly block?: number | null;
  readonly norm?: "ln_1" | "ln_2" | "ln_f";
  readonly parameter?: "gain" | "bias";
}

/** A comparison of vectors that no file holds. */
export function madeUp(tensors: readonly MadeUp[], options: Partial<CompareOptions> = {}): Comparison {
  const all = { ...DEFAULT_COMPARE_OPTIONS, ...options };
  const compared = tensors.map((tensor, i) => makeTensor(tensor, i, all));
  const info = {
    format: "safetensors",
    files: [],
    naming: "h.N.ln_1.weight",
    prefix: "",
    blocks: 12,
    width: tensors[0]?.pre.length ?? 0,
    dtypes: ["F32"],
    tensorCount: tensors.length,
  };
  return {
    pre: { ...info, path: "before.safetensors" },
    post: { ...info, path: "after.safetensors" },
    options: all,
    tensors: compared,
    skipped: [],
    findings: findFindings(compared),
    notices: [],
  };
}

function makeTensor(
  { pre, post, block = null, norm = "ln_1", parameter = "gain" }: MadeUp,
  i: number,
  { bins, topMoved }: CompareOptions,
): TensorComparison {
  const a = Float64Array.from(pre);
  const b = Float64Array.from(post);
  const id = norm === "ln_f" ? { norm, block: null, parameter } : { norm, block: block ?? i, parameter };
  const [histogramOfPre, histogramOfPost] = binPair(a, b, bins, norm);
  const kind = parameter === "gain" ? "weight" : "bias";
  return {
    name: id.block === null ? `${norm}.${kind}` : `h.${id.block}.${norm}.${kind}`,
    id,
    pre: { values: a, summary: summarize(a), histogram: histogramOfPre },
    post: { values: b, summary: summarize(b), histogram: histogramOfPost },
    change: compareVectors(a, b, topMoved),
  };
}

/** `count` values spread like a bell around `centre`, the same ones every time. */
export function bell(count: number, centre: number, width: number): number[] {
  // The logistic quantile function at equal steps, dealt out so that neighbours differ.
  return Array.from({ length: count }, (_, i) => {
    const share = (((i * 7) % count) + 0.5) / count;
    return centre + width * Math.log(share / (1 - share));
  });
}

/** A comparison in which every finding occurs, but for those that exclude each other. */
export function everyFinding() {
  const bulk = bell(100, 0.3, 0.01);
  const flipped = [...bulk.slice(1), -0.3];
  return madeUp([
    { pre: bulk, post: bulk, block: 5 },
    { pre: bulk, post: bulk.map((value) => value * 1.2), block: 6, norm: "ln_2" },
    { pre: bulk, post: flipped, block: 7 },
    { pre: bulk, post: [...bulk.slice(0, 99), Number.NaN], block: 8 },
    { pre: bulk, post: bulk.map((value) => 0.3 + (value - 0.3) * 1.5), block: 9 },
  ]);
}
