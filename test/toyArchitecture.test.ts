import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAMILIES } from "../src/family/registry.js";
import { type FigureName, figuresOf } from "../src/figure/index.js";
import { withCheckpoint } from "../src/index.js";
import { SMALL_PRE } from "./support/comparisons.js";
import { type Outcome, runCli } from "./support/fakeIo.js";
import { HAS_POPPLER, pdfText } from "./support/pdf.js";
import { safetensorsBytes } from "./support/safetensorsFile.js";
import { expectValid, validatorOf } from "./support/schemas.js";
import { useTempDir } from "./support/tempDir.js";
import {
  TOY,
  TOY_BLOCKS,
  TOY_HEAD,
  TOY_OUTLIER,
  TOY_WIDTH,
  type ToyShape,
  toyTensors,
} from "./support/toyArchitecture.js";

/** A family is a file and a line in the registry: here the file is the toy's, and the line is `families`. */

const temp = useTempDir();
const toyFile = (name: string, shape: ToyShape = {}) =>
  temp.write(`${name}.safetensors`, safetensorsBytes(toyTensors(shape)));

const PRE = toyFile("pre");
const POST = toyFile("post", { isTuned: true });
const CONVERTED = toyFile("converted", { isConverted: true });
const LACKING = toyFile("lacking", { without: /^stages\.2\.after_mixer/ });

const IN_BLOCK = ["query_scale", "key_scale", "after_mixer", "after_expand"];
const NORMS = ["entry", ...IN_BLOCK, "exit"];
const OFFSET = "entry, query_scale, key_scale, after_mixer, after_expand: the file stores gain - 1";

/** Of each block, between the norm before them and the one after. */
const CANONICAL = [
  "entry.weight",
  ...Array.from({ length: TOY_BLOCKS }, (_, block) => [
    `stages.${block}.mixer.query_scale.weight`,
    `stages.${block}.mixer.key_scale.weight`,
    `stages.${block}.after_mixer.weight`,
    `stages.${block}.after_expand.weight`,
  ]).flat(),
  "exit.weight",
];

async function toy(...args: readonly string[]): Promise<Outcome> {
  return runCli(args, { families: [...FAMILIES, TOY], columns: 130 });
}

/** Runs a command that must succeed. */
async function made(...args: readonly string[]): Promise<Outcome> {
  const outcome = await toy(...args);
  expect(outcome.code, outcome.err).toBe(0);
  return outcome;
}

/** What each figure must say. */
const SAYS: Readonly<Record<FigureName<"comparison">, string>> = {
  overview: "h3",
  pairs: "h3 after_expand",
  overlay: "h3 query_scale",
  ridgeline: "after_mixer, after attention",
  spread: "after_expand",
  outliers: "Not shown, since it has other dimensions: query_scale, key_scale.",
  moved: "Change of each of 6 and 24 dimensions",
  shift: "percentile",
  dims: "Not shown, since it has other dimensions: query_scale and key_scale.",
  trajectories: "after_expand",
  lineage: "query_scale",
  effective: "exit: gain 0 %",
};

/** What an SVG says, a line a text. */
function wordsOf(file: string): string {
  return readFileSync(join(temp.path, file), "utf8")
    .replace(/<\/tspan>/g, " ")
    .replace(/<[^>]*>/g, "\n")
    .replace(/ \n\s*/g, " ");
}

interface TensorJson {
  readonly name: string;
  readonly norm: string;
  readonly block: number | null;
  readonly summary: { readonly n: number; readonly max: number; readonly outlierDims: readonly number[] };
}

