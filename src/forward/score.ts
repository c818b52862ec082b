import type { Engine } from "./engine.js";
import type { Network } from "./network.js";

/** From the output of the last norm to what the model predicts, a part of the vocabulary at a time. */

/** Rows of the head, and tokens, that are multiplied at once: 16 MB of logits. */
const VOCABULARY_ROWS = 4096;
const TOKENS_AT_ONCE = 1024;

/** Logits of some tokens for some of the vocabulary, [lastToken - firstToken, lastId - firstId]. */
interface LogitPart {
  readonly firstToken: number;
  readonly endToken: number; // exclusive
  readonly firstId: number;
  readonly endId: number; // exclusive
  /** One for each of the finals. */
  readonly logits: readonly Float32Array[];
}

/** `finals`: outputs [tokens, width] of the norm before the head, of one pass or of several on the same tokens. */
async function* logitParts(
  { head, vocabulary, width }: Network,
  engine: Engine,
  finals: readonly Float32Array[],
): AsyncGenerator<LogitPart> {
  const tokens = (finals[0]?.length ?? 0) / width;
  for (let firstId = 0; firstId < vocabulary; firstId += VOCABULARY_ROWS) {
    const endId = Math.min(firstId + VOCABULARY_ROWS, vocabulary);
    const rows = await head.range(firstId, endId);
    for (let firstToken = 0; firstToken < tokens; firstToken += TOKENS_AT_ONCE) {
      const endToken = Math.min(firstToken + TOKENS_AT_ONCE, tokens);
      const logits = finals.map((final) =>
        engine.products(final.slice(firstToken * width, endToken * width), rows, width),
      );
      yield { firstToken, endToken, firstId, endId, logits };
    }
  }
}

/** The sum of the exponentials of numbers that come in parts, without overflow: exp(greatest) * sum. */
class ExponentialSums {
  readonly greatest: Float64Array;
  readonly sum: Float64Array;

  constructor(count: number) {
    this.greatest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.sum = new Float64Array(count);
  }

  /** Prepares for a part: what was summed counts from the new greatest on. Returns the factor that it was changed by. */
  raise(i: number, logits: Float32Array, from: number, end: number): number {
    let greatest = this.greatest[i] as number;
    for (let at = from; at < end; at++) greatest = Math.max(greatest, logits[at] as number);
    const before = this.greatest[i] as number;
    const factor = before === greatest ? 1 : Math.exp(before - greatest);
    this.greatest[i] = greatest;
    this.sum[i] = (this.sum[i] as number) * factor;
    return factor;
  }

  add(i: number, logits: Float32Array, from: number, end: number): void {
    this.raise(i, logits, from, end);
    const greatest = this.greatest[i] as number;
    let sum = this.sum[i] as number;
    for (let at = from; at < end; at++) sum += Math.exp((logits[at] as number) - greatest);
    this.sum[i] = sum;
  }

  log(i: number): number {
    return (this.greatest[i] as number) + Math.log(this.sum[i] as number);
  }
}

/** The loss of each token: minus the natural logarithm of the probability of the token that follows it. */
export async function tokenLosses(
  network: Network,
  engine: Engine,
  final: Float32Array,
  targets: Int32Array,
): Promise<Float64Array> {
  const sums = new ExponentialSums(targets.length);
  const logitOfTarget = new Float64Array(targets.length);
  for await (const part of logitParts(network, engine, [final])) {
    const { firstToken, endToken, firstId, endId, logits } = part;
    const [own = new Float32Array()] = logits;
    for (let token = firstToken; token < endToken; token++) {
      const from = (token - firstToken) * (endId - firstId);
      sums.add(token, own, from, from + endId - firstId);
      const target = targets[token] as number;
      if (target >= firstId && target < endId) {
        logitOfTarget[token] = own[from + target - firstId] as number;
      }
    }
  }
  return logitOfTarget.map((logit, token) => sums.log(token) - logit);
}

/** The logits of one token, [vocabulary]; `final` is [width]. */
export async function logitsOf(network: Network, engine: Engine, final: Float32Array): Promise<Float32Array> {
  const logits = new Float32Array(network.vocabulary);
  for await (const { firstId, logits: parts } of logitParts(network, engine, [final])) {
    logits.set(parts[0] ?? [], firstId);
  }
  return logits;
}

/**
 * For each token the Kullback-Leibler divergence, in nats, of what `changed` predicts from what `usual` does: the sum
 * over the vocabulary of p log(p / q), where p is the usual one. In one go over the logits a and b: with the weights
 * exp(a), the mean of a - b, minus the difference of the logarithms of both sums.
 */
export async function divergences(
  network: Network,
  engine: Engine,
  usual: Float32Array,
  changed: Float32Array,
): Promise<Float64Array> {
  const tokens = usual.length / network.width;
  const [a, b] = [new ExponentialSums(tokens), new ExponentialSums(tokens)];
  const weighted = new Float64Array(tokens);
  for await (const part of logitParts(network, engine, [usual, changed])) {
    const { firstToken, endToken, firstId, endId, logits } = part;
    const [ofUsual = new Float32Array(), ofChanged = new Float32Array()] = logits;
    for (let token = firstToken; token < endToken; token++) {
      const from = (token - firstToken) * (endId - firstId);
      const end = from + endId - firstId;
      b.add(token, ofChanged, from, end);
      let sum = (weighted[token] as number) * a.raise(token, ofUsual, from, end);
      let weights = a.sum[token] as number;
      const greatest = a.greatest[token] as number;
      for (let at = from; at < end; at++) {
        const weight = Math.exp((ofUsual[at] as number) - greatest);
        weights += weight;
        sum += weight * ((ofUsual[at] as number) - (ofChanged[at] as number));
      }
      a.sum[token] = weights;
      weighted[token] = sum;
    }
  }
  // Rounding may leave less than nothing where nothing changed.
  return weighted.map((sum, token) =>
    Math.max(0, sum / (a.sum[token] as number) - a.log(token) + b.log(token)),
  );
}
