/** Which dimensions are highlighted, everywhere on the page at once. */
export class Highlight {
  readonly #listeners: ((dims: readonly number[]) => void)[] = [];
  #dims: readonly number[] = [];

  get dims(): readonly number[] {
    return this.#dims;
  }

  set(dims: readonly number[]): void {
    this.#dims = [...new Set(dims)].sort((a, b) => a - b);
    for (const listener of this.#listeners) listener(this.#dims);
  }

  toggle(dim: number): void {
    this.set(this.#dims.includes(dim) ? this.#dims.filter((other) => other !== dim) : [...this.#dims, dim]);
  }

  onChange(listener: (dims: readonly number[]) => void): void {
    this.#listeners.push(listener);
  }
}
