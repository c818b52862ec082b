/** What a forward pass needs of an architecture, as data. */

/** A matrix or an embedding and what it does. */
export type ForwardRole =
  | "tokens"
  | "positions"
  | "queries, keys and values"
  | "attention output"
  | "MLP input"
  | "MLP output";

/** How an architecture is run. */
export interface ForwardParts {
  /** Its name in the registry of architectures. */
  readonly architecture: string;
  /** Canonical names of the weights, N for the block; biases are called alike. */
  readonly names: Readonly<Record<ForwardRole, string>>;
  /** Layers that no plain model has, and what they are: a model with one of these computes something else. */
  readonly foreign: readonly (readonly [pattern: RegExp, is: string])[];
  /** The names of the norms before attention, before the MLP and before the head. */
  readonly sites: { readonly attention: string; readonly mlp: string; readonly head: string };
  /** What `config.json` calls its activation function, and its epsilon, where nothing says them. */
  readonly usual: { readonly activation: string; readonly epsilon: number };
}

/** The name of the bias beside that weight. */
export function biasBeside(weight: string): string {
  return weight.replace(/weight$/, "bias");
}
