import type { VegaLiteSpec } from "../../model/figure.js";
import type { Fields } from "./fields.js";
import type { Palette } from "./theme.js";

/**
 * A figure for a page that people explore: a mark of a dimension has a tooltip, and is highlighted while the parameter
 * `dims` lists the dimension.
 */
export function interactive(spec: VegaLiteSpec, palette: Palette): VegaLiteSpec {
  return { ...enlivened(spec, palette), params: [{ name: "dims", value: [] }] };
}

/** A view with all views in it. */
function enlivened(view: Fields, palette: Palette): Fields {
  const { concat, layer } = view as {
    readonly concat?: readonly Fields[];
    readonly layer?: readonly Fields[];
  };
  return {
    ...view,
    ...(concat === undefined ? {} : { concat: concat.map((inner) => enlivened(inner, palette)) }),
    ...(layer === undefined
      ? {}
      : { layer: layer.map((one) => (hasDims(one) ? withDims(one, palette) : one)) }),
  };
}

/** Is a row of the layer's data about one dimension? */
function hasDims({ data }: Fields): boolean {
  const { values } = data as { readonly values: readonly Fields[] };
  return values.some(({ dim }) => dim !== undefined);
}

function withDims(layer: Fields, palette: Palette): Fields {
  const chosen = "indexof(dims, datum.dim) >= 0";
  const mark = layer.mark as Fields;
  return {
    ...layer,
    mark: {
      ...mark,
      tooltip: { expr: TOOLTIP },
      // Boxes of no dimension (backgrounds, lines) stay as they are.
      opacity: { expr: `!isValid(datum.dim) || length(dims) === 0 || ${chosen} ? 1 : 0.25` },
      stroke: { expr: `isValid(datum.dim) && ${chosen} ? '${palette.ink}' : null` },
      strokeWidth: 1,
    },
  };
}

/** The tooltip: those of these fields that the mark has. */
const TOOLTIP =
  "isValid(datum.dim) ? {tensor: datum.tensor, dimension: datum.dim, pre: isValid(datum.pre) ? format(datum.pre, '.6~g') : '-', post: isValid(datum.post) ? format(datum.post, '.6~g') : '-', change: isValid(datum.change) ? format(datum.change, '+.4~g') : '-'} : null";
