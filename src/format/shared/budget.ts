import { overLimit } from "./limit.js";

/** Several times what the largest models have; with their names and shapes they take some 150 MB. */
const MAX_TENSORS = 250_000;
/** Longer than any library makes a name. */
const MAX_NAME_CHARACTERS = 10_000;
/** Of all names together. */
const MAX_CHARACTERS = 1 << 25;
/** Sizes in all shapes together. */
const MAX_SIZES = 1 << 22;

/**
 * What the header of one file makes this program hold. A file of a few KB may name much, by compression, by names that
 * repeat each other or by references: so what is held is counted, not what is read.
 */
export class Budget {
  readonly #label: string;
  #tensors = 0;
  #characters = 0;
  #sizes = 0;

  constructor(label: string) {
    this.#label = label;
  }

  /**
   * Counts one tensor, before it is kept.
   * @throws WdistError UNSUPPORTED_FORMAT
   */
  add(nameLength: number, rank = 0): void {
    this.#tensors++;
    this.#characters += nameLength;
    this.#sizes += rank;
    if (this.#tensors > MAX_TENSORS) this.#fail(`names more than ${MAX_TENSORS} tensors`);
    if (nameLength > MAX_NAME_CHARACTERS) {
      this.#fail(`names a tensor by ${nameLength} characters; ${MAX_NAME_CHARACTERS} is the limit`);
    }
    if (this.#characters > MAX_CHARACTERS) {
      this.#fail(`the names of its tensors have more than ${MAX_CHARACTERS} characters`);
    }
    if (this.#sizes > MAX_SIZES) this.#fail(`its tensors have more than ${MAX_SIZES} dimensions together`);
  }

  #fail(what: string): never {
    throw overLimit(this.#label, `${what}, more than any model needs`);
  }
}
