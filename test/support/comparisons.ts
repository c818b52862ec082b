import { fileURLToPath } from "node:url";
import { answerQuestions } from "../../src/analysis/answers/index.js";
import { DEFAULT_COMPARE_OPTIONS } from "../../src/analysis/compare.js";
import { diagnose } from "../../src/analysis/diagnosis/index.js";
import { subjectOf } from "../../src/analysis/diagnosis/kinship.js";
import { lineageOf } from "../../src/analysis/lineage.js";
import { comparePair } from "../../src/analysis/pair.js";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { compare } from "../../src/index.js";
import type {
  ComparedOptions,
  CompareOptions,
  Comparison,
  TensorComparison,
} from "../../src/model/comparison.js";
import { gpt2Site } from "./gpt2Sites.js";

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
  readonly norm?: string;
  readonly parameter?: "gain" | "bias";
}

/** A comparison of vectors that no file holds. */
export function madeUp(tensors: readonly MadeUp[], options: Partial<ComparedOptions> = {}): Comparison {
  const norms = GPT2.architecture.sites.map(({ name }) => name);
  const all = { ...DEFAULT_COMPARE_OPTIONS, norms, ...options };
  const compared = tensors.map((tensor, i) => makeTensor(tensor, i, all));
  const info = {
    format: "safetensors",
    files: [],
    architecture: GPT2.architecture,
    naming: "h.N.ln_1.weight",
    place: "",
    prefix: "",
    blocks: 12,
    width: tensors[0]?.pre.length ?? 0,
    dtypes: ["F32"],
    tensorCount: tensors.length,
  };
  const subject = subjectOf(compared);
  const lineage = lineageOf(subject);
  return {
    pre: { ...info, path: "before.safetensors" },
    post: { ...info, path: "after.safetensors" },
    options: all,
    tensors: compared,
    whole: compared,
    skipped: [],
    findings: diagnose(subject),
    judged: compared.map((tensor) => tensor.id),
    lineage,
    correlations: subject.kinship.correlations,
    answers: answerQuestions(subject, lineage),
    notices: [],
  };
}

function makeTensor(
  { pre, post, block = null, norm = "ln_1", parameter = "gain" }: MadeUp,
  i: number,
  options: CompareOptions,
): TensorComparison {
  const id = norm === "ln_f" ? { norm, block: null, parameter } : { norm, block: block ?? i, parameter };
  return comparePair(
    { site: gpt2Site(norm), id, a: Float64Array.from(pre), b: Float64Array.from(post) },
    options,
  );
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
