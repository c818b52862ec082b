import { describe, expect, it } from "vitest";
import { costWords, estimateWords, isMeasurable } from "../../../src/words/probe/amounts.js";
import { lossLines } from "../../../src/words/probe/heading.js";
import { probeNotices } from "../../../src/words/probe/notices.js";
import { probeSentences } from "../../../src/words/probe/sentences.js";
import { standardisesSentence } from "../../../src/words/probe/standardises.js";
import { type MadePair, madeProbe } from "../../support/probes.js";

const PAIR: MadePair = {
  changedFrom: 2,
  ratio: 0.7,
  change: [-0.87, 0.1],
  intoPre: [0.0003, 0.0011],
  intoPost: [0.0131, 0.0023],
};

const first = (two: Partial<MadePair>) => probeSentences(madeProbe({ two: { ...PAIR, ...two } }))[0];

describe("how much of a training the norms carry", () => {
  it("is said both ways, as a share where it is measurable, and as nothing where it is not", () => {
    expect(first({})).toBe(
      "Giving post the LayerNorms of pre undoes 1.5 % of what the training gained on this text (+0.0131 +- 0.0023); giving pre the LayerNorms of post changes nothing measurable (+0.0003 +- 0.0011).",
    );
  });

  it("is said of the opposite: norms that bring most of it, or work against it", () => {
    expect(first({ intoPre: [-0.5, 0.05] })).toContain(
      "giving pre the LayerNorms of post makes 57 % of what the training gained on this text (-0.500 +- 0.050)",
    );
    expect(first({ intoPre: [0.5, 0.05] })).toContain(
      "giving pre the LayerNorms of post raises the loss by 0.500 +- 0.050",
    );
    expect(first({ change: [0.3, 0.02], intoPost: [-0.1, 0.01] })).toContain(
      "undoes 33 % of what the training lost on this text",
    );
  });

  it("is no share where the models do not differ measurably", () => {
    const said = first({ change: [0.001, 0.01], intoPost: [0.02, 0.002] });
    expect(said).toContain("raises the loss by 0.0200 +- 0.0020");
    expect(said).toContain("The models themselves do not differ measurably on this text");
    expect(said).not.toContain("% of");
  });

  it("claims no error where one window gives none", () => {
    const said = first({ change: [-0.8, null], intoPre: [-0.1, null], intoPost: [0.1, null] });
    expect(said).toContain("(+0.100)");
    expect(said).not.toContain("+-");
  });
});

describe("where a change comes from", () => {
  it("is said with the norms' own share at most, those whose input is the same apart", () => {
    expect(probeSentences(madeProbe())[1]).toBe(
      "The norms' own new gains and biases make at most 4.4 % of the change of their outputs (h.2.ln_2), and the rest came in with the inputs; h.2.ln_1, whose input is the same, changes by 2.0 %. 4 norms and their inputs are exactly the same.",
    );
  });

  it("is nothing where no output changed", () => {
    const same = madeProbe({
      two: { ...PAIR, changedFrom: 9, change: [0, 0], intoPre: [0, 0], intoPost: [0, 0] },
    });
    expect(probeSentences(same).slice(0, 2)).toEqual([
      "Nothing changes: both models compute the same at every LayerNorm.",
      "No norm's output changes.",
    ]);
  });
});

