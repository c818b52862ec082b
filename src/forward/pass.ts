import type { Engine, EngineMatrix } from "./engine.js";
import { type NormParameters, type Standardising, scaleAndShift, standardise, USUAL } from "./layerNorm.js";
import type { Network, NetworkNorm, ReadMatrix } from "./network.js";
import type { Windows } from "./windows.js";

/** One forward pass. The residual stream is kept in float64; a block's weights are in memory while it is computed. */

/** A norm at work on the tokens of one window. The arrays are [windowTokens, width] and hold it until the next visit. */
export interface NormVisit {
  readonly norm: NetworkNorm;
  /** Its place in the order of the pass. */
  readonly index: number;
  readonly window: number;
  readonly input: Float64Array;
  /** (input - mean) / sqrt(variance + epsilon) of each token. */
  readonly standardised: Float64Array;
  readonly output: Float64Array;
}

/** A pass that begins at a block, with the residual stream [tokens, width] before it. */
export interface PassStart {
  readonly block: number;
  readonly residual: Float64Array;
}

export interface PassOptions {
  /** Gain and bias of some norms, by name, instead of their own. */
  readonly parameters?: ReadonlyMap<string, NormParameters>;
  /** How some norms standardise instead. */
  readonly standardising?: (norm: NetworkNorm) => Standardising;
  readonly from?: PassStart;
  /** Called after each block, and after the norm before the head. */
  readonly onStep?: () => void;
}

/** A pass visits each norm for each window, in order, and returns the output of the last norm, [tokens, width]. */
export type Pass = AsyncGenerator<NormVisit, Float32Array, void>;

/** Blocks and the final norm: as often is `onStep` called. */
export function stepsOfPass({ blocks }: Network, fromBlock = 0): number {
  return blocks - fromBlock + 1;
}

export async function* passOf(
  network: Network,
  engine: Engine,
  windows: Windows,
  options: PassOptions = {},
): Pass {
  const { from, onStep } = options;
  const residual = from?.residual.slice() ?? (await embed(network, windows));
  const stage = new Stage(network, windows, residual, options);
  for (let block = from?.block ?? 0; block < network.blocks; block++) {
    yield* passBlock(stage, engine, block);
    onStep?.();
  }
  const final = new Float32Array(residual.length);
  for (let window = 0; window < windows.windows; window++) {
    const visit = stage.visit(2 * network.blocks, window);
    yield visit;
    final.set(visit.output, stage.start(window));
  }
  onStep?.();
  return final;
}

/** Runs a pass to its end, looking at each visit if wanted. */
export async function runPass(
  pass: Pass,
  look: (visit: NormVisit) => void = () => {},
): Promise<Float32Array> {
  for (;;) {
    const next = await pass.next();
    if (next.done === true) return next.value;
    look(next.value);
  }
}

/** Embeddings of the tokens and of their positions, [tokens, width]. */
async function embed(
  { tokens, positions, width }: Network,
  { ids, windowTokens }: Windows,
): Promise<Float64Array> {
  const rows = await tokens.each(ids);
  const places = await positions.range(0, windowTokens);
  const residual = new Float64Array(ids.length * width);
  for (const [i, id] of ids.entries()) {
    const row = rows.get(id) as Float32Array;
    const place = (i % windowTokens) * width;
    for (let dim = 0; dim < width; dim++) {
      residual[i * width + dim] = (row[dim] as number) + (places[place + dim] as number);
    }
  }
  return residual;
}

/** What a pass works on: the residual stream, and room for one window at one norm. */
class Stage {
  readonly network: Network;
  readonly windows: Windows;
  readonly #residual: Float64Array;
  readonly #options: PassOptions;
  readonly #standardised: Float64Array;
  readonly #output: Float64Array;

  constructor(network: Network, windows: Windows, residual: Float64Array, options: PassOptions) {
    this.network = network;
    this.windows = windows;
    this.#residual = residual;
    this.#options = options;
    this.#standardised = new Float64Array(windows.windowTokens * network.width);
    this.#output = new Float64Array(windows.windowTokens * network.width);
  }

