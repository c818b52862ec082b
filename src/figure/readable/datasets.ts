import type { Fields } from "../panel/fields.js";

type Rows = readonly Fields[];

/** The rows of all layers by name, the same rows only once. */
export class Datasets {
  readonly #named = new Map<string, Fields[]>();
  readonly #nameOf = new Map<string, string>();

  /** Rows of a layer, as its `data`; under another name where there are others of this one. */
  add(name: string, rows: Rows): Fields {
    const text = JSON.stringify(rows);
    const known = this.#nameOf.get(text);
    if (known !== undefined) return { name: known };
    if (rows.length === 0) return { values: [] };
    const numbered = Array.from({ length: this.#named.size + 1 }, (_, i) =>
      i === 0 ? name : `${name} ${i + 1}`,
    );
    const free = numbered.find((candidate) => !this.#named.has(candidate)) as string;
    this.#nameOf.set(text, free);
    this.#named.set(free, [...rows]);
    return { name: free };
  }

  /** Further rows of a list that several layers show parts of. */
  addTo(name: string, rows: Rows): Fields {
    const list = this.#named.get(name) ?? [];
    list.push(...rows);
    this.#named.set(name, list);
    return { name };
  }

  all(): Readonly<Record<string, Rows>> {
    return Object.fromEntries(this.#named);
  }
}
