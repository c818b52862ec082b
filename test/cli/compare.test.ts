import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixture, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";

useFreshFolder();

const PAIR = ["compare", SMALL_PRE, SMALL_POST] as const;

describe("compare without options", () => {
  it("says what changed, prints a table, draws two pictures and says where they are", async () => {
    const { code, out, err } = await runCli(PAIR);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ln_2 of blocks 6-11 grew by 5 to 10 %: 89 to 98 % of the dims rose, by \+0\.046 to \+0\.089\.\n/,
    );
    expect(out).toMatch(/\nGains and biases of blocks 0-5 are bit-identical \(frozen\)\.\n\n/);
    expect(out).toContain(
      "Judged, but not shown: gains of blocks 0-4, and all biases (--blocks all --bias).",
    );
    expect(out).toContain("h11 ln_2");
    expect(readdirSync(".").sort()).toEqual([
      "small-gpt2-pre-vs-small-gpt2-post.png",
      "small-gpt2-pre-vs-small-gpt2-post.svg",
    ]);
    expect(err).toBe("wrote small-gpt2-pre-vs-small-gpt2-post.svg, small-gpt2-pre-vs-small-gpt2-post.png\n");
    expect(readFileSync("small-gpt2-pre-vs-small-gpt2-post.png").subarray(1, 4).toString()).toBe("PNG");
  });

  it("names pictures after folders where files say nothing", async () => {
    for (const side of ["a", "b c"]) mkdirSync(side);
    cpSync(SMALL_PRE, "a/model.safetensors");
    cpSync(SMALL_POST, "b c/model.safetensors");
    await runCli(["compare", "a", "b c"]);
    expect(readdirSync(".")).toContain("a-vs-b_c.svg");
  });
});

describe("--format", () => {
  it.each(["json", "csv", "md", "svg", "vl.json"])(
    "%s alone prints to stdout and writes no file",
    async (format) => {
      const { code, out, err } = await runCli([...PAIR, "--blocks", "8", "--format", format]);
      expect([code, err]).toEqual([0, ""]);
      expect(out.length).toBeGreaterThan(500);
      expect(readdirSync(".")).toEqual([]);
    },
  );

  it("json is by the published schema's name and canonical in its names", async () => {
    const { out } = await runCli([...PAIR, "--format", "json"]);
    const parsed = JSON.parse(out) as { schema: string; tensors: { name: string }[] };
    expect(parsed.schema).toBe("gpt2-wdist/comparison@1");
    expect(parsed.tensors.map(({ name }) => name).slice(0, 2)).toEqual([
      "h.5.ln_1.weight",
      "h.5.ln_2.weight",
    ]);
    expect(parsed.tensors.length).toBe(15);
  });

  it("png is refused on a terminal", async () => {
    const { code, err } = await runCli([...PAIR, "--format", "png"], { isTerminal: true });
    expect(code).toBe(2);
    expect(err).toMatch(/fill the terminal with bytes\n {2}fix: redirect it/);
  });

  it("together with -o does both", async () => {
    const { out } = await runCli([...PAIR, "--format", "csv", "-o", "x.json"]);
    expect(out).toMatch(/^name,block,/);
    expect(readdirSync(".")).toEqual(["x.json"]);
  });
});

