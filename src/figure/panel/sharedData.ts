import type { VegaLiteSpec } from "../../model/figure.js";
import type { Fields } from "./fields.js";

/** The rows of all layers at the top of a specification, each list once, under the name of the panel and layer that first shows it. */

interface View extends Fields {
  readonly name?: string;
  readonly concat?: readonly View[];
  readonly layer?: readonly Fields[];
}

export function withSharedData(spec: VegaLiteSpec): VegaLiteSpec {
  const names = new Map<unknown, string>();
  const datasets: Record<string, unknown> = {};
  const shared = (layer: Fields, name: string): Fields => {
    const { values } = layer.data as { readonly values: readonly object[] };
    if (values.length === 0) return layer;
    if (!names.has(values)) {
      names.set(values, name);
      datasets[name] = values;
    }
    return { ...layer, data: { name: names.get(values) } };
  };
  const inView = (view: View): View => ({
    ...view,
    ...(view.concat === undefined ? {} : { concat: view.concat.map(inView) }),
    ...(view.layer === undefined
      ? {}
      : {
          layer: view.layer.map((layer, i) =>
            shared(layer, `${view.name ?? "panel"}: ${layerName(layer, i)}`),
          ),
        }),
  });
  const { $schema, usermeta, config, padding, title, ...views } = inView(spec as View);
  // Above the panels, which are what people change.
  const head = { $schema, usermeta, config, padding, title, datasets };
  const given = Object.entries(head).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...views };
}

/** "2 text" */
function layerName({ mark }: Fields, number: number): string {
  return `${number + 1} ${(mark as { readonly type: string }).type}`;
}

/** The rows that a layer shows, wherever in its specification they are. */
export function rowsOf(layer: Fields, { datasets = {} }: VegaLiteSpec): readonly Fields[] {
  const { values, name } = (layer.data ?? {}) as {
    readonly values?: readonly Fields[];
    readonly name?: string;
  };
  return values ?? (datasets as Readonly<Record<string, readonly Fields[]>>)[name ?? ""] ?? [];
}
