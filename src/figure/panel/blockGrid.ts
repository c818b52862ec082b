import { blockGroups } from "../../analysis/blockGroups.js";
import type { Parameter } from "../../model/architecture.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import { groupLabel } from "../../words/tensorNames.js";

/**
 * A panel a tensor, so that a picture reads like the model: a row a norm, a column a block; norms outside of the blocks have a
 * column of their own behind them. Identical blocks next to each other are one column. Where the width ends, the blocks go
 * on in another band of rows below.
 */

/** What stands in a row: a norm of the blocks, gains or biases; null: norms outside of the blocks alone. */
interface GridRow {
  readonly norm: string | null;
  readonly parameter: Parameter;
}

export interface GridPanel {
  /** Null for an empty place. */
  readonly tensor: TensorComparison | null;
  /** "h6", "h0-5", or the norm's name where it belongs to no block. */
  readonly label: string;
}

/** One row of a band; rows without a panel are left out. */
export interface DrawnRow {
  readonly row: GridRow;
  /** As many as there are columns. */
  readonly panels: readonly GridPanel[];
  /** Below it stands no other row of its band. */
  readonly isLowest: boolean;
}

export interface BlockGrid {
  readonly columns: number;
  /** From top to bottom. */
  readonly rows: readonly DrawnRow[];
}

const EMPTY: GridPanel = { tensor: null, label: "" };

/** `mostColumns`: so many panels have room beside each other. */
export function blockGrid(comparison: Comparison, mostColumns: number): BlockGrid {
  const { tensors } = comparison;
  const rows = rowsOf(comparison);
  const columns = [...blockColumns(tensors, rows), ...otherColumns(tensors, rows)];
  const bands = Math.max(1, Math.ceil(columns.length / mostColumns));
  const width = Math.max(1, Math.ceil(columns.length / bands));
  const drawn = Array.from({ length: bands }, (_, band) => {
    const own = columns.slice(band * width, (band + 1) * width);
    const filled = rows.flatMap((row, i) => {
      const panels = Array.from({ length: width }, (_, column) => own[column]?.[i] ?? EMPTY);
      return panels.some(({ tensor }) => tensor !== null) ? [{ row, panels }] : [];
    });
    return filled.map(({ row, panels }, i) => ({ row, panels, isLowest: i === filled.length - 1 }));
  });
  return { columns: width, rows: drawn.flat() };
}

function rowsOf({ tensors, pre }: Comparison): readonly GridRow[] {
  const inBlocks = tensors.filter(({ id }) => id.block !== null);
  const parameters = (["gain", "bias"] as const).filter((parameter) =>
    tensors.some(({ id }) => id.parameter === parameter),
  );
  return parameters.flatMap((parameter): GridRow[] => {
    const own = pre.architecture.sites
      .filter(({ name }) => inBlocks.some(({ id }) => id.norm === name && id.parameter === parameter))
      .map(({ name }) => ({ norm: name, parameter }));
    return own.length > 0 ? own : [{ norm: null, parameter }];
  });
}

function blockColumns(tensors: readonly TensorComparison[], rows: readonly GridRow[]): GridPanel[][] {
  return blockGroups(tensors).map((group) =>
    rows.map(({ norm, parameter }) => {
      const tensor = tensors.find(
        ({ id }) => id.block === group[0] && id.norm === norm && id.parameter === parameter,
      );
      return tensor === undefined ? EMPTY : { tensor, label: groupLabel(group) };
    }),
  );
}

/** As many columns as they need, the last of them at the foot of the rows of their parameter. */
function otherColumns(tensors: readonly TensorComparison[], rows: readonly GridRow[]): GridPanel[][] {
  const placed = rows.map((): GridPanel[] => []);
  let columns = 0;
  for (const parameter of ["gain", "bias"] as const) {
    const own = tensors.filter(({ id }) => id.block === null && id.parameter === parameter);
    const places = rows.flatMap((row, i) => (row.parameter === parameter ? [i] : []));
    const needed = Math.ceil(own.length / Math.max(1, places.length));
    const before = needed * places.length - own.length;
    for (const [i, tensor] of own.entries()) {
      const at = before + i;
      const row = placed[places[at % places.length] as number] as GridPanel[];
      row[Math.floor(at / places.length)] = { tensor, label: tensor.id.norm };
    }
    columns = Math.max(columns, needed);
  }
  return Array.from({ length: columns }, (_, column) => placed.map((row) => row[column] ?? EMPTY));
}
