/** Activation functions by the names that transformers has for them (`activation_function`), in place and in float64. */

type Activation = (values: Float32Array) => void;

/** Of the tanh approximation, which is x times the logistic function of twice its argument (Hendrycks and Gimpel 2016). */
const GELU_SLOPE = 2 * Math.sqrt(2 / Math.PI);

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_new", each((x) => x / (1 + Math.exp(-GELU_SLOPE * (x + 0.044715 * x * x * x))))],
  ["gelu_pytorch_tanh", each((x) => x / (1 + Math.exp(-GELU_SLOPE * (x + 0.044715 * x * x * x))))],
  ["gelu_fast", each((x) => x / (1 + Math.exp(-GELU_SLOPE * (x + 0.044715 * x * x * x))))],
  ["gelu", each((x) => 0.5 * x * complementaryError(-x * Math.SQRT1_2))],
  ["quick_gelu", each((x) => x / (1 + Math.exp(-1.702 * x)))],
  ["relu", each((x) => (x > 0 ? x : 0))],
  ["silu", each((x) => x / (1 + Math.exp(-x)))],
  ["swish", each((x) => x / (1 + Math.exp(-x)))],
  ["tanh", each(Math.tanh)],
]);

export const ACTIVATION_NAMES: readonly string[] = [...ACTIVATIONS.keys()];

/** Null for a name that is not known. */
export function activationNamed(name: string): Activation | null {
  return ACTIVATIONS.get(name) ?? null;
}

function each(of: (x: number) => number): Activation {
  return (values) => {
    for (let i = 0; i < values.length; i++) values[i] = of(values[i] as number);
  };
}

/**
 * 1 - erf(x), by the Chebyshev fit of Press et al., Numerical Recipes (3rd edition, 6.2.2): its relative error is below
 * 1.2e-7 everywhere, which is that of the numbers of 32 bits around it.
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