describe("-o", () => {
  it("picks the kind of each file by its ending", async () => {
    const files = ["x.svg", "x.png", "x.json", "x.csv", "x.md", "x.vl.json"];
    const { code, out } = await runCli([...PAIR, ...files.flatMap((file) => ["-o", file])]);
    expect(code).toBe(0);
    expect(out).toContain("LayerNorm gains");
    expect(readdirSync(".").sort()).toEqual([...files].sort());
    expect(JSON.parse(readFileSync("x.vl.json", "utf8")).$schema).toContain("vega-lite");
    expect(JSON.parse(readFileSync("x.json", "utf8")).schema).toContain("comparison");
    expect(readFileSync("x.md", "utf8")).toContain("| h6 ln_2 |");
  });

  it("- prints by --format, and asks for it", async () => {
    expect((await runCli([...PAIR, "-o", "-", "--format", "md"])).out).toMatch(/^### LayerNorm/);
    const { code, err } = await runCli([...PAIR, "-o", "-"]);
    expect(code).toBe(2);
    expect(err).toContain("add --format");
  });

  it("with an ending that says nothing is refused before anything is read", async () => {
    const { code, err } = await runCli(["compare", "missing", "missing", "-o", "x.gif"]);
    expect(code).toBe(2);
    expect(err).toContain("end it in .svg, .png");
  });

  it("into missing folders makes them", async () => {
    const { code } = await runCli([...PAIR, "-o", "a/b/x.csv"]);
    expect([code, readdirSync("a/b")]).toEqual([0, ["x.csv"]]);
  });

  it("never replaces an input, not even through a link", async () => {
    cpSync(fixture("formats/hf-sharded"), "model", { recursive: true });
    symlinkSync("model/model.safetensors.index.json", "link.json");
    const index = readFileSync("model/model.safetensors.index.json", "utf8");
    for (const target of ["model/model.safetensors.index.json", "link.json"]) {
      const { code, err } = await runCli(["compare", "model", "model", "-o", target]);
      expect(code).toBe(2);
      expect(err).toContain("is one of the checkpoints that are read");
    }
    expect(readFileSync("model/model.safetensors.index.json", "utf8")).toBe(index);
  });

  it("writes nothing when one of the outputs cannot be made", async () => {
    const { code } = await runCli([
      ...PAIR,
      "-o",
      "x.csv",
      "-o",
      "y.png",
      "--figure",
      "pairs",
      "--width",
      "4000",
      "--scale",
      "8",
    ]);
    expect(code).toBe(2);
    expect(existsSync("x.csv")).toBe(false);
  });

  it("gives the same bytes every time", async () => {
    for (const name of ["a", "b"]) {
      await runCli([
        ...PAIR,
        "--blocks",
        "8",
        ...["svg", "png", "json", "csv", "md"].flatMap((e) => ["-o", `${name}.${e}`]),
      ]);
    }
    for (const ending of ["svg", "png", "json", "csv", "md"]) {
      expect(readFileSync(`a.${ending}`).equals(readFileSync(`b.${ending}`)), ending).toBe(true);
    }
  });
});

describe("what to compare", () => {
  const namesOf = async (...args: string[]) => {
    const { out } = await runCli([...PAIR, "--format", "json", ...args]);
    return (JSON.parse(out) as { tensors: { name: string }[] }).tensors.map(({ name }) => name);
  };

  it("--blocks, --norms and --bias choose tensors, in the order of the forward pass", async () => {
    expect(await namesOf("--blocks", "7,0-1", "--norms", "ln_2")).toEqual([
      "h.0.ln_2.weight",
      "h.1.ln_2.weight",
      "h.7.ln_2.weight",
    ]);
    expect(await namesOf("--blocks", "3", "--norms", "ln_f,ln_1", "--bias")).toEqual([
      "h.3.ln_1.weight",
      "h.3.ln_1.bias",
      "ln_f.weight",
      "ln_f.bias",
    ]);
    expect((await namesOf("--blocks", "all")).length).toBe(25);
  });

  it("--bins changes the histograms", async () => {
    const edgesOf = async (bins: string) => {
      const { out } = await runCli([
        ...PAIR,
        "--format",
        "json",
        "--bins",
        bins,
        "--blocks",
        "8",
        "--norms",
        "ln_2",
      ]);
      const { tensors } = JSON.parse(out) as { tensors: { pre: { histogram: { counts: number[] } } }[] };
      return tensors[0]?.pre.histogram.counts.length;
    };
    expect(await edgesOf("17")).toBe(17);
    expect(await edgesOf("study")).toBe(400);
    // numpy: ceil(log2(512) + 1) bins of Sturges over the pooled 512 values
    expect(await edgesOf("sturges")).toBe(10);
  });

  it("takes every block of a model that is not as deep as the study's", async () => {
    const model = fixture("hostile/ln/four-layers.safetensors");
    const { code, out, err } = await runCli(["compare", model, model, "--format", "csv"]);
    expect([code, err, out.trim().split("\r\n").length]).toEqual([0, "", 1 + 2 * 4 + 1]);
  });
});

describe("the terminal", () => {
  it("gets colours, and none with NO_COLOR or --no-color", async () => {
    const args = [...PAIR, "--format", "text"];
    const coloured = { isTerminal: true, colourLevel: 3 as const };
    const sequence = "\u001b[";
    expect((await runCli(args, coloured)).out.includes(sequence)).toBe(true);
    expect((await runCli(args, { ...coloured, env: { NO_COLOR: "1" } })).out.includes(sequence)).toBe(false);
    expect((await runCli([...args, "--no-color"], coloured)).out.includes(sequence)).toBe(false);
    expect((await runCli(args)).out.includes(sequence)).toBe(false);
  });

  it("is kept within its width from 40 columns on", async () => {
    for (const columns of [40, 60, 80, 116, 200]) {
      const { out } = await runCli([...PAIR, "--format", "text"], { isTerminal: true, columns });
      const longest = Math.max(...out.split("\n").map((line) => line.length));
      expect(longest, `${columns} columns`).toBeLessThanOrEqual(columns);
    }
  });

  it("names the side of each column, and has room for what moved most at 80 columns", async () => {
    const { out } = await runCli([...PAIR, "--format", "text"], { isTerminal: true, columns: 80 });
    const lines = out.split("\n");
    const at = lines.findIndex((line) => line.startsWith("tensor"));
    expect(lines[at - 1]?.trim()).toBe("median median   IQR");
    expect(lines[at]).toMatch(/^tensor +pre +post +pre +change ratio +KS +moved most$/);
    const narrow = await runCli([...PAIR, "--format", "text"], { isTerminal: true, columns: 70 });
    expect(narrow.out).toMatch(/moved most$/m);
    expect(narrow.out).not.toMatch(/ KS /);
    const wide = await runCli([...PAIR, "--format", "text"], { isTerminal: true, columns: 120 });
    expect(wide.out).toMatch(/ pre→post +change ratio /);
  });

  it("gets nothing but ASCII with --ascii", async () => {
    const { out } = await runCli([...PAIR, "--format", "text", "--ascii", "--bias"], { columns: 160 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    expect(/[^\x00-\x7f]/.exec(out)).toBeNull();
  });

  it("is left alone with --quiet", async () => {
    const { out, err } = await runCli([...PAIR, "--quiet", "-o", "x.csv"]);
    expect([out, err, readdirSync(".")]).toEqual(["", "", ["x.csv"]]);
  });
});

describe("mistakes on the command line", () => {
  it.each([
    [["--blocks", "x"], /"x" is not a block or a range of blocks/],
    [["--blocks", "7-5"], /runs backwards; write 5-7/],
    [["--dims", "138,x"], /"x" is not a dimension; write --dims 138 or --dims 138,378/],
    [
      ["--dims", Array.from({ length: 13 }, (_, dim) => dim).join()],
      /13 dimensions have no room; write up to 12/,
    ],
    [["--blocks", "99999"], /no model has a block 99999/],
    [["--blocks", "40"], /has no block 40; it has blocks 0-11/],
    [["--norms", "ln_3"], /GPT-2 has no norm "ln_3"/],
    [["--bins", "0"], /not a bin rule/],
    [["--bins", "1e9"], /not a bin rule/],
    [["--width", "7ft"], /not a length; write 7in/],
    [["--width", "1in"], /96 px; a figure may be/],
    [["--width", "3.5"], /did you mean 3.5in\?/],
    [["--scale", "NaN"], /not a scale/],
    [["-o", ""], /-o "".* says nothing/],
    [["--figure", "pie"], /there are overview, pairs, overlay/],
    [["--theme", "blue"], /Allowed choices are light, dark/],
    [["--format", "xml"], /not a format of this command/],
    [["--formt", "json"], /Did you mean --format/],
  ])("%j exits 2 with one clear error", async (args, message) => {
    const { code, out, err } = await runCli([...PAIR, ...args]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(readdirSync(".")).toEqual([]);
  });

  it("a missing argument or command exits 2, help and version exit 0", async () => {
    expect((await runCli([])).code).toBe(2);
    expect((await runCli(["compare", SMALL_PRE])).code).toBe(2);
    expect((await runCli(["comprae", SMALL_PRE, SMALL_POST])).err).toContain("Did you mean compare");
    const version = await runCli(["--version"]);
    expect([version.code, version.out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
    const help = await runCli(["compare", "--help"]);
    expect([help.code, help.err]).toEqual([0, ""]);
    expect(help.out).toContain("Examples:");
  });
});
