import { describe, expect, it } from "vitest";
import type { BinRule, Histogram } from "../../src/model/numbers.js";
import { autoEdges, BIN_RULES, binOne, binPair } from "../../src/stats/binning.js";
import { equalEdges, histogram } from "../../src/stats/histogram.js";
import {
  binRuleOf,
  type Counted,
  type CountedOnOwnEdges,
  counted,
  type GoldenPair,
  type OwnBins,
  type Refused,
  readGoldenPairs,
  type SharedBins,
  type TooMany,
} from "../support/goldens.js";
import { gpt2Site } from "../support/gpt2Sites.js";

const PAIRS = await readGoldenPairs();

type Binned = readonly [pre: Histogram | null, post: Histogram | null];

interface Case<Golden> {
  readonly title: string;
  readonly golden: Golden;
  readonly pair: GoldenPair;
  readonly bin: () => Binned;
}

/** The goldens of every vector and rule that are of one kind. */
function casesOf<Golden>(is: (golden: unknown) => golden is Golden): Case<Golden>[] {
  return PAIRS.flatMap((pair) =>
    Object.entries(pair.golden.histograms).flatMap(([key, golden]) =>
      is(golden)
        ? [
            {
              title: `${pair.name}, ${key}`,
              golden,
              pair,
              bin: () => binPair(pair.pre, pair.post, binRuleOf(key), gpt2Site(pair.golden.norm)),
            },
          ]
        : [],
    ),
  );
}

const has =
  <Golden extends object>(...keys: readonly string[]) =>
  (golden: unknown): golden is Golden =>
    typeof golden === "object" && golden !== null && keys.every((key) => key in golden);

function total({ counts, below, above }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0) + below + above;
}

describe("histograms on shared edges", () => {
  const cases = casesOf(has<SharedBins>("edges", "pre"));

  it.each(cases)("equal numpy's, edge for edge and count for count: $title", ({ golden, bin }) => {
    const [pre, post] = bin();
    // toEqual tells apart any two different float64: the edges are equal bit for bit.
    expect([...(pre as Histogram).edges]).toEqual(golden.edges);
    expect((post as Histogram).edges).toEqual((pre as Histogram).edges);
    expect(counted(pre as Histogram)).toEqual<Counted>(golden.pre);
    expect(counted(post as Histogram)).toEqual<Counted>(golden.post);
  });

  it("are tried with every rule but the study's", () => {
    const tried = new Set(PAIRS.flatMap(({ golden }) => Object.keys(golden.histograms)));
    for (const rule of BIN_RULES) expect(tried).toContain(rule);
    expect(cases.length).toBeGreaterThan(400);
  });
});

describe("histograms by the study's bin numbers", () => {
  it.each(casesOf((golden): golden is OwnBins => has("pre")(golden) && !has("edges")(golden)))(
    "equal numpy's over each checkpoint's own range: $title",
    ({ golden, bin }) => {
      const histograms = bin();
      for (const [i, side] of [golden.pre, golden.post].entries()) {
        if ("refused" in side) continue;
        const { edges, counts } = histograms[i] as Histogram;
        expect<CountedOnOwnEdges>({ edges: [...edges], counts: [...counts] }).toEqual(side);
      }
    },
  );

  it("have 80 bins for ln_1, 400 for ln_2, 240 for ln_f", () => {
    const vector = Float64Array.of(1, 2, 3);
    const bins = (["ln_1", "ln_2", "ln_f"] as const).map(
      (norm) => binPair(vector, vector, "study", gpt2Site(norm))[0]?.counts.length,
    );
    expect(bins).toEqual([80, 400, 240]);
  });
});

describe("where numpy refuses to make bins of no width", () => {
  it.each(casesOf(has<Refused>("refused")))("no value is lost: $title", ({ pair, bin }) => {
    const [pre, post] = bin();
    if (pre !== null) expect(total(pre)).toBe(pair.pre.length);
    if (post !== null) expect(total(post)).toBe(pair.post.length);
  });

  it("nor by the study's rule", () => {
    const constant = new Float64Array(3).fill(1e17);
    for (const result of binPair(constant, constant, "study", gpt2Site("ln_1"))) {
      if (result !== null) expect(total(result)).toBe(3);
    }
  });
});