describe("what one model's norms are given", () => {
  const said = (made: Parameters<typeof madeProbe>[0]) => probeSentences(madeProbe({ ...made, two: null }));

  it("grows, shrinks or stays, by the numbers", () => {
    expect(said({ growth: 1.5 })[0]).toMatch(
      /^The variance of a LayerNorm's input grows from 0\.020 at h\.0\.ln_1 to 0\.51 at ln_f \(x26\), over 4 blocks/,
    );
    expect(said({ growth: 0.8 })[0]).toContain("input shrinks from 0.020");
    expect(said({ growth: 1 })[0]).toContain("input stays from 0.020 at h.0.ln_1 to 0.020 at ln_f, over");
  });

  it("has massive activations or none, and says which", () => {
    expect(said({ massiveDim: 17 })[2]).toBe(
      "Massive activations in dim 17 at h.0.ln_2, the largest all at position 0: up to 312, 3193 times the median.",
    );
    expect(said({})[2]).toMatch(
      /^No massive activations \(Sun et al\. 2024\): no input exceeds 4\.3; position 0 varies at most 2\.2 times as much/,
    );
  });

  it("is standardised token by token, and gain and bias leave it so or do not", () => {
    const before =
      "LayerNorm standardises each token: before gain and bias its dims have mean 0 and variance 1";
    expect(said({})[1]).toMatch(
      /gain and bias do not leave it so: the standard deviation of the output is 1\.10 at each\.$/,
    );
    const measured = (std: number, square: number) => {
      const { pre } = madeProbe({ two: null });
      const norms = pre.norms.map((norm) => ({
        ...norm,
        overall: { ...norm.overall, outputStd: std },
        dims: norm.dims && { ...norm.dims, standardisedMeanSquare: [square, square] },
      }));
      return standardisesSentence({ ...pre, norms });
    };
    expect(measured(1, 1)).toBe(`${before} (measured: 1.0000), and gain and bias leave it so, within 0.01.`);
    expect(measured(1, 0.5)).toContain(
      "(measured: 0.5000, less than 1 where inputs are so small that epsilon counts)",
    );
    expect(measured(Number.NaN, 1)).toBe(
      "whether LayerNorm standardises cannot be told: not every output is finite.",
    );
  });

  it("is worth something to normalise, or nothing measurable, or helps without", () => {
    expect(said({ linear: [0.126, 0.031] })[3]).toContain(
      "Making every LayerNorm linear (one deviation for all tokens) costs 0.126 +- 0.031 nats a token",
    );
    expect(said({ linear: [0.01, 0.031] })[3]).toContain("changes nothing measurable (+0.010 +- 0.031 nats)");
    expect(said({ linear: [-0.126, 0.031] })[3]).toContain("gains 0.126 +- 0.031 nats a token");
  });

  it("has far gains that matter because they are far", () => {
    expect(said({})[4]).toBeUndefined();
    expect(said({ ablated: true })[4]).toBe(
      "Setting a far gain to the median costs 17 times a random gain's reset, and 1.3 times a random gain changed by the same factor (medians over norms): far gains matter because they are far. Dearest: dim 3 of h.1.ln_1, 0.00039 nats a token.",
    );
  });
});

describe("amounts of a probe", () => {
  it("have two digits of their error, and none where it is not known", () => {
    expect(estimateWords({ mean: -0.8676, error: 0.1013 })).toBe("-0.87 +- 0.10");
    expect(estimateWords({ mean: 0.0131, error: 0.0023 })).toBe("+0.0131 +- 0.0023");
    expect(estimateWords({ mean: 0.5, error: null })).toBe("+0.500");
    expect(estimateWords({ mean: 0, error: 0 })).toBe("+0");
  });

  it("are measurable beyond two errors", () => {
    expect(isMeasurable({ mean: -0.21, error: 0.1 })).toBe(true);
    expect(isMeasurable({ mean: 0.19, error: 0.1 })).toBe(false);
    expect(isMeasurable({ mean: 0.19, error: null })).toBeNull();
    expect(costWords({ loss: 1, perplexity: 1, error: 0, windows: [], change: { mean: 0, error: 0 } })).toBe(
      "changes nothing",
    );
  });

  it("of a transplant are shares of the whole change, with a sign", () => {
    const shares = lossLines(madeProbe()).map(({ share }) => share);
    expect(shares).toEqual(["", "", "-0.034 %", "1.5 %"]);
  });

  it("of a text say what was not run", () => {
    const { text } = madeProbe();
    const notice = (leftOver: number | null) => probeNotices({ ...madeProbe(), text: { ...text, leftOver } });
    expect(notice(84)).toEqual(['"texts/py.txt": ran 512 tokens; 84 behind them do not fill a window']);
    expect(notice(null)).toEqual([
      '"texts/py.txt": ran 512 tokens from its beginning; --max-tokens takes more',
    ]);
    expect(notice(0)).toEqual([]);
  });
});