  start(window: number): number {
    return window * this.windows.windowTokens * this.network.width;
  }

  stream(window: number): Float64Array {
    return this.#residual.subarray(this.start(window), this.start(window + 1));
  }

  /** Computes the norm with that place in the order, for that window. */
  visit(index: number, window: number): NormVisit {
    const { norms, parameters, settings, width } = this.network;
    const norm = norms[index] as NetworkNorm;
    const own = this.#options.parameters?.get(norm.name) ?? (parameters.get(norm.name) as NormParameters);
    const how = this.#options.standardising?.(norm) ?? USUAL;
    const input = this.stream(window);
    standardise(input, this.#standardised, width, settings.epsilon, how);
    scaleAndShift(this.#standardised, this.#output, own);
    return { norm, index, window, input, standardised: this.#standardised, output: this.#output };
  }
}

async function* passBlock(
  stage: Stage,
  engine: Engine,
  block: number,
): AsyncGenerator<NormVisit, void, void> {
  const { projections, attentionOutput, mlpInput, mlpOutput } = await stage.network.readBlock(block);
  const matrices = new Loaded(engine);
  try {
    const joined = projections.map((projection) => matrices.load(projection));
    const attention = matrices.load(attentionOutput);
    yield* sublayer(stage, 2 * block, (normed) => {
      const projected = sideBySide(
        joined.map((projection) => projection(normed)),
        stage.network.width,
      );
      return attention(attend(stage, engine, block, projected));
    });
    matrices.release();
    const [up, down] = [matrices.load(mlpInput), matrices.load(mlpOutput)];
    yield* sublayer(stage, 2 * block + 1, (normed) => {
      const hidden = up(normed);
      stage.network.settings.activation(hidden);
      return down(hidden);
    });
  } finally {
    matrices.release();
  }
}

/** Adds to the residual stream what a sublayer makes of its norm's output, window by window. */
async function* sublayer(
  stage: Stage,
  norm: number,
  compute: (normed: Float32Array) => Float32Array,
): AsyncGenerator<NormVisit, void, void> {
  for (let window = 0; window < stage.windows.windows; window++) {
    const visit = stage.visit(norm, window);
    yield visit;
    const added = compute(Float32Array.from(visit.output));
    const stream = stage.stream(window);
    for (let i = 0; i < stream.length; i++) stream[i] = (stream[i] as number) + (added[i] as number);
  }
}

function attend(stage: Stage, engine: Engine, block: number, projected: Float32Array): Float32Array {
  const { width, settings } = stage.network;
  const { windowTokens: tokens } = stage.windows;
  return engine.attend({
    projected,
    tokens,
    width,
    heads: settings.heads,
    scale: settings.scoreScale(block),
  });
}

/** Several [tokens, width] as one, [tokens, parts x width]. */
function sideBySide(parts: readonly Float32Array[], width: number): Float32Array {
  const [first = new Float32Array()] = parts;
  if (parts.length === 1) return first;
  const joined = new Float32Array(parts.length * first.length);
  for (const [i, part] of parts.entries()) {
    for (let at = 0; at < part.length; at += width) {
      joined.set(part.subarray(at, at + width), at * parts.length + i * width);
    }
  }
  return joined;
}

/** Matrices in an engine's memory. */
class Loaded {
  readonly #engine: Engine;
  readonly #held: EngineMatrix[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A function that multiplies [n, inputs] to [n, outputs], until it is released. */
  load({ values, inputs, outputs, bias }: ReadMatrix): (rows: Float32Array) => Float32Array {
    const matrix = this.#engine.matrix(values, inputs, outputs);
    this.#held.push(matrix);
    return (rows) => this.#engine.linear(rows, matrix, bias);
  }

  release(): void {
    for (const matrix of this.#held.splice(0)) matrix.release();
  }
}