describe("where an estimator asks for more than 10,000 bins", () => {
  it("there are 10,000 although their number is beyond float64", () => {
    const values = Float64Array.of(0, 1e-320, 2e-320, 3e-320, 4e-320, 1e300);
    const [pre] = binPair(values, values, "fd", gpt2Site("ln_1"));
    expect(pre?.counts.length).toBe(10_000);
  });

  it.each(casesOf(has<TooMany>("tooMany")))("there are 10,000: $title", ({ pair, bin }) => {
    const [pre] = bin();
    expect(pre?.counts.length).toBe(10_000);
    expect(total(pre as Histogram)).toBe(pair.pre.length);
  });
});

describe("the auto rule", () => {
  const bulk = Array.from({ length: 101 }, (_, i) => 1 + (i - 50) / 100);

  it("counts what lies outside median ± 6 mad below and above, on each side", () => {
    const pre = Float64Array.of(...bulk, -40, 30);
    const post = Float64Array.of(...bulk, 50, 60);
    const [before, after] = binPair(pre, post, "auto", gpt2Site("ln_1")) as readonly [Histogram, Histogram];
    expect([before.below, before.above, after.below, after.above]).toEqual([1, 1, 0, 2]);
    expect(before.edges[0]).toBeGreaterThan(-2);
    expect(before.edges.at(-1)).toBeLessThan(4);
  });

  it("leaves out no more than 5 % of either side: a second group of values is no outlier", () => {
    const group = (count: number, centre: number) =>
      Array.from({ length: count }, (_, i) => centre + (i - count / 2) / (20 * count));
    const pre = Float64Array.from([...group(70, 1), ...group(30, 0.2)]);
    const post = Float64Array.from([...group(98, 1), ...group(2, 0.2)]);
    const edges = autoEdges([pre, post]) as Float64Array;
    expect([edges[0], edges.at(-1)]).toEqual([Math.min(...pre), Math.max(...post)]);
    const [before, after] = binPair(post, post, "auto", gpt2Site("ln_1")) as readonly [Histogram, Histogram];
    expect([before.below, after.below]).toEqual([2, 2]);
  });

  it("is widened no farther than it must be", () => {
    const values = Float64Array.from([...bulk, 20, 30, 40, 5000, 6000, 7000].slice(-60));
    const edges = autoEdges([values]) as Float64Array;
    const outside = values.filter((value) => value > (edges.at(-1) as number)).length;
    expect(outside).toBe(Math.floor(0.05 * values.length));
  });

  it("reaches over both checkpoints' windows", () => {
    const pre = Float64Array.from(bulk);
    const post = pre.map((value) => value + 10);
    const edges = autoEdges([pre, post]) as Float64Array;
    expect(edges[0]).toBe(pre[0]);
    expect(edges.at(-1)).toBe(post.at(-1));
  });

  it("takes the full range where mad is 0", () => {
    const pre = Float64Array.of(1, 1, 1, 1, 100);
    const edges = autoEdges([pre, pre]) as Float64Array;
    expect([edges[0], edges.at(-1)]).toEqual([1, 100]);
  });

  it.each([
    ["at least 24 bins", 5, 24],
    ["at most 60 bins", 300_000, 60],
  ])("makes %s", (_, count, bins) => {
    const vector = Float64Array.from({ length: count }, (_, i) => i / count);
    expect(autoEdges([vector])?.length).toBe(bins + 1);
  });

  it("widens the window to a value that must be in it", () => {
    const vector = Float64Array.from(bulk);
    expect(autoEdges([vector], -3)?.[0]).toBe(-3);
    expect(autoEdges([vector], 9)?.at(-1)).toBe(9);
    expect(autoEdges([vector], 1)).toEqual(autoEdges([vector]));
  });
});

describe("the histogram of one vector", () => {
  it.each([...BIN_RULES, 7])("is that of a pair whose other side has no values, by the rule %s", (rule) => {
    const nothing = new Float64Array(0);
    for (const { name, pre, golden } of PAIRS) {
      expect(binOne(pre, rule, gpt2Site(golden.norm)), name).toEqual(
        binPair(pre, nothing, rule, gpt2Site(golden.norm))[0],
      );
    }
    expect(binOne(nothing, rule, gpt2Site("ln_1"))).toBeNull();
    expect(binOne(Float64Array.of(Number.NaN), rule, gpt2Site("ln_1"))).toBeNull();
  });
});

