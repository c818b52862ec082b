/** Activation functions of MLPs by the names that transformers has for them (`activation_function`), in float64. */

type Activation = (x: number) => number;

/** Of the tanh approximation of GELU, which is x times the logistic function of twice its argument (Hendrycks and Gimpel 2016). */
const GELU_SLOPE = 2 * Math.sqrt(2 / Math.PI);

function tanhGelu(x: number): number {
  return x / (1 + Math.exp(-GELU_SLOPE * (x + 0.044715 * x * x * x)));
}

function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_new", tanhGelu],
  ["gelu_pytorch_tanh", tanhGelu],
  ["gelu_fast", tanhGelu],
  ["gelu", (x: number) => 0.5 * x * complementaryError(-x * Math.SQRT1_2)],
  ["quick_gelu", (x: number) => x / (1 + Math.exp(-1.702 * x))],
  ["relu", (x: number) => (x > 0 ? x : 0)],
  ["silu", silu],
  ["swish", silu],
  ["tanh", Math.tanh],
]);

export const ACTIVATION_NAMES: readonly string[] = [...ACTIVATIONS.keys()];

/** Null for a name that is not known. */
export function activationNamed(name: string): Activation | null {
  return ACTIVATIONS.get(name) ?? null;
}

/**
 * 1 - erf(x), by the Chebyshev fit of Press et al., Numerical Recipes (3rd edition, 6.2.2): its relative error is below
 * 1.2e-7 everywhere, about that of a number of 32 bits.
 */
function complementaryError(x: number): number {
  const z = Math.abs(x);
  const t = 2 / (2 + z);
  const polynomial = COEFFICIENTS.reduce((sum, coefficient) => sum * t + coefficient, 0);
  const tail = t * Math.exp(-z * z + polynomial);
  return x >= 0 ? tail : 2 - tail;
}

/** Highest power first. */
const COEFFICIENTS = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
];
