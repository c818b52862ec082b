import { mulberry32 } from "../../src/stats/resampling.js";

/**
 * Pairs of models of which the truth is known: a base, and what was done to it. A model here is its tensors by canonical
 * name, gains and biases, each of shape [width].
 */

export type Tensors = ReadonlyMap<string, Float64Array>;

export interface KnownPair {
  readonly name: string;
  readonly truth: string;
  readonly pre: Tensors;
  readonly post: Tensors;
  /** Storage type of post; that of pre is F32. */
  readonly dtype: "F32" | "F16" | "BF16";
  /** On the sentences, line by line, whatever the case. */
  readonly says: readonly RegExp[];
  readonly notSays: readonly RegExp[];
  /** Exit code of a check against pre; null: either. */
  readonly check: 0 | 1 | null;
}

/** What no sentence may say of a pair of which anything changed. */
const CALM = /no median|medians? (moved|held|steady)|moved by (at most|no more)|nothing changed/i;

/** Every change that is known, made to `base`, with noise that depends on the seed alone. */
export function knownPairs(base: Tensors, seed: number): KnownPair[] {
  const make = new Maker(base, seed);
  const { block, tensor, dim } = make;
  const width = make.width;
  const pairs: KnownPair[] = [];
  const add = (
    name: string,
    truth: string,
    post: Tensors,
    expected: Partial<Pick<KnownPair, "says" | "notSays" | "check" | "pre" | "dtype">>,
  ) =>
    pairs.push({
      name,
      truth,
      pre: base,
      post,
      dtype: "F32",
      says: [],
      notSays: [],
      check: null,
      ...expected,
    });
  const only = (names: readonly string[], change: Change) =>
    make.changed((name, values) => (names.includes(name) ? change(values) : values));
  const gains = (change: Change) => make.changed((name, values) => (isGain(name) ? change(values) : values));
  const biases = (change: Change) => make.changed((name, values) => (isGain(name) ? values : change(values)));
  const noise = (sigma: number) => (values: Float64Array) =>
    values.map((value) => value * (1 + sigma * make.normal()));

  add("identical", "nothing changed", base, { says: [/identical/i], check: 0 });
  add(
    "only-biases",
    "every bias moved, no gain did",
    biases((v) => v.map((x) => x + 0.02 * make.normal())),
    {
      says: [/bias/i, /all gains .*identical/i],
      notSays: [CALM],
    },
  );
  add(
    "bias-spike",
    "one bias became 8",
    only([`h.${block}.ln_1.bias`], (v) => v.with(dim, 8)),
    {
      says: [new RegExp(`bias dim ${dim}\\b`)],
      notSays: [CALM],
      check: 1,
    },
  );
  add(
    "bias-blow-up",
    "N(0, 0.5) was added to every bias",
    biases((v) => v.map((x) => x + 0.5 * make.normal())),
    {
      says: [/biases moved/i],
      notSays: [CALM],
      check: 1,
    },
  );
  add(
    "biases-zeroed",
    "every bias is 0 now",
    biases((v) => v.map(() => 0)),
    { says: [/bias.* 0\b/i], check: 1 },
  );
  add(
    "permuted-one",
    "the same values on other dimensions, in one tensor",
    only([tensor], (v) => make.shuffled(v)),
    {
      says: [/permuted/i],
      notSays: [CALM],
      check: 1,
    },
  );
  add(
    "permuted-all",
    "the same values on other dimensions, in every tensor",
    make.changed((_, v) => make.shuffled(v)),
    {
      says: [/permuted/i],
      notSays: [/renumbered/i, CALM],
      check: 1,
    },
  );
  const order = make.order();
  add(
    "permuted-alike",
    "all dimensions renumbered alike",
    make.changed((_, v) => v.map((_x, i) => v[order[i] as number] as number)),
    {
      says: [/renumbered/i],
      notSays: [CALM],
      check: 1,
    },
  );
  const swapped = make.renamed((name) =>
    name.replace(/ln_[12]/, (norm) => (norm === "ln_1" ? "ln_2" : "ln_1")),
  );
  add("swapped-norms", "ln_1 and ln_2 exchanged in every block", swapped, {
    says: [/ln_1 and ln_2 are exchanged in all blocks/i],
    check: 1,
  });
  const swappedOne = make.renamed((name) =>
    name.startsWith(`h.${block}.`)
      ? name.replace(/ln_[12]/, (norm) => (norm === "ln_1" ? "ln_2" : "ln_1"))
      : name,
  );
  add(
    "swapped-then-trained",
    "ln_1 and ln_2 of one block exchanged, then 1 % noise",
    make.changed((_, v) => noise(0.01)(v), swappedOne),
    {
      says: [new RegExp(`exchanged in block ${block}\\b`)],
      check: 1,
    },
  );
  const blocksSwapped = make.renamed((name) =>
    name.replace(/^h\.(2|9)\./, (_, n) => `h.${n === "2" ? 9 : 2}.`),
  );
  add("swapped-blocks", "blocks 2 and 9 exchanged", blocksSwapped, {
    says: [/blocks 2 and 9 are exchanged/i],
    check: 1,
  });
  add(
    "noise-30",
    "each value times 1 + N(0, 0.3)",
    make.changed((_, v) => noise(0.3)(v)),
    {
      says: [/noise/i],
      notSays: [CALM, /permuted|exchanged/i],
      check: 1,
    },
  );
  add(
    "noise-3",
    "as a mild fine-tuning",
    make.changed((_, v) => noise(0.03)(v)),
    {
      notSays: [/permuted|exchanged|unrelated|identical/i],
      check: 0,
    },
  );
  add(
    "noise-1",
    "as a very mild fine-tuning",
    make.changed((_, v) => noise(0.01)(v)),
    {
      notSays: [/permuted|exchanged|unrelated|identical/i],
      check: 0,
    },
  );
  add(
    "one-jump",
    "one gain became 3",
    only([tensor], (v) => v.with(dim, 3)),
    { says: [new RegExp(`dim ${dim}\\b`)], notSays: [CALM] },
  );
  add(
    "one-spike",
    "one gain became 8",
    only([tensor], (v) => v.with(dim, 8)),
    {
      says: [new RegExp(`dim ${dim}\\b`)],
      notSays: [CALM],
      check: 1,
    },
  );
  const largest = make.largestOf("ln_f.weight", 6);
  add(
    "shrunk-outliers",
    "the six largest gains of ln_f fell by 40 %",
    only(["ln_f.weight"], (v) => v.map((x, i) => (largest.includes(i) ? x * 0.6 : x))),
    {
      says: [/6 largest gains of ln_f shrank by 40 %/i, ...largest.map((i) => new RegExp(`\\b${i}\\b`))],
      notSays: [CALM],
    },
  );
  add(
    "constant",
    "one tensor was overwritten by 0.37",
    only([tensor], (v) => v.map(() => 0.37)),
    { says: [/constant.*0\.37/i], check: 1 },
  );
  add(
    "negated",
    "one tensor changed its sign",
    only([tensor], (v) => v.map((x) => -x)),
    {
      says: [/sign/i],
      notSays: [/shrank|shrunk/i],
      check: 1,
    },
  );
  const negative = gains((v) => v.map((x) => -Math.abs(x)));
  add(
    "negative-grew",
    "negative gains became 20 % larger in magnitude",
    make.changed((name, v) => (isGain(name) ? v.map((x) => x * 1.2) : v), negative),
    {
      pre: negative,
      says: [/grew by 20 %/i],
      notSays: [/shrank|fell/i],
    },
  );
  const centred = gains((v) => v.map((x) => x - medianOf(v) + 1e-6));
  add(
    "centred-shift",
    "gains about zero moved by +5",
    make.changed((name, v) => (isGain(name) ? v.map((x) => x + 5) : v), centred),
    {
      pre: centred,
      says: [/\+5\b/],
      notSays: [/\d{4,} ?%/],
      check: 1,
    },
  );
  for (const [factor, said, check] of [
    [1.0494, /x1\.049.*4\.9 %/, 0],
    [0.8, /shrank by 20 %/, null],
    [100, /x100\b/, 1],
  ] as const) {
    add(
      `scaled-${factor}`,
      `every gain times ${factor}`,
      gains((v) => v.map((x) => x * factor)),
      { says: [said], check },
    );
  }
  add(
    "offset-one",
    "every gain plus exactly 1",
    gains((v) => v.map((x) => x + 1)),
    { says: [/rose by exactly 1\b/i], check: 1 },
  );
  for (const dtype of ["BF16", "F16"] as const) {
    add(`cast-${dtype}`, `rounded to ${dtype}`, base, {
      dtype,
      says: [new RegExp(`rounded to ${dtype}`)],
      notSays: [/frozen/i],
      check: 0,
    });
  }
  add(
    "reset-block",
    "a block is back at its initial values",
    make.changed((name, v) => (name.startsWith(`h.${block}.`) ? v.map(() => (isGain(name) ? 1 : 0)) : v)),
    {
      says: [new RegExp(`block ${block} are back at initial values`, "i")],
      check: 1,
    },
  );
  const fresh = () =>
    make.changed((name, v) => v.map(() => (isGain(name) ? 1 + 0.01 * make.normal() : 0.005 * make.normal())));
  add("replaced", "another model, barely trained", fresh(), {
    says: [/unrelated/i],
    notSays: [CALM],
    check: 1,
  });
  add("two-seeds", "two models from other seeds", fresh(), {
    pre: fresh(),
    says: [/unrelated/i],
    notSays: [CALM],
  });
  add(
    "not-finite",
    "two infinite gains and a NaN bias",
    make.changed((name, v) =>
      name === "ln_f.weight"
        ? v.with(dim, Number.POSITIVE_INFINITY).with((dim + 9) % width, Number.POSITIVE_INFINITY)
        : name === "h.3.ln_1.bias"
          ? v.with(5, Number.NaN)
          : v,
    ),
    { says: [/NaN or infinite/i, /h3 ln_1 bias dim 5/], check: 1 },
  );
  add(
    "tiny",
    "each value times 1 + 2e-7",
    make.changed((_, v) => v.map((x) => x * (1 + 2e-7))),
    {
      says: [/last digits/i],
      notSays: [/identical/i, /\b0\.0 ?%/],
      check: 0,
    },
  );
  add(
    "block-missing",
    "block 4 is missing from post",
    make.without((name) => name.startsWith("h.4.")),
    { says: [/block 4 is missing from post/i], check: 1 },
  );
  return pairs;
}

