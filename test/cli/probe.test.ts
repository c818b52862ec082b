import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/fakeIo.js";
import { readGolden, TINY_POST, TINY_PRE } from "../support/forward.js";
import { ggufOf, npzOf } from "../support/forwardFiles.js";
import { safetensorsBytes } from "../support/safetensorsFile.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const golden = readGolden();
const IDS = dir.write("ids.json", JSON.stringify(golden.tokens));
const EXTRACT = "fixtures/small-gpt2-pre.safetensors";
const validate = validatorOf("probe");

async function json(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { out, err, code } = await runCli(["probe", ...args, "--format", "json"]);
  expect(code, err).toBe(0);
  return expectValid(validate, out);
}

/** One line that says what, and one that says what to do. */
async function refused(...args: readonly string[]): Promise<string> {
  const { out, err, code } = await runCli(["probe", ...args]);
  expect([code, out]).toEqual([2, ""]);
  const [what, fix, ...more] = err.trimEnd().split("\n");
  expect(more).toEqual([]);
  expect(fix).toMatch(/^ {2}fix: /);
  return what ?? "";
}

describe("gpt2-wdist probe", () => {
  it("says of one model loss, perplexity, tokens and what comes in and goes out at each LayerNorm", async () => {
    const found = await json(TINY_PRE, "--tokens", IDS);
    expect(found).toMatchObject({ tokens: 24, post: null, changes: null, transplant: null });
    expect(found.loss).toBeCloseTo(golden.pre.loss, 5);
    expect(found.perplexity).toBeCloseTo(Math.exp(golden.pre.loss), 3);
    const norms = found.norms as { name: string; overall: Record<string, number> }[];
    expect(norms.map(({ name }) => name)).toEqual(Object.keys(golden.pre.norms));
    for (const { name, overall } of norms) {
      for (const [key, value] of Object.entries(overall)) {
        expect(value, `${name} ${key}`).toBeCloseTo(golden.pre.norms[name]?.all[key] as number, 5);
      }
    }
  });

  it("says of two models where the difference comes from", async () => {
    const found = await json(TINY_PRE, TINY_POST, "--tokens", IDS, "--ablate", "1");
    expect((found.post as { loss: number }).loss).toBeCloseTo(
      golden.post.loss.reduce((sum, loss) => sum + loss / 3, 0),
      5,
    );
    expect(
      (found.changes as { outputChange: number }[]).map(({ outputChange }) => outputChange === 0),
    ).toEqual([true, true, false, false, false]);
    expect(found.transplant).not.toBeNull();
  });

  it("prints the same bytes every time", async () => {
    const args = ["probe", TINY_PRE, TINY_POST, "--tokens", IDS, "--ablate", "1"];
    expect((await runCli(args)).out).toBe((await runCli(args)).out);
  });

  it("shows people the losses of all four combinations, a line a norm, and sentences", async () => {
    const { out } = await runCli(["probe", TINY_PRE, TINY_POST, "--tokens", IDS], {
      columns: 80,
      isTerminal: true,
    });
    expect(out).toContain("pre with post's norms");
    expect(out).toContain("post with pre's norms");
    expect(out).toContain("24 tokens, 3 windows of 8");
    expect(out).toMatch(/h0 +[\d.]+ \.\. [\d.]+ +=/);
    expect(out.replace(/\s+/g, " ")).toContain("2 norms and their inputs are exactly the same.");
    const table = out.split("\n").filter((line) => /^(h\.|ln_f|norm)/.test(line));
    expect(table.filter((line) => line.length > 80)).toEqual([]);
  });

  it("writes the same numbers as tables and as Markdown", async () => {
    const csv = (await runCli(["probe", TINY_PRE, "--tokens", IDS, "--format", "csv"])).out
      .trimEnd()
      .split("\n");
    expect(csv).toHaveLength(6);
    expect(csv[0]).toMatch(/^checkpoint,norm,block,inputMean,/);
    const md = (await runCli(["probe", TINY_PRE, "--tokens", IDS, "--format", "md"])).out;
    expect(md).toContain("| h.0.ln_1 |");
  });

  it("reads GGUF and npz alike, and a configuration that is named", async () => {
    const config = `${TINY_PRE}/config.json`;
    const gguf = dir.write("tiny.gguf", await ggufOf(TINY_PRE, 2));
    const npz = dir.write("tiny.npz", await npzOf(TINY_PRE));
    const plain = await json(TINY_PRE, "--tokens", IDS);
    for (const path of [gguf, npz]) {
      expect((await json(path, "--tokens", IDS, "--config", config)).loss).toBeCloseTo(
        plain.loss as number,
        6,
      );
    }
  });

  it("runs bytes for a vocabulary of 256, and as much of a text as is asked for", async () => {
    const bytes = dir.write("bytes/model.safetensors", byteModel());
    const text = dir.write("long.txt", "abcdefgh".repeat(1_300_000));
    const { out, err, code } = await runCli([
      "probe",
      bytes,
      "--text",
      text,
      "--heads",
      "1",
      "--max-tokens",
      "20",
    ]);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining("ran 20 tokens from its beginning; --max-tokens takes more"),
    ]);
    expect(out).toContain("20 tokens, 5 windows of 4, tokenizer bytes");
    const own = await runCli(["probe", bytes, "--heads", "1", "--max-tokens", "8"]);
    expect(own.out).toContain("the package's own text");
  });

  it("takes a text through a pipe, and says its SHA-256", async () => {
    const bytes = dir.write("bytes/model.safetensors", byteModel());
    const args = ["probe", bytes, "--heads", "1", "--format", "json"];
    const piped = await runCli([...args, "--text", "-"], { stdin: "abcdefghi" });
    const read = JSON.parse((await runCli([...args, "--text", dir.write("a.txt", "abcdefghi")])).out);
    const { loss, text } = JSON.parse(piped.out);
    expect([loss, text.name, text.sha256]).toEqual([
      read.loss,
      "stdin",
      "19cc02f26df43cc571bc9ed7b0c4d29224a3ec229529221725ef76d021c8326f",
    ]);
    expect(await refused(bytes, "--heads", "1", "--text", "-")).toContain("there is no standard input here");
  });

  it("draws into as many files as are named", async () => {
    const path = `${dir.path}/{figure}.svg`;
    const { code, err } = await runCli([
      "probe",
      TINY_PRE,
      TINY_POST,
      "--tokens",
      IDS,
      "--figure",
      "all",
      "-o",
      path,
    ]);
    expect([code, err]).toEqual([0, expect.stringContaining("depth.svg")]);
    expect(readFileSync(`${dir.path}/causes.svg`, "utf8")).toContain("change of the output, %");
    expect((await runCli(["probe", TINY_PRE, "--figure", "pie"])).err).toContain(
      '"pie" is not a figure; there are depth, causes, ablation and all',
    );
  });

  it("says what it assumes without a configuration", async () => {
    const { err } = await runCli(["probe", dir.write("bytes/x.safetensors", byteModel()), "--heads", "2"]);
    expect(err).toContain("no config.json speaks of");
    expect(err).toContain("gelu_new and the usual scale of attention are assumed");
  });
});

