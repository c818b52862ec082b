import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { readableSpec } from "../../src/figure/readable/spec.js";
import { figure } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { stringify } from "../../src/report/json/stringify.js";
import { madeUp } from "../support/comparisons.js";
import { eventful } from "../support/drawable.js";
import { EVERY_FIGURE } from "../support/figureSubjects.js";

/** Vega-Lite's own. It has one format that is no standard's, and some unions that ajv's strict mode asks to be spelt out. */
function vegaLiteValidator(): ValidateFunction {
  const path = createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json");
  const ajv = new Ajv({ strict: false, allErrors: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  ajv.addFormat("color-hex", () => true);
  return ajv.compile(JSON.parse(readFileSync(path, "utf8")));
}

const validate = vegaLiteValidator();

interface View {
  readonly name?: string;
  readonly concat?: readonly View[];
  readonly layer?: readonly { readonly data: Readonly<Record<string, unknown>>; readonly mark: object }[];
}

/** The innermost views. */
function panelsIn(view: View): readonly View[] {
  return view.concat === undefined ? [view] : view.concat.flatMap(panelsIn);
}

/** Layers without a mark leave an empty group behind, and a grid of one panel a ground without height or colour. */
function withoutEmpty(svg: string): string {
  return svg.replace(/<g\/>|<g><\/g>|<path d="M0,0h\d+v0h-\d+Z"\/>/g, "");
}

function coloursIn(svg: string): readonly string[] {
  return [...new Set(svg.match(/#[0-9a-fA-F]{6}/g))].sort();
}

describe.each(EVERY_FIGURE)("the specification for people of $kind of $what", ({ draw }) => {
  it("is valid by Vega-Lite's schema, and has rows and colours once and panels with names", async () => {
    const readable = readableSpec(await draw());
    const written = JSON.parse(stringify(readable, { rowsOnOneLine: true }));
    expect(validate(written), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expectNamesAndRowsOnce(readable);
    expectColoursOnce(readable);
  });
});

/** Drawing takes long, and what panels are made of is in the pictures of few tensors, too. */
const SMALL = EVERY_FIGURE.filter(({ what }) => !/pair|3 blocks/.test(what));

describe.each(SMALL)("the specification for people of $kind of $what", ({ kind, draw }) => {
  it("draws the same picture", async () => {
    const spec = await draw();
    const [drawn, again] = [await renderSvg(spec), await renderSvg(readableSpec(spec))];
    // Dots are single marks for people, and one path in a picture.
    if (kind === "moved") expect(coloursIn(again)).toEqual(coloursIn(drawn));
    else expect(withoutEmpty(again) === withoutEmpty(drawn), "another SVG").toBe(true);
  });
});

function expectNamesAndRowsOnce(readable: VegaLiteSpec): void {
  const panels = panelsIn(readable as View);
  expect(panels.every(({ name }) => name !== undefined)).toBe(true);
  expect(new Set(panels.map(({ name }) => name)).size).toBe(panels.length);
  for (const { data } of panels.flatMap(({ layer = [] }) => layer)) {
    if (data.name === undefined) expect(data).toEqual({ values: [] });
    else expect(Object.keys(readable.datasets as object)).toContain(data.name);
  }
  const lists = Object.values(readable.datasets as object).map((rows) => JSON.stringify(rows));
  expect(new Set(lists).size).toBe(lists.length);
}

/** What is written of axes and titles is in the configuration. */
function expectColoursOnce({ params, config: _, ...rest }: VegaLiteSpec): void {
  const [colours] = params as readonly { readonly name: string; readonly value: object }[];
  const text = JSON.stringify(rest);
  for (const colour of Object.values(colours?.value ?? {})) expect(text.includes(`"${colour}"`)).toBe(false);
}

describe("the dimensions of moved", () => {
  const rowsOf = (comparison: Comparison) => {
    const { datasets } = readableSpec(figure(comparison, "moved")) as VegaLiteSpec & {
      readonly datasets: Readonly<Record<string, readonly object[]>>;
    };
    return datasets.dimensions ?? [];
  };

  it("are rows with their tensor, number, and values before and after, each once", () => {
    const rows = rowsOf(eventful());
    expect(rows).toContainEqual({ tensor: "h6 ln_2", dim: 203, pre: 1.2, post: 1.1 });
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
    expect(rows.length).toBe(2 * 205);
  });

  it("are points, whose colour is written once", () => {
    const { concat, params } = readableSpec(figure(eventful(), "moved")) as {
      readonly concat: readonly View[];
      readonly params: readonly { readonly name: string; readonly value: Readonly<Record<string, string>> }[];
    };
    const points = concat.flatMap(({ layer = [] }) => layer.filter(({ data }) => data.name === "dimensions"));
    expect(points.length).toBe(2);
    expect(points[0]).toMatchObject({
      mark: { type: "point" },
      encoding: { x: { field: "pre" }, y: { field: "change" }, color: { value: { expr: "colours.dust" } } },
    });
    expect(params[0]?.value.dust).toBe("#5C9FCB");
  });

  it("are at most 300 kB for six tensors of 768", () => {
    const pre = Array.from({ length: 768 }, (_, dim) => Number((0.3 + Math.sin(dim) / 9).toFixed(4)));
    const comparison = madeUp(
      Array.from({ length: 6 }, (_, block) => ({
        pre,
        post: pre.map((value, dim) => Number((value + dim / 7000 + block / 900).toFixed(4))),
        block,
        norm: "ln_2" as const,
      })),
    );
    const text = stringify(readableSpec(figure(comparison, "moved")), { rowsOnOneLine: true });
    expect(text.length).toBeLessThan(300_000);
  });
});