type Change = (values: Float64Array) => Float64Array;

function isGain(name: string): boolean {
  return name.endsWith(".weight");
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Changes to a base, drawn from one seed. */
class Maker {
  readonly #base: Tensors;
  readonly #next: () => number;
  /** What changes to one block, tensor or dimension are made to. */
  readonly block: number;
  readonly tensor: string;
  readonly dim: number;
  readonly width: number;

  constructor(base: Tensors, seed: number) {
    this.#base = base;
    this.#next = mulberry32(seed);
    this.width = base.get("ln_f.weight")?.length ?? 0;
    this.block = 6 + (seed % 4);
    this.tensor = `h.${this.block}.ln_2.weight`;
    this.dim = (100 + 37 * seed) % this.width;
  }

  /** A standard normal, by Box and Muller. */
  normal(): number {
    const uniform = () => (this.#next() + 0.5) / 2 ** 32;
    return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  }

  order(): number[] {
    return Array.from({ length: this.width }, (_, i) => ({ i, at: this.#next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ i }) => i);
  }

  shuffled(values: Float64Array): Float64Array {
    const order = this.order();
    return values.map((_, i) => values[order[i] as number] as number);
  }

  changed(change: (name: string, values: Float64Array) => Float64Array, from = this.#base): Tensors {
    return new Map(
      [...from].map(([name, values]) => [name, Float64Array.from(change(name, values), Math.fround)]),
    );
  }

  /** Every tensor under the name of another. */
  renamed(nameOf: (name: string) => string): Tensors {
    return new Map([...this.#base].map(([name]) => [name, this.#base.get(nameOf(name)) as Float64Array]));
  }

  without(isGone: (name: string) => boolean): Tensors {
    return new Map([...this.#base].filter(([name]) => !isGone(name)));
  }

  largestOf(name: string, count: number): number[] {
    const values = this.#base.get(name) as Float64Array;
    return [...values.keys()]
      .sort((a, b) => Math.abs(values[b] as number) - Math.abs(values[a] as number))
      .slice(0, count);
  }
}
