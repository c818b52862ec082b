/** What the first block makes of the first position before it sees any other: the weights that it takes, by canonical name. */
export interface FirstMlp {
  /** [positions, width] */
  readonly positions: string;
  /** The site of the norm before the MLP, whose matrix is the MLP's first. */
  readonly norm: string;
  /** In canonical names N is the block. */
  readonly hiddenBias: string;
  readonly output: string;
  readonly outputBias: string;
  /** Without a configuration. */
  readonly activation: string;
  readonly epsilon: number;
}

/** By the architecture's name: those that add an embedding of positions to the residual stream. */
const FIRST_MLPS: ReadonlyMap<string, FirstMlp> = new Map([
  [
    "gpt2",
    {
      positions: "wpe.weight",
      norm: "ln_2",
      hiddenBias: "h.N.mlp.c_fc.bias",
      output: "h.N.mlp.c_proj.weight",
      outputBias: "h.N.mlp.c_proj.bias",
      activation: "gelu_new",
      epsilon: 1e-5,
    },
  ],
]);

export function firstMlpOf(architecture: string): FirstMlp | null {
  return FIRST_MLPS.get(architecture) ?? null;
}
