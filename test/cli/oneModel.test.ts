import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/index.js";
import { fixture, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { useFreshFolder } from "../support/freshFolder.js";
import { expectGolden } from "../support/goldenFile.js";

useFreshFolder();

const MIXED = fixture("formats/st-bf16.safetensors");

describe("extract", () => {
  it("keeps every LayerNorm bit for bit, from every dtype, under canonical names", async () => {
    for (const source of [SMALL_PRE, MIXED, fixture("formats/hf-sharded")]) {
      expect((await runCli(["extract", source, "-o", "ln.safetensors"])).code).toBe(0);
      const [whole, extracted] = [await openCheckpoint(source), await openCheckpoint("ln.safetensors")];
      expect([...extracted.layerNorms.keys()]).toEqual([...whole.layerNorms.keys()]);
      for (const name of whole.layerNorms.keys())
        expect(await extracted.read(name)).toEqual(await whole.read(name));
      expect([...extracted.tensors.keys()]).toContain("h.0.ln_1.weight");
      await whole.close();
      await extracted.close();
    }
  });

  it("compares as the whole file does", async () => {
    await runCli(["extract", SMALL_POST, "-o", "ln.safetensors"]);
    const tensorsOf = async (post: string) => {
      const { out } = await runCli(["compare", SMALL_PRE, post, "--format", "json"]);
      return (JSON.parse(out) as { tensors: unknown }).tensors;
    };
    expect(await tensorsOf("ln.safetensors")).toEqual(await tensorsOf(SMALL_POST));
  });

  it("gives the same bytes every time, aligned, with the source's name and hash", async () => {
    for (const name of ["a", "b"]) await runCli(["extract", SMALL_PRE, "-o", `${name}.safetensors`]);
    const bytes = readFileSync("a.safetensors");
    expect(bytes.equals(readFileSync("b.safetensors"))).toBe(true);
    expect(Number(bytes.readBigUInt64LE()) % 8).toBe(0);
    const model = await openCheckpoint("a.safetensors");
    expect(model.metadata.get("source")).toBe("small-gpt2-pre.safetensors");
    // sha256sum fixtures/small-gpt2-pre.safetensors
    expect(model.metadata.get("source_sha256")).toMatch(/^[0-9a-f]{64}$/);
    await model.close();
  });

  it("never replaces its source", async () => {
    writeFileSync("m.safetensors", readFileSync(SMALL_PRE));
    expect((await runCli(["extract", "m.safetensors", "-o", "./m.safetensors"])).code).toBe(2);
    expect(readFileSync("m.safetensors").equals(readFileSync(SMALL_PRE))).toBe(true);
  });
});

describe("stats", () => {
  it("summarises many checkpoints in the order given", async () => {
    const { code, out } = await runCli(["stats", SMALL_POST, SMALL_PRE, "--format", "json"]);
    expect(code).toBe(0);
    const parsed = JSON.parse(out) as {
      schema: string;
      checkpoints: { path: string; tensors: { name: string; summary: { n: number } }[] }[];
    };
    expect(parsed.schema).toBe("gpt2-wdist/stats@1");
    expect(parsed.checkpoints.map(({ path }) => path)).toEqual([SMALL_POST, SMALL_PRE]);
    expect(parsed.checkpoints[0]?.tensors.length).toBe(25);
    expect(parsed.checkpoints[0]?.tensors[0]).toMatchObject({ name: "h.0.ln_1.weight", summary: { n: 256 } });
  });

  it("has the same summary as compare", async () => {
    const stats = JSON.parse(
      (await runCli(["stats", SMALL_PRE, "--blocks", "8", "--format", "json"])).out,
    ) as {
      checkpoints: { tensors: { summary: Record<string, unknown> }[] }[];
    };
    const compared = JSON.parse(
      (await runCli(["compare", SMALL_PRE, SMALL_PRE, "--blocks", "8", "--format", "json"])).out,
    ) as {
      tensors: { pre: Record<string, unknown> }[];
    };
    const bare = ({ histogram, ...summary }: Record<string, unknown>) => summary;
    expect(stats.checkpoints[0]?.tensors.map(({ summary }) => bare(summary))).toEqual(
      compared.tensors.map(({ pre }) => bare(pre)),
    );
  });

  it("prints a checkpoint a line, rows of CSV, and Markdown", async () => {
    const lines = (await runCli(["stats", SMALL_PRE, SMALL_POST, "--format", "jsonl"])).out
      .trim()
      .split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { width: number }).width)).toEqual([256, 256]);
    const csv = (await runCli(["stats", SMALL_PRE, "--bias", "--format", "csv"])).out.trim().split("\r\n");
    expect(csv.length).toBe(51);
    const markdown = (await runCli(["stats", SMALL_PRE, "--norms", "ln_f", "--format", "md"])).out;
    expect(markdown).toMatch(/^\| ln_f \|( [-0-9.]+ \|){8}$/m);
  });

  it("keeps to the width of a terminal", async () => {
    for (const columns of [50, 80, 120]) {
      const { out } = await runCli(["stats", SMALL_PRE], { isTerminal: true, columns });
      const rows = out.split("\n").filter((line) => /^(tensor|h\d|ln_f)/.test(line));
      expect(rows.length).toBe(26);
      expect(Math.max(...rows.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });
});

describe("inspect", () => {
  it("says what a checkpoint is", async () => {
    const { code, out } = await runCli(["inspect", MIXED]);
    expect(code).toBe(0);
    expect(out.replace(MIXED, "st-bf16.safetensors")).toMatch(
      /path +st-bf16.safetensors\nformat +safetensors\n/,
    );
    expect(out).toMatch(/blocks +12\nwidth +32\nLayerNorms +BF16, with biases/);
    expect(out).toMatch(/unusual +nothing/);
  });

  it("says what is unusual", async () => {
    expect((await runCli(["inspect", fixture("hostile/ln/no-bias.safetensors")])).out).toContain(
      "have no biases",
    );
  });

  it("says of a model that is no plain GPT-2 what its norms are and where", async () => {
    const { out } = await runCli(["inspect", fixture("hostile/ln/cross-attn.safetensors")]);
    expect(out).toMatch(/^family +GPT-2 with cross-attention$/m);
    expect(out).toMatch(/^ln_cross_attn +before cross-attention; LayerNorm with bias$/m);
  });

  it("says when LayerNorms hold no real numbers", async () => {
    const { out } = await runCli(["inspect", fixture("hostile/st/int-dtype.safetensors")]);
    expect(out).toMatch(/stored as I32, which hold no real numbers/);
  });

  it("lists every tensor with --all, hostile names inert", async () => {
    const { out } = await runCli(["inspect", fixture("hostile/st/names-ansi.safetensors"), "--all"]);
    expect(out).toContain("h.5.ln_1.weight");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.exec(out)).toBeNull();
  });

  it("gives the same as JSON", async () => {
    const { schema, checkpoints } = JSON.parse(
      (await runCli(["inspect", MIXED, "--format", "json"])).out,
    ) as {
      schema: string;
      checkpoints: { parameters: number; tensors: unknown[] }[];
    };
    expect(schema).toBe("gpt2-wdist/inspection@2");
    expect(checkpoints[0]?.tensors.length).toBeGreaterThan(100);
    expect(checkpoints[0]?.parameters).toBeGreaterThan(100_000);
  });

  it("gives the same as Markdown, what the file says inert", async () => {
    const { out } = await runCli(["inspect", fixture("hostile/st/names-ansi.safetensors"), "--format", "md"]);
    expect(out).toMatch(/^### names-ansi\n\n- \*\*path\*\*: .*\n- \*\*format\*\*: safetensors\n/);
    expect(out).toContain("| tensor | dtype | shape |\n| --- | --- | --- |\n");
    expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("plot", () => {
  it("draws one checkpoint after its name, and prints its numbers", async () => {
    const { code, out } = await runCli(["plot", SMALL_PRE, "--blocks", "8"]);
    expect(code).toBe(0);
    expect(out).toContain("h8 ln_2");
    expect(readdirSync(".").sort()).toEqual(["small-gpt2-pre.png", "small-gpt2-pre.svg"]);
  });

  it("looks as it was approved", async () => {
    const drawn = async (...flags: readonly string[]) => {
      const { out } = await runCli(["plot", SMALL_PRE, "--blocks", "5,6", "--format", "svg", ...flags]);
      return out.replace(/<style>.*?<\/style>/, "");
    };
    expectGolden("plot-small-7in-light.svg", await drawn());
    expectGolden("plot-small-3.5in-dark.svg", await drawn("--bias", "--width", "3.5in", "--theme", "dark"));
  });

  it("names the model in its title as it is called, hyphens and all", async () => {
    writeFileSync("gpt2-124m-1.safetensors", readFileSync(SMALL_PRE));
    const { out } = await runCli(["plot", "gpt2-124m-1.safetensors", "--norms", "ln_f", "--format", "svg"]);
    expect(/>(gpt2[^<]*)<\/text>/.exec(out)?.[1]).toBe("gpt2-124m-1: median gains 1.16 in ln_f");
  });

  it("remarks on characters that the PNG cannot show", async () => {
    const { err } = await runCli([
      "plot",
      SMALL_PRE,
      "--blocks",
      "5",
      "--title",
      "模 γ → β",
      "-o",
      "x.png",
      "-o",
      "x.svg",
    ]);
    expect(err).toMatch(/^note: the font of the PNG does not have "模"; give names .*--labels, --title/);
    expect((await runCli(["plot", SMALL_PRE, "--title", "模", "-o", "x.svg"])).err).not.toContain(
      "does not have",
    );
  });

  it("remarks on them for every file whose letters are its own font's", async () => {
    const noteOf = async (...rest: string[]) =>
      (await runCli(["plot", SMALL_PRE, "--title", "模", ...rest])).err;
    expect(await noteOf("-o", "x.pdf")).toContain("the font of the PDF does not have");
    expect(await noteOf("-o", "x.svg", "--outline-text")).toContain(
      "the font of the outlined SVG does not have",
    );
    expect(await noteOf("-o", "x.vl.json")).not.toContain("does not have");
  });

  it("draws what has no histogram, a single norm and study bins", async () => {
    const odd = await runCli(["plot", fixture("hostile/ln/all-nan.safetensors"), "--format", "svg"]);
    expect(odd.out.includes("no finite values")).toBe(true);
    expect(
      (await runCli(["plot", SMALL_PRE, "--norms", "ln_2", "--bins", "study", "--format", "svg"])).code,
    ).toBe(0);
  });
});
