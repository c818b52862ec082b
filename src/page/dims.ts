/** Dimensions as people write them: "64, 496", "5-9". */

export interface ReadDims {
  readonly dims: readonly number[];
  /** What was written and is no dimension of the model. */
  readonly unknown: readonly string[];
}

const RANGE = /^(\d+)\s*(?:-|\u2013|to)\s*(\d+)$/;

/** `count`: how many dimensions there are. */
export function readDims(text: string, count: number): ReadDims {
  const dims: number[] = [];
  const unknown: string[] = [];
  for (const word of words(text)) {
    const [, first, last] = RANGE.exec(word) ?? [];
    const from = Number(first ?? word);
    const to = Number(last ?? word);
    const isKnown = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to < count;
    if (!isKnown) unknown.push(word);
    else for (let dim = from; dim <= to; dim++) dims.push(dim);
  }
  return { dims, unknown };
}

function words(text: string): string[] {
  // A blank separates numbers, but not the ends of a range.
  const joined = text.replace(/\s*(-|\u2013|\bto\b)\s*/g, "$1").replace(/(\d)to(\d)/g, "$1-$2");
  return joined.split(/[\s,;]+|\band\b/).filter((word) => word !== "");
}
