import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { figuresOf } from "../../src/figure/index.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { OF_ANY_PAIR } from "../support/figureSubjects.js";
import { useFreshFolder } from "../support/freshFolder.js";
import { HAS_POPPLER, pdfText } from "../support/pdf.js";

useFreshFolder();

const PAIR = ["compare", SMALL_PRE, SMALL_POST, "-q"] as const;
const ALL = OF_ANY_PAIR;

/** Number of pages of a PDF. */
function pagesOf(path: string): number {
  return readFileSync(path, "latin1").match(/\/Type \/Page\b/g)?.length ?? 0;
}

describe("--dims", () => {
  it("says which dimensions trajectories are of", async () => {
    const { code, err } = await runCli([
      ...PAIR,
      "--figure",
      "trajectories",
      "--dims",
      "7,3,7",
      "-o",
      "dims.svg",
    ]);
    expect(code, err).toBe(0);
    const svg = readFileSync("dims.svg", "utf8");
    expect([...svg.matchAll(/>(dim \d+)</g)].map(([, name]) => name)).toEqual(["dim 7", "dim 3"]);
  });
});

describe("--figure", () => {
  it("all draws every one, a file each, in a folder that is made for them", async () => {
    const { code, err } = await runCli([
      ...PAIR,
      "--blocks",
      "8",
      "--figure",
      "all",
      "-o",
      "figs/{figure}.svg",
    ]);
    expect([code, err]).toEqual([0, ""]);
    expect(readdirSync("figs").sort()).toEqual(ALL.map((name) => `${name}.svg`).sort());
  });

  it("again and again draws each once, in the order of the list", async () => {
    await runCli([
      ...PAIR,
      "--figure",
      "moved",
      "--figure",
      "pairs",
      "--figure",
      "moved",
      "-o",
      "{figure}.vl.json",
    ]);
    expect(readdirSync(".").sort()).toEqual(["moved.vl.json", "pairs.vl.json"]);
  });

  it("of several into one PDF is a page each", async () => {
    await runCli([...PAIR, "--blocks", "8", "--figure", "all", "-o", "all.pdf"]);
    expect(pagesOf("all.pdf")).toBe(ALL.length);
  });

  it("of several into one file of another kind says which placeholder to write", async () => {
    const { code, err } = await runCli([...PAIR, "--figure", "all", "-o", "one.svg"]);
    expect(code).toBe(2);
    expect(err).toContain("{figure}");
    const printed = await runCli([...PAIR, "--figure", "all", "--format", "svg"]);
    expect([printed.code, printed.out]).toEqual([2, ""]);
    expect(readdirSync(".")).toEqual([]);
  });

  it("of several without -o is told apart by name", async () => {
    await runCli([...PAIR, "--blocks", "8", "--figure", "spread", "--figure", "moved"]);
    expect(readdirSync(".").sort()).toEqual(
      ["moved", "spread"].flatMap((name) =>
        ["png", "svg"].map((ending) => `small-gpt2-pre-vs-small-gpt2-post-${name}.${ending}`),
      ),
    );
  });

  it("that is none names those there are", async () => {
    const { code, err } = await runCli([...PAIR, "--figure", "pie"]);
    expect(code).toBe(2);
    expect(err).toContain(
      `there are ${figuresOf("comparison")
        .map(({ name }) => name)
        .join(", ")} and all`,
    );
  });
});

describe("--per-tensor", () => {
  it("draws each tensor by itself, with a title of its own", async () => {
    await runCli([...PAIR, "--blocks", "5,8", "--per-tensor", "-o", "t/{tensor}.svg"]);
    expect(readdirSync("t").sort()).toEqual(
      ["h5-ln_1", "h5-ln_2", "h8-ln_1", "h8-ln_2", "ln_f"].map((name) => `${name}.svg`),
    );
    expect(readFileSync("t/h5-ln_1.svg", "utf8")).toContain("h5 ln_1 is bit-identical");
    expect(readFileSync("t/h8-ln_2.svg", "utf8")).toContain("h8 ln_2 grew by 8.7 %");
  });

  it("is asked for where a name has {tensor} without it", async () => {
    const { code, err } = await runCli([...PAIR, "-o", "{tensor}.svg"]);
    expect([code, existsSync("{tensor}.svg")]).toEqual([2, false]);
    expect(err).toContain("--per-tensor");
  });

  it("of one checkpoint is a picture a tensor, too", async () => {
    await runCli(["plot", SMALL_PRE, "-q", "--blocks", "3", "--per-tensor", "-o", "{tensor}.png"]);
    expect(readdirSync(".").sort()).toEqual(["h3-ln_1.png", "h3-ln_2.png", "ln_f.png"]);
  });
});

describe("--preset study", () => {
  it("draws the study's pictures: each tensor before and after, with its bins, titles and axes", async () => {
    await runCli([...PAIR, "--preset", "study", "-o", "{tensor}.vl.json"]);
    expect(readdirSync(".")).toHaveLength(30);
    const spec = readFileSync("h5-ln_1-pre.vl.json", "utf8");
    expect(spec).toContain('"H5, Ln1"');
    const { datasets } = JSON.parse(spec) as { datasets: Readonly<Record<string, unknown[]>> };
    // 80 bins, and the end of the last.
    expect(datasets["H5, Ln1: areas"]).toHaveLength(81);
    expect(readFileSync("ln_f-post.vl.json", "utf8")).toContain('"Final Layer, after fine-tuning"');
  });

  it("is no figure among others", async () => {
    const { code, err } = await runCli([...PAIR, "--preset", "study", "--figure", "moved"]);
    expect([code, err.includes("cannot be used with")]).toEqual([2, true]);
  });

  it("of one checkpoint is a picture a tensor", async () => {
    await runCli(["plot", SMALL_PRE, "-q", "--preset", "study", "-o", "{tensor}.svg"]);
    expect(readdirSync(".")).toHaveLength(25);
  });
});