describe("a model of an architecture that only the tests have", () => {
  it("is refused where nobody brings its family, and leaves a GPT-2 a GPT-2 where somebody does", async () => {
    const refused = await runCli(["inspect", PRE]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("has no LayerNorms of a GPT-2");
    const { out } = await made("inspect", SMALL_PRE);
    expect(out).toBe((await runCli(["inspect", SMALL_PRE])).out);
  });

  it("is inspected: each norm with its place, what it computes and how it is stored", async () => {
    const { out } = await made("inspect", PRE);
    expect(out).toMatch(/^naming +"core\." before entry\.weight$/m);
    expect(out).toMatch(/^blocks +5$/m);
    expect(out).toMatch(/^width +24$/m);
    expect(out).toMatch(/^RMSNorms +F32, without biases$/m);
    expect(out).toMatch(/^entry +after the embedding; RMSNorm without bias; stored as gain - 1$/m);
    expect(out).toMatch(/^query_scale +on the queries; .*; over dimensions of its own; stored as gain - 1$/m);
    expect(out).toMatch(/^after_expand +after the MLP; /m);
    expect(out).toMatch(/^exit +before the output; RMSNorm without bias$/m);
    // It has no biases by nature.
    expect(out).toMatch(/^unusual +nothing$/m);
    const [json] = expectValid(
      validatorOf("inspection"),
      (await made("inspect", PRE, "--format", "json")).out,
    ).checkpoints as readonly { readonly missing: readonly string[]; readonly blocks: number }[];
    expect(json).toMatchObject({ blocks: 5, width: TOY_WIDTH, hasBiases: false, missing: [] });
  });

  it("has what it lacks named, and no bias among it", async () => {
    const { out } = await made("inspect", LACKING);
    expect(out).toMatch(/^unusual +has no stages\.2\.after_mixer\.weight$/m);
  });

  it("is summarised: its norms in the order of the forward pass, each with its length, by the gain that acts", async () => {
    const { out, err } = await made("stats", PRE, "--bias", "--format", "json");
    const { checkpoints } = expectValid(validatorOf("stats"), out) as {
      checkpoints: [{ tensors: readonly TensorJson[]; notices: readonly string[] }];
    };
    const [{ tensors, notices }] = checkpoints;
    expect(tensors.map(({ name }) => name)).toEqual(CANONICAL);
    for (const { norm, summary } of tensors) {
      const isOwn = norm === "query_scale" || norm === "key_scale";
      expect(summary.n).toBe(isOwn ? TOY_HEAD : TOY_WIDTH);
      expect(summary.outlierDims).toEqual(isOwn ? [] : [TOY_OUTLIER]);
      // Stored are 2 and less than 0.
      if (!isOwn) expect(summary.max).toBeCloseTo(3, 1);
    }
    expect(notices.join()).toContain(OFFSET);
    expect(err).toContain(`note: ${OFFSET}`);
    const text = await made("stats", PRE);
    expect(text.out).toContain("22 tensors × 6 and 24");
    expect(text.out).toMatch(/^h4 after_mixer /m);
  });

  it("has tables as CSV, JSON lines and Markdown in every command", async () => {
    for (const format of ["csv", "jsonl", "md"]) {
      const outputs = [
        await made("stats", PRE, "--format", format),
        await made("compare", PRE, POST, "--format", format),
        await made("inspect", PRE, "--format", format),
        await made("weights", PRE, POST, "--group-by", "kind", "--format", format),
      ];
      // As JSON lines, the numbers of one checkpoint are one line.
      const least = outputs.map((_, i) => (i === 0 && format === "jsonl" ? 1 : 4));
      const rows = outputs.map(({ out }) => out.trim().split("\n").length);
      expect(rows.every((count, i) => count >= (least[i] ?? 0))).toBe(true);
      for (const { out } of outputs.slice(0, 2))
        expect(out.replaceAll("\\", ""), format).toContain("after_expand");
    }
  });
});

describe("two of them are compared", () => {
  it("by norms and blocks in words", async () => {
    const { out, err } = await made("compare", PRE, POST, "--answers", "--format", "text");
    expect(out).toContain("h3 after_mixer grew by 24.9 %");
    expect(out).toContain("blocks 0-2, 4, h3 query_scale, h3 key_scale, entry and exit are bit-identical");
    expect(out).toContain("RMSNorm gains  22 tensors × 6 and 24");
    expect(err).toContain(OFFSET);
    // Neither of the study's questions about GPT-2's norms is asked of norms that it does not have.
    expect(out).toContain("A block of Toy does not have a norm of its own before each sublayer.");
    expect(out).toContain("exit is before the output head");
    expect(out).toContain("Does RMSNorm standardise?");
    expect(out).toContain(`dim ${TOY_OUTLIER} in every tensor over the same dimensions`);
    expect(out).not.toMatch(/LayerNorm|ln_|undefined|NaN/);
  });

  it("with every number as JSON by the published schema", async () => {
    const { out } = await made("compare", PRE, POST, "--format", "json");
    const { options, tensors, answers } = expectValid(validatorOf("comparison"), out) as {
      options: { norms: readonly string[] };
      tensors: readonly { name: string; norm: string; change: { identical: boolean } }[];
      answers: readonly { question: string; measures: { final?: { largest: readonly { dim: number }[] } } }[];
    };
    expect(options.norms).toEqual(NORMS);
    expect(tensors.map(({ name }) => name)).toEqual(CANONICAL);
    expect(tensors.filter(({ change }) => !change.identical).map(({ name }) => name)).toEqual([
      "stages.3.after_mixer.weight",
      "stages.3.after_expand.weight",
    ]);
    const final = answers.find(({ question }) => question === "finalLayer")?.measures.final;
    expect(final?.largest[0]?.dim).toBe(TOY_OUTLIER);
  });

  it("in the norms asked for alone, in their order; others are refused with those that there are", async () => {
    const { out } = await made("compare", PRE, POST, "--norms", "exit,query_scale", "--format", "csv");
    const norms = out
      .split("\r\n")
      .slice(1, -1)
      .map((row) => row.split(",")[2]);
    expect([...new Set(norms)]).toEqual(["query_scale", "exit"]);
    const refused = await toy("compare", PRE, POST, "--norms", "ln_1");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('Toy has no norm "ln_1"');
    expect(refused.err).toContain(`choose among ${NORMS.join(", ")}`);
  });

  it("across namings, though a converter has added the 1 to what it stores", async () => {
    const { out } = await made("compare", PRE, CONVERTED, "--format", "text");
    expect(out).toContain("All gains are bit-identical.");
    const extracted = join(temp.path, "extracted.safetensors");
    await made("extract", CONVERTED, "-o", extracted);
    const again = await made("compare", PRE, extracted, "--format", "text");
    expect(again.out).toContain("All gains are bit-identical.");
    const name = "stages.1.after_mixer.weight";
    const stored = await Promise.all(
      [PRE, CONVERTED, extracted].map((path) =>
        withCheckpoint(path, (model) => model.read(name), { families: [TOY] }),
      ),
    );
    expect(stored[1]).toEqual(stored[0]);
    expect(stored[2]).toEqual(stored[0]);
    expect(stored[0]?.[TOY_OUTLIER]).toBeCloseTo(2, 1);
  });

  it("but never with a GPT-2", async () => {
    const { code, err } = await toy("compare", PRE, SMALL_PRE);
    expect(code).toBe(2);
    expect(err).toContain("the architecture of the first model is Toy, that of the second GPT-2");
  });
});

describe("every figure", () => {
  it.each(figuresOf("comparison").map(({ name }) => name))("%s is drawn, at every size", async (figure) => {
    for (const size of ["single", "double", "slide"]) {
      const path = join(temp.path, `${figure}-${size}.svg`);
      await made("compare", PRE, POST, "--figure", figure, "--size", size, "-o", path);
      expect(readFileSync(path, "utf8")).not.toMatch(/undefined|NaN|ln_|LayerNorm/);
    }
    expect(wordsOf(`${figure}-double.svg`)).toEqual(expect.stringContaining(SAYS[figure]));
  });

  it("of outliers holds dimensions of the residual stream against each other, and no others", async () => {
    const path = join(temp.path, "outliers.svg");
    await made("compare", PRE, POST, "--figure", "outliers", "-o", path);
    const words = wordsOf("outliers.svg");
    expect(words).toContain(`Dimension ${TOY_OUTLIER} is an outlier in all 12 tensors, pre and post`);
    expect(words).toContain("block (after_mixer, after_expand), a: entry, f: exit");
  });

  it("of outliers is of the norms on queries where no others were compared", async () => {
    const path = join(temp.path, "queries.svg");
    await made("compare", PRE, POST, "--norms", "query_scale", "--figure", "outliers", "-o", path);
    expect(wordsOf("queries.svg")).toContain("No dimension is an outlier in any of the tensors compared");
  });

  it("of spread names each norm of a block, in a colour of its own, beside its line", async () => {
    const path = join(temp.path, "spread.svg");
    await made("compare", PRE, POST, "--figure", "spread", "-o", path);
    const svg = readFileSync(path, "utf8");
    const colours = IN_BLOCK.map((norm) => new RegExp(`fill="(#\\w+)"[^>]*>${norm}<`).exec(svg)?.[1]);
    expect(new Set(colours).size).toBe(IN_BLOCK.length);
    expect(colours).not.toContain(undefined);
  });

  it("is drawn of one checkpoint, of all weights, and in the study's manner", async () => {
    const folder = join(temp.path, "one");
    await made("plot", PRE, "-o", join(folder, "plot.svg"));
    await made("plot", PRE, "--preset", "study", "-o", join(folder, "study-{tensor}.svg"));
    await made("weights", PRE, POST, "-o", join(folder, "weights.svg"));
    expect(readdirSync(folder)).toHaveLength(1 + CANONICAL.length + 1);
    const titleOf = (tensor: string) => wordsOf(`one/study-${tensor}.svg`);
    expect(titleOf("h2-key_scale")).toContain("H2, key_scale");
    expect(titleOf("exit")).toMatch(/^exit$/m);
    expect(wordsOf("one/plot.svg")).toContain("pre: median gains");
  });
});

describe("every report", () => {
  it("says where its norms are and what they compute", async () => {
    const path = (name: string) => join(temp.path, "reports", name);
    await made(
      "compare",
      PRE,
      POST,
      "-o",
      path("report.html"),
      "-o",
      path("report.md"),
      "-o",
      path("report.pdf"),
    );
    const html = readFileSync(path("report.html"), "utf8").replace(/<script.*?<\/script>/gs, "");
    const markdown = readFileSync(path("report.md"), "utf8").replaceAll("\\", "");
    const pdf = HAS_POPPLER ? [pdfText(readFileSync(path("report.pdf"))).replace(/\s+/g, " ")] : [];
    for (const text of [html, markdown, ...pdf]) {
      expect(text).toContain("RMSNorm computes");
      expect(text).toContain("Where files store");
      expect(text).toContain(
        "after_mixer after attention, after_expand after the MLP, exit before the output head",
      );
      expect(text).not.toMatch(/LayerNorm computes|ln_1|ln_f/);
    }
    expect(existsSync(path("report-spread.svg"))).toBe(true);
  }, 60_000);
});

describe("a check", () => {
  it("asks for the norms of the architecture, and for no biases", async () => {
    const { code, out } = await toy("check", LACKING, "--format", "json");
    expect(code).toBe(1);
    const text = JSON.stringify(JSON.parse(out));
    expect(text).toContain('"tensor":"stages.2.after_mixer.weight"');
    expect(text).not.toContain(".bias");
    expectValid(validatorOf("verdict"), out);
  });

  it("measures gains as they act, in every kind of report", async () => {
    const { out, err } = await made("check", POST, "--baseline", PRE);
    expect(out).toContain("RMSNorms of post against pre");
    expect(out).toMatch(/median-shift: relative shift of the median 0\.249 .* in h3 after_mixer/);
    expect(out).not.toContain("query_scale");
    expect(err).toContain(OFFSET);
    for (const format of ["json", "sarif", "junit", "github", "md"]) {
      const report = await made("check", POST, "--baseline", PRE, "--format", format);
      expect(report.out.replaceAll("\\", ""), format).toMatch(/stages\.3\.after_expand|h3 after_expand/);
    }
  });
});

describe("every weight", () => {
  it("is in the part of the model that the naming says", async () => {
    const { out, err } = await made("weights", PRE, "--group-by", "kind", "--format", "csv");
    const groups = out
      .split("\r\n")
      .slice(1, -1)
      .map((row) => row.split(",")[1]);
    expect(groups).toEqual(["attention", "mlp", "embeddings", "norms"]);
    expect(err).toContain("a table of positions, which is no weight");
  });
});
