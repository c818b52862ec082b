import type { Fields } from "../panel/fields.js";
import type { Layer } from "../panel/layers.js";

/** Layers whose rows are dimensions, as one layer of points of their values before and after, in one dataset. */

export const DIMENSIONS = "dimensions";

/** Seven digits tell any two numbers of float32 apart, and more than a picture shows. */
const DIGITS = 7;

interface DimensionLayer {
  /** Of the layer that it is written in place of; the others are left out. */
  readonly number: number;
  readonly others: readonly number[];
  readonly layer: Fields;
  readonly rows: readonly Fields[];
}

/** Null where no layer is of dimensions. */
export function dimensionLayer(
  tensor: string,
  layers: readonly Fields[],
  drawn: readonly Layer[],
): DimensionLayer | null {
  const parts = drawn.flatMap(({ dims }, number) => (dims === undefined ? [] : [{ number, ...dims }]));
  const [most] = parts.toSorted((a, b) => b.rows.length - a.rows.length);
  if (most === undefined) return null;
  const numbers = parts.map(({ number }) => number);
  const number = Math.max(...numbers);
  const few = parts.filter((part) => part !== most);
  const { x, y } = (layers[number] as Fields).encoding as Fields;
  const look = <Value>(of: (part: (typeof parts)[number]) => Value) => ({
    condition: few.map((part) => ({
      test: { field: "dim", oneOf: part.rows.map(({ dim }) => dim) },
      value: of(part),
    })),
    value: of(most),
  });
  return {
    number,
    others: numbers.filter((other) => other !== number),
    layer: {
      transform: [
        { filter: { field: "tensor", equal: tensor } },
        { calculate: "datum.post - datum.pre", as: "change" },
      ],
      mark: { type: "point", filled: true, opacity: 1 },
      encoding: {
        x: { ...(x as Fields), field: "pre" },
        y: { ...(y as Fields), field: "change" },
        color: look(({ fill }) => fill),
        size: look(({ area }) => Number(area.toFixed(1))),
      },
    },
    rows: parts.flatMap(({ rows }) =>
      rows.map(({ dim, pre, post }) => ({ tensor, dim, pre: rounded(pre), post: rounded(post) })),
    ),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
