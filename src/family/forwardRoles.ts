/** What a forward pass needs of an architecture, as data. */

/** A matrix or an embedding and what it does; its bias is found by the same name. */
export type ForwardRole =
  | "tokens"
  | "positions"
  | "queries, keys and values"
  | "queries"
  | "keys"
  | "values"
  | "attention output"
  | "MLP input"
  | "MLP output"
  | "head";

/** How an architecture is run, as data. */
export interface ForwardParts {
  /** Its name in the registry of architectures. */
  readonly architecture: string;
  /**
   * Names without the end that says weight or bias, N for the block; where they hold `{p}`, that is where a "w" or "b"
   * says it. What is before them in a file does not matter.
   */
  readonly names: Readonly<Record<ForwardRole, readonly string[]>>;
  /** Layers that no plain model has, and what they are: a model with one of these computes something else. */
  readonly foreign: readonly (readonly [pattern: RegExp, is: string])[];
  /** The names of the norms before attention, before the MLP and before the head. */
  readonly sites: { readonly attention: string; readonly mlp: string; readonly head: string };
}
