/** What is quickly seen of a vector's way from one checkpoint to the next, in one look at its values. */
export interface Travel {
  /** Every value of both is finite; else nothing else means anything. */
  readonly areFinite: boolean;
  /** Bit for bit the same, but for the sign of zeros. */
  readonly isSame: boolean;
  /** Largest abs(b - a), and the first dim that has it; null where none moved. */
  readonly farthest: number;
  readonly farthestDim: number | null;
  /** Sum of abs(b - a). */
  readonly length: number;
  /** Dims that moved by at least the limit. */
  readonly farCount: number;
  /** Dims whose sign is the opposite afterwards. */
  readonly flips: number;
  /** The least and the greatest value, before and after. */
  readonly before: readonly [least: number, greatest: number];
  readonly after: readonly [least: number, greatest: number];
}

/** Of vectors of one length; `far`: from which change on a dim is counted. */
export function travelOf(a: Float64Array, b: Float64Array, far: number): Travel {
  let [farthest, farthestDim, length, farCount, flips] = [0, -1, 0, 0, 0];
  let [leastA, greatestA, leastB, greatestB] = [Infinity, -Infinity, Infinity, -Infinity];
  // A sum in which NaN and infinities stay: of anything times 0.
  let zero = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    zero += x * 0 + y * 0;
    const moved = Math.abs(y - x);
    length += moved;
    if (moved > farthest) {
      farthest = moved;
      farthestDim = i;
    }
    if (moved >= far) farCount++;
    if ((x > 0 && y < 0) || (x < 0 && y > 0)) flips++;
    if (x < leastA) leastA = x;
    if (x > greatestA) greatestA = x;
    if (y < leastB) leastB = y;
    if (y > greatestB) greatestB = y;
  }
  return {
    areFinite: zero === 0,
    isSame: farthestDim < 0,
    farthest,
    farthestDim: farthestDim < 0 ? null : farthestDim,
    length,
    farCount,
    flips,
    before: [leastA, greatestA],
    after: [leastB, greatestB],
  };
}

/** Is the sum of abs(b - a) at most `most`? Looks at no more values than it needs to say no. */
export function isWithin(a: Float64Array, b: Float64Array, most: number): boolean {
  let length = 0;
  for (let i = 0; i < a.length; i++) {
    length += Math.abs((b[i] as number) - (a[i] as number));
    if (length > most) return false;
  }
  return true;
}
