/** Activation functions of MLPs in float64, by the names that transformers has for them. */

type Activation = (x: number) => number;

/** The tanh approximation of GELU (Hendrycks and Gimpel 2016). */
function tanhGelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_new", tanhGelu],
  ["gelu_pytorch_tanh", tanhGelu],
  ["gelu_fast", tanhGelu],
  ["relu", (x: number) => Math.max(0, x)],
]);

/** Null for one that is not known. */
export function activationNamed(name: string): Activation | null {
  return ACTIVATIONS.get(name) ?? null;
}