describe("gpt2-wdist probe of weights", () => {
  it("says of each norm what the matrix behind makes of its gain, as `stats --effective` does", async () => {
    const found = await json(TINY_PRE, "--tokens", IDS);
    const stats = JSON.parse((await runCli(["stats", TINY_PRE, "--effective", "--format", "json"])).out);
    const expected = stats.checkpoints[0].tensors.flatMap(
      ({ effective }: { effective?: object }) => effective ?? [],
    );
    expect((found.norms as { effective: object }[]).map(({ effective }) => effective)).toEqual(expected);
    expect(expected).toHaveLength(5);
    const csv = (await runCli(["probe", TINY_PRE, "--tokens", IDS, "--format", "csv"])).out.split("\n");
    const column = csv[0]?.split(",").indexOf("effective_median") ?? -1;
    expect(Number(csv[1]?.split(",")[column])).toBe(expected[0].median);
  });

  it("shows the median of it where the terminal has room, and drops it first", async () => {
    const shown = async (columns: number, ...more: string[]) =>
      (await runCli(["probe", TINY_PRE, ...more, "--tokens", IDS], { columns, isTerminal: true })).out;
    expect(await shown(120)).toMatch(/gain x\n.*row norm\n/);
    expect(await shown(120, TINY_POST)).toMatch(/gain x\n.*row norm\n/);
    const narrow = await shown(72);
    expect(narrow).not.toContain("row norm\n");
    expect(narrow).toContain("RMS");
  });

  it("names the tensors that are not finite, once, where it predicts nothing for them", async () => {
    const path = dir.write("nan/model.safetensors", byteModel({ "h.0.mlp.c_fc.weight": Number.NaN }));
    const { out, err, code } = await runCli([
      "probe",
      path,
      "--heads",
      "1",
      "--max-tokens",
      "8",
      "--format",
      "json",
    ]);
    expect(code).toBe(0);
    expect(expectValid(validate, out)).toMatchObject({ loss: null });
    expect(err.match(/not finite/g)).toHaveLength(1);
    expect(err).toContain(
      '"nan" predicts nothing: its loss is not finite, as NaN or infinite values are in "h.0.mlp.c_fc.weight"',
    );
  });
});

