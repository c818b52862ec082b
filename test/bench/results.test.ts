import { describe, expect, it } from "vitest";
import { parseOptions } from "../../bench/options.mjs";
import { findPythons, peerRows, peersNotFound } from "../../bench/pythons.mjs";
import { resultsText } from "../../bench/results.mjs";

const PYTHONS = [
  { executable: "python-one", version: "3.11.7", modules: { numpy: "2.4.6" } },
  { executable: "python-two", version: "3.11.2", modules: { numpy: "1.24.2", matplotlib: "3.6.3" } },
];
const NUMPY = { does: "counting", role: "numpy", needs: ["numpy"], script: "histograms", args: ["a", "b"] };

const runs = (...ms: readonly number[]) => ms.map((one) => ({ ms: one, peakMb: one / 2 }));

const measured = {
  machine: ["1 x a processor"],
  pythons: PYTHONS,
  rounds: 3,
  parts: [
    {
      name: "weights-f32",
      title: "All weights",
      about: "Of one file.",
      base: "ours",
      rows: [
        { name: "ours", role: "ours", runs: runs(100, 110, 90), bytes: 2e8, differingBins: 0 },
        { name: "a peer", role: "peer", runs: runs(200, 330, 90), bytes: 2e8, differingBins: 417 },
      ],
    },
  ],
  aims: [
    { aim: "twice as fast", reached: "2.00 x", met: true },
    { aim: "thrice as fast", reached: "2.00 x", met: false },
    { aim: "as small", reached: "not measured", met: null },
  ],
  notes: "## What was tried\n",
};

describe("the benchmark's results", () => {
  it("name the peers of each Python, and those that were not found", () => {
    const bare = { executable: "python-three", version: "3.13.0", modules: {} };
    const text = resultsText({ ...measured, pythons: [...PYTHONS, bare] });
    expect(text).toContain("- Python 3.13.0: no peer\n");
    expect(text).toContain("- Python 3.11.7: numpy 2.4.6\n");
    expect(text).toContain("- Python 3.11.2: numpy 1.24.2, matplotlib 3.6.3\n");
    expect(text).toContain(
      "- not found here, and so not measured: PyTorch, fast-histogram, boost-histogram\n",
    );
  });

  it("name every peer where there is no Python at all", () => {
    expect(peersNotFound([])).toEqual([
      "numpy",
      "matplotlib",
      "PyTorch",
      "fast-histogram",
      "boost-histogram",
    ]);
    expect(resultsText({ ...measured, pythons: [] })).toContain("not measured: numpy, matplotlib, PyTorch");
  });

  it("give medians and quartiles, ratios of the same round, the peak, the speed and unlike bins", () => {
    const text = resultsText(measured);
    expect(text).toContain("|  | ms | by ours | peak MB | GB/s of file | bins unlike exact |");
    expect(text).toContain("| ours | 100 (95 to 105) | 1 | 55 | 2.00 | 0 |");
    expect(text).toContain("| a peer | 200 (145 to 265) | 2.00 (1.50 to 2.50) | 165 | 1.00 | 417 |");
  });

  it("have no columns for what was not measured, and no peak without GNU time", () => {
    const rows = [{ name: "node", role: "node", runs: [{ ms: 20, peakMb: Number.NaN }] }];
    const text = resultsText({ ...measured, parts: [{ title: "A", about: "B.", base: "node", rows }] });
    expect(text).toContain("|  | ms | by node | peak MB |");
    expect(text).toContain("| node | 20 (20 to 20) | 1 | - |");
  });

  it("say of each aim whether it is met, and end with the notes", () => {
    const text = resultsText(measured);
    expect(text).toContain("| twice as fast | 2.00 x | met |");
    expect(text).toContain("| thrice as fast | 2.00 x | not met |");
    expect(text).toContain("| as small | not measured | - |");
    expect(text.endsWith("\n\n## What was tried\n")).toBe(true);
  });
});

describe("the benchmark's peers", () => {
  it("are a row for each Python that has all they need", () => {
    const rows = peerRows(PYTHONS, NUMPY);
    expect(rows.map(({ name }) => name)).toEqual([
      "numpy 2.4.6, Python 3.11.7: counting",
      "numpy 1.24.2, Python 3.11.2: counting",
    ]);
    expect(rows[0]?.line).toEqual(["python-one", "-B", expect.stringMatching(/histograms\.py$/), "a", "b"]);
    expect(peerRows(PYTHONS, { ...NUMPY, needs: ["numpy", "matplotlib"] })).toHaveLength(1);
    expect(peerRows(PYTHONS, { ...NUMPY, needs: ["torch"] })).toEqual([]);
  });

  it("of the same versions are measured once", () => {
    const [first] = PYTHONS as [(typeof PYTHONS)[number]];
    expect(peerRows([first, { ...first, executable: "its twin" }], NUMPY)).toHaveLength(1);
  });

  it("are none where no Python runs", () => {
    expect(findPythons(["no-such-python", process.execPath])).toEqual([]);
  });
});

describe("the benchmark's options", () => {
  it("have rounds, parts and size", () => {
    expect(
      parseOptions(["--rounds", "2", "--only", "a", "--only", "b", "--large"], ["a", "b"]),
    ).toMatchObject({
      rounds: 2,
      only: ["a", "b"],
      withLarge: true,
    });
    expect(parseOptions([], [])).toMatchObject({ only: [], withLarge: false, help: false });
  });

  it.each([
    [["--rounds", "0"], "no number of rounds"],
    [["--rounds", "some"], "no number of rounds"],
    [["--only", "c"], "--only c: the parts are a, b"],
    [["--sideways"], "--sideways"],
  ])("refuse %j", (args, message) => {
    expect(() => parseOptions(args, ["a", "b"])).toThrow(message);
  });
});
