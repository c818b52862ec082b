import type { View } from "vega";

/** Which dimensions are highlighted, in every view of the page at once. */
export class Highlight {
  readonly #views = new Set<View>();
  readonly #listeners: ((dims: readonly number[]) => void)[] = [];
  #dims: readonly number[] = [];

  get dims(): readonly number[] {
    return this.#dims;
  }

  set(dims: readonly number[]): void {
    this.#dims = [...new Set(dims)].sort((a, b) => a - b);
    for (const view of this.#views) this.#show(view);
    for (const listener of this.#listeners) listener(this.#dims);
  }

  onChange(listener: (dims: readonly number[]) => void): void {
    this.#listeners.push(listener);
  }

  add(view: View): void {
    this.#views.add(view);
    if (this.#dims.length > 0) this.#show(view);
  }

  remove(view: View): void {
    this.#views.delete(view);
  }

  #show(view: View): void {
    view.signal("dims", this.#dims).runAsync();
  }
}
