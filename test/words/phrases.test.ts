import { describe, expect, it } from "vitest";
import { DEFAULT_ARCHITECTURE as GPT2 } from "../../src/family/registry.js";
import {
  blockList,
  capitalise,
  dimList,
  enumerated,
  listed,
  plural,
  range,
} from "../../src/words/phrases.js";
import { blockLabel, shortName, tensorLabel } from "../../src/words/tensorNames.js";

describe("parts of sentences", () => {
  it("list the first, and say how many there are besides", () => {
    expect(listed(["a", "b", "c"], 3)).toBe("a, b, c");
    expect(listed(["a", "b", "c"], 2)).toBe("a, b and 1 more");
    expect(listed(["a", "b", "c"], 1, { separator: "; ", beforeMore: ";" })).toBe("a; and 2 more");
    expect(listed([], 2)).toBe("");
  });

  it("join all of a few as people do", () => {
    expect([enumerated([]), enumerated(["a"]), enumerated(["a", "b"]), enumerated(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });

  it("count one and many", () => {
    expect([plural(0, "tensor"), plural(1, "tensor"), plural(2, "tensor")]).toEqual([
      "0 tensors",
      "1 tensor",
      "2 tensors",
    ]);
    expect([dimList([3], 2), dimList([3, 7, 9], 2)]).toEqual(["dim 3", "dims 3, 7 and 1 more"]);
    expect([blockList([]), blockList([5]), blockList([7, 5, 6, 9])]).toEqual([
      "",
      "block 5",
      "blocks 5-7, 9",
    ]);
  });

  it("say one number where both ends read the same, and the end nearer to zero first", () => {
    const whole = (value: number) => value.toFixed(0);
    expect([range(1.2, 1.4, whole), range(-5, -2, whole), range(2, 5, whole, "-")]).toEqual([
      "1",
      "-2 to -5",
      "2-5",
    ]);
  });

  it("begin with a capital letter, but for names", () => {
    expect(
      ["median of h5", "ln_2: median", "h5 ln_1", "blocks 0-5"].map((text) => capitalise(text, GPT2)),
    ).toEqual(["Median of h5", "ln_2: median", "h5 ln_1", "Blocks 0-5"]);
  });
});

describe("short names of tensors", () => {
  it.each([
    [{ norm: "ln_1", block: 5, parameter: "gain" }, "h.5.ln_1.weight", "h5 ln_1"],
    [{ norm: "ln_2", block: 11, parameter: "bias" }, "h.11.ln_2.bias", "h11 ln_2 bias"],
    [{ norm: "ln_f", block: null, parameter: "gain" }, "ln_f.weight", "ln_f"],
    [{ norm: "ln_f", block: null, parameter: "bias" }, "ln_f.bias", "ln_f bias"],
  ] as const)("are the same from an id and from a canonical name: %j", (id, canonical, label) => {
    expect([tensorLabel(id), shortName(canonical, GPT2)]).toEqual([label, label]);
  });

  it("of a block alone is its letter and number", () => {
    expect(blockLabel(5)).toBe("h5");
  });
});
