import { mostChanged } from "../../analysis/foremost.js";
import { figuresOf } from "../../figure/index.js";
import type { FigureKind } from "../../figure/kind.js";
import { bareFigure } from "../../figure/panel/bare.js";
import { changeLines } from "../../figure/panel/rows.js";
import { SIZES } from "../../figure/panel/sizes.js";
import { paletteOf } from "../../figure/panel/theme.js";
import { readableSpec } from "../../figure/readable/spec.js";
import { labelledMarks, told } from "../../figure/told/told.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions } from "../../model/figure.js";
import { preparedSoFar } from "../../render/nested.js";
import { renderSvg } from "../../render/svg.js";
import { stringify } from "../../report/json/stringify.js";
import type { PageData } from "../../report/page/data.js";
import { csvOf } from "../../table/csv.js";
import { tableOf } from "../../table/dataTable.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { comparisonOf, unpackTensors } from "./data.js";
import { DIMENSIONS } from "./dimensions.js";
import { planesOf } from "./planes.js";
import type { Answers, Drawn, Opened, Request, Shown } from "./requests.js";

/** Holds the comparison, and answers what the page asks about it. */
export class Workshop {
  #data: PageData | null = null;
  #tensors: readonly TensorComparison[] = [];

  async answer(request: Request): Promise<Answers[keyof Answers]> {
    switch (request.asks) {
      case "open":
        return this.#open(request.data);
      case "draw":
        return this.#draw(request);
      case "save":
        return this.#save(request);
      case "planes":
        return planesOf(this.#chosen(request.shown).tensors);
    }
  }

  #open(json: string): Opened {
    this.#data = JSON.parse(json) as PageData;
    this.#tensors = unpackTensors(this.#data);
    const ids = this.#tensors.map(({ id }) => id);
    return {
      blocks: [...new Set(ids.flatMap(({ block }) => (block === null ? [] : [block])))],
      norms: [...new Set(ids.map(({ norm }) => norm))],
      dimensions: Math.max(0, ...this.#tensors.map(({ pre }) => pre.values.length)),
      changes: new Map(this.#tensors.map((tensor) => [tensorLabel(tensor.id), changeLines(tensor)])),
    };
  }

  async #draw({ figure, shown, theme, width, rows }: Extract<Request, { asks: "draw" }>): Promise<Drawn> {
    const kind = kindOf(figure);
    const chosen = this.#chosen(shown);
    const most = kind.hasTensorRows === true ? rows : null;
    const tensors = most === null ? chosen.tensors : mostChanged(chosen.tensors, most);
    const options = { width, height: null, zoom: 1, theme, title: null, interactive: false };
    const { spec, title, caption } = bareFigure(kind.build({ ...chosen, tensors }, options));
    const svg = await renderSvg(told(spec, paletteOf(theme)), true);
    return {
      svg: labelledMarks(svg, `live-${figure}-`),
      title,
      caption,
      rows: kind.hasTensorRows === true ? { shown: tensors.length, all: chosen.tensors.length } : null,
      prepared: preparedSoFar(),
    };
  }

  /** As the command line writes it of the same tensors. */
  async #save({ figure, shown, theme, as }: Extract<Request, { asks: "save" }>): Promise<string> {
    const chosen = this.#chosen(shown);
    if (as === "csv") return csvOf(tableOf(DIMENSIONS, chosen));
    const options: FigureOptions = { ...SIZES.double, theme, title: null, interactive: false };
    const spec = kindOf(figure).build(chosen, options);
    return as === "svg" ? renderSvg(spec) : stringify(readableSpec(spec), { rowsOnOneLine: true });
  }

  #chosen({ blocks, norms }: Shown): Comparison {
    if (this.#data === null) throw new Error("there is nothing to draw yet");
    const chosen = this.#tensors.filter(
      ({ id }) => norms.includes(id.norm) && (id.block === null || blocks.includes(id.block)),
    );
    return comparisonOf(this.#data, chosen);
  }
}

function kindOf(name: string): FigureKind<"comparison"> {
  const kind = figuresOf("comparison").find((candidate) => candidate.name === name);
  if (kind === undefined) throw new RangeError(`no figure ${name}`);
  return kind;
}