describe("sizes and kinds of pictures", () => {
  it("--size is a column, two columns or a slide; --width any length, but not both", async () => {
    const widthOf = async (...flags: readonly string[]) => {
      const { out } = await runCli([...PAIR, "--blocks", "8", "--format", "svg", ...flags]);
      return /^<svg [^>]*width="(\d+)"/.exec(out)?.[1];
    };
    expect(await widthOf("--size", "single")).toBe("336");
    expect(await widthOf()).toBe("672");
    expect(await widthOf("--size", "slide")).toBe("1280");
    expect(await widthOf("--width", "5in")).toBe("480");
    const both = await runCli([...PAIR, "--size", "slide", "--width", "5in"]);
    expect([both.code, both.err.includes("cannot be used with")]).toEqual([2, true]);
  });

  it("--dpi makes as many pixels an inch; --scale says the same in CSS pixels", async () => {
    await runCli([...PAIR, "--blocks", "8", "--dpi", "300", "-o", "a.png"]);
    await runCli([...PAIR, "--blocks", "8", "--scale", "3.125", "-o", "b.png"]);
    const [a, b] = ["a.png", "b.png"].map((name) => readFileSync(name)) as [Buffer, Buffer];
    expect(a.readUInt32BE(16)).toBe(2100);
    expect(a.equals(b)).toBe(true);
    for (const dpi of ["20", "9999", "many"])
      expect((await runCli([...PAIR, "--dpi", dpi, "-o", "c.png"])).err).toContain("from 48 to 1200");
  });

  it("--outline-text leaves no letter to a font", async () => {
    await runCli([...PAIR, "--blocks", "8", "--outline-text", "-o", "a.svg"]);
    const svg = readFileSync("a.svg", "utf8");
    expect(/<text|font-family/.test(svg)).toBe(false);
    expect(svg).toContain("<use ");
  });

  it(".vg.json is what Vega itself reads", async () => {
    await runCli([...PAIR, "--blocks", "8", "-o", "a.vg.json"]);
    const spec = JSON.parse(readFileSync("a.vg.json", "utf8")) as { $schema: string };
    expect(spec.$schema).toContain("/schema/vega/");
  });
});

describe("reports", () => {
  it("never replace an input by a picture beside them", async () => {
    cpSync(SMALL_PRE, "report-pairs.svg");
    const { code, err } = await runCli(["compare", "report-pairs.svg", SMALL_POST, "-q", "-o", "report.md"]);
    expect([code, err.includes("is one of the checkpoints that are read")]).toEqual([2, true]);
    expect(readFileSync("report-pairs.svg").equals(readFileSync(SMALL_PRE))).toBe(true);
  });

  it("report.html, report.md with its pictures, and report.pdf of several pages are written together", async () => {
    const outputs = ["report.html", "report.md", "report.pdf"].flatMap((name) => ["-o", name]);
    const { code, err } = await runCli([...PAIR, ...outputs]);
    expect([code, err]).toEqual([0, ""]);
    expect(readdirSync(".").sort()).toEqual(
      ["report.html", "report.md", "report.pdf", ...ALL.map((name) => `report-${name}.svg`)].sort(),
    );
    expect(pagesOf("report.pdf")).toBeGreaterThan(3);
    const markdown = readFileSync("report.md", "utf8");
    for (const name of ALL) expect(markdown).toContain(`](report-${name}.svg)`);
    expect(markdown).toContain("Are there outliers?");
    for (const name of ALL) expect(readFileSync(`report-${name}.svg`, "utf8").startsWith("<svg ")).toBe(true);
  });

  it("say which files they are about: name, size and SHA-256", async () => {
    await runCli([...PAIR, "--blocks", "8", "-o", "report.html"]);
    const html = readFileSync("report.html", "utf8");
    for (const path of [SMALL_PRE, SMALL_POST]) {
      const bytes = readFileSync(path);
      expect(html).toContain(createHash("sha256").update(bytes).digest("hex"));
      expect(html).toContain(`${bytes.length} bytes`);
    }
  });

  it.skipIf(!HAS_POPPLER)("call a model by its name, hyphens and all", async () => {
    cpSync(SMALL_PRE, "gpt2-124m-1.safetensors");
    await runCli([
      "compare",
      "gpt2-124m-1.safetensors",
      SMALL_POST,
      "-q",
      "--blocks",
      "8",
      "-o",
      "report.pdf",
    ]);
    const text = pdfText(readFileSync("report.pdf"));
    expect(text).toContain("gpt2-124m-1 → small-gpt2-post");
    expect(text).toContain("pre: gpt2-124m-1.safetensors");
  });

  it("give the same bytes every time", async () => {
    const make = () =>
      runCli([...PAIR, "--blocks", "8", "-o", "report.html", "-o", "report.pdf", "-o", "report.md"]);
    await make();
    const first = readdirSync(".").map((name) => readFileSync(name));
    await make();
    readdirSync(".").forEach((name, i) => {
      expect(readFileSync(name).equals(first[i] as Buffer), name).toBe(true);
    });
  });

  it("other names are a table and figures: changes.md, figure.pdf", async () => {
    await runCli([...PAIR, "--blocks", "8", "-o", "changes.md", "-o", "figure.pdf"]);
    expect(readFileSync("changes.md", "utf8")).not.toContain("#### Figures");
    expect(pagesOf("figure.pdf")).toBe(1);
  });
});