/** Nothing but the sizes matter: 1 block, width 4, 256 tokens, 4 positions. `firstValues`: what some tensors begin with instead. */
function byteModel(firstValues: Readonly<Record<string, number>> = {}): Uint8Array {
  const sizes: readonly (readonly [name: string, shape: readonly number[]])[] = [
    ["wte.weight", [256, 4]],
    ["wpe.weight", [4, 4]],
    ["h.0.ln_1.weight", [4]],
    ["h.0.ln_2.weight", [4]],
    ["h.0.attn.c_attn.weight", [4, 12]],
    ["h.0.attn.c_proj.weight", [4, 4]],
    ["h.0.mlp.c_fc.weight", [4, 16]],
    ["h.0.mlp.c_proj.weight", [16, 4]],
    ["ln_f.weight", [4]],
  ];
  return safetensorsBytes(
    sizes.map(([name, shape], i) => ({
      name,
      shape,
      values: Array.from(
        { length: shape.reduce((product, size) => product * size, 1) },
        (_, at) =>
          (at === 0 ? firstValues[name] : undefined) ??
          Math.sin(1 + at * (i + 1)) + (name.includes("ln_") ? 1.5 : 0),
      ),
    })),
  );
}

describe("gpt2-wdist probe refuses", () => {
  it("an extract of norms, for want of its matrices", async () => {
    expect(await refused(EXTRACT)).toMatch(/has its norms, but no .*it cannot be run/);
  });

  it("tokens that the model does not have", async () => {
    const path = dir.write("other.json", "[1, 2, 99]");
    expect(await refused(TINY_PRE, "--tokens", path)).toContain("its token 2 is 99, but the vocabulary of");
    expect(await refused(TINY_PRE, "--tokenizer", "gpt2")).toContain("has the ids 0 to 23");
  });

  it("a vocabulary that nothing tells the tokens of", async () => {
    expect(await refused(TINY_PRE)).toContain(
      "has a vocabulary of 24 tokens, and no tokenizer.json beside it",
    );
  });

  it("texts with nothing to predict", async () => {
    const empty = dir.write("empty.txt", "");
    expect(await refused(TINY_PRE, "--text", empty, "--tokenizer", "bytes")).toContain("empty");
    const one = dir.write("one.json", "[3]");
    expect(await refused(TINY_PRE, "--tokens", one)).toContain("has one token");
  });

  it("heads that are said nowhere", async () => {
    const path = dir.write("heads/x.safetensors", byteModel());
    expect(await refused(path)).toContain("says nowhere how many heads its attention has");
    expect(await refused(path, "--heads", "3")).toContain("3 heads do not divide a width of 4");
  });

  it("what another option of a configuration makes of the model", async () => {
    const other = (options: object) =>
      dir.write(
        `${Object.keys(options)[0]}.json`,
        JSON.stringify({ ...JSON.parse(readFileSync(`${TINY_PRE}/config.json`, "utf8")), ...options }),
      );
    const message = (options: object) => refused(TINY_PRE, "--tokens", IDS, "--config", other(options));
    expect(await message({ add_cross_attention: true })).toContain("add_cross_attention");
    expect(await message({ activation_function: "mish" })).toContain('activation_function is "mish"');
    expect(await message({ model_type: "gpt_neo" })).toContain('model_type "gpt_neo"');
    expect(await message({ layer_norm_epsilon: -1 })).toContain("layer_norm_epsilon is -1");
    expect(await refused(TINY_PRE, "--config", dir.write("list.json", "[]"))).toContain(
      "is not a JSON object",
    );
  });

  it("a window that is wider than what the model sees", async () => {
    expect(await refused(TINY_PRE, "--tokens", IDS, "--window", "9")).toContain("more than the 8 positions");
  });

  it("the backend that is not installed", async () => {
    expect(await refused(TINY_PRE, "--tokens", IDS, "--backend", "node")).toContain(
      "needs the package @tensorflow/tfjs-node",
    );
  });

  it("models of different shapes", async () => {
    const path = dir.write("bytes/y.safetensors", byteModel());
    expect(await refused(TINY_PRE, path, "--tokens", IDS, "--heads", "2")).toContain("differ in");
  });
});