describe("the numbers of bins of very few values", () => {
  // numpy.histogram_bin_edges(x, rule).
  it.each([
    ["doane", 4, 5],
    ["fd", 2, 3],
    ["scott", 1, 2],
    ["sturges", 3, 3],
    ["rice", 3, 4],
    ["sqrt", 2, 2],
  ] as const)("are numpy's, by the rule %s", (rule, ofThree, ofFour) => {
    expect(binOne(Float64Array.of(1, 2, 10), rule, gpt2Site("ln_1"))?.counts.length).toBe(ofThree);
    expect(binOne(Float64Array.of(1, 2, 3, 10), rule, gpt2Site("ln_1"))?.counts.length).toBe(ofFour);
  });
});

describe("histograms of vectors with non-finite values", () => {
  const broken = Float64Array.of(Number.NaN, 1, 2, Number.POSITIVE_INFINITY, 3);
  const allNaN = new Float64Array(5).fill(Number.NaN);

  it.each(BIN_RULES)("leave them out by the rule %s", (rule) => {
    const [pre, post] = binPair(broken, allNaN, rule, gpt2Site("ln_1"));
    expect(total(pre as Histogram)).toBe(3);
    expect(post).toBeNull();
    expect([...(pre as Histogram).edges].every(Number.isFinite)).toBe(true);
    expect(binPair(allNaN, broken, rule, gpt2Site("ln_1"))[0]).toBeNull();
    expect(binPair(allNaN, allNaN, rule, gpt2Site("ln_1"))).toEqual([null, null]);
  });

  it("are no different from those of the finite values alone", () => {
    const alone = Float64Array.of(1, 2, 3);
    for (const rule of [...BIN_RULES, 7] as readonly BinRule[]) {
      expect(binPair(broken, broken, rule, gpt2Site("ln_2"))).toEqual(
        binPair(alone, alone, rule, gpt2Site("ln_2")),
      );
    }
  });
});

describe("histograms at the ends of float64", () => {
  it.each([...BIN_RULES, 12])("are null where the range is beyond float64, by the rule %s", (rule) => {
    const wide = Float64Array.of(-1e308, 1e308, 0);
    expect(binPair(wide, wide, rule, gpt2Site("ln_1"))).toEqual([null, null]);
  });

  it("count both ends of a range that float64 just holds", () => {
    const wide = Float64Array.of(0, Number.MAX_VALUE, 1e308);
    expect(counted(binPair(wide, wide, 4, gpt2Site("ln_1"))[0] as Histogram)).toEqual({
      counts: [1, 0, 1, 1],
      below: 0,
      above: 0,
    });
  });
});

describe("equal edges", () => {
  it("give a constant numpy's half to both sides", () => {
    expect(equalEdges(3, 3, 2)).toEqual(Float64Array.of(2.5, 3, 3.5));
  });

  it("end exactly on the last value, though steps of rounding would miss it", () => {
    // In float64 0.1 + 6 * ((0.7 - 0.1) / 6) is 0.7000000000000001 or thereabouts.
    expect(equalEdges(0.1, 0.7, 6)?.at(-1)).toBe(0.7);
  });

  it("are null where the range is beyond float64", () => {
    expect(equalEdges(-1e308, 1e308, 4)).toBeNull();
  });
});

describe("a histogram over given edges", () => {
  it("has half-open bins, the last one closed, and counts the rest below and above", () => {
    const result = histogram(Float64Array.of(-1, 0, 1, 1.5, 2, 3, 3.5), Float64Array.of(0, 1, 2, 3));
    expect(counted(result)).toEqual({ counts: [1, 2, 2], below: 1, above: 1 });
  });

  it("goes by the edges, not by the arithmetic that made them", () => {
    const uneven = Float64Array.of(0, 0.1, 0.2, 10);
    expect(counted(histogram(Float64Array.of(0.05, 0.15, 0.25, 9, 10), uneven)).counts).toEqual([1, 1, 3]);
  });
});

describe("a number of bins that is none", () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10_001])("%s is refused", (bins) => {
    const values = Float64Array.of(1, 2, 3);
    expect(() => binPair(values, values, bins, gpt2Site("ln_1"))).toThrow(RangeError);
  });
});
