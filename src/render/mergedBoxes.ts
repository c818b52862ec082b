/**
 * Boxes of one look in one path: a heatmap has thousands of them, and few looks. Only boxes in rows of one height are put
 * together that share no pixel with another: then it does not matter which is drawn first.
 */

const BOX = /<path class="([^"]+)" d="M(-?[\d.]+),(-?[\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z"\/>/g;
const RUN = new RegExp(`(?:${BOX.source}){2,}`, "g");

/** `isFilled`: whether a class has a fill alone. */
export function mergedBoxes(markup: string, isFilled: (name: string) => boolean): string {
  return markup.replace(RUN, (run) => {
    const boxes = [...run.matchAll(BOX)].map(boxOf);
    return boxes.every(({ name }) => isFilled(name)) && areApart(boxes) ? pathsOf(boxes) : run;
  });
}

interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** As it was written. */
  readonly path: string;
}

function boxOf([tag, name = "", ...numbers]: RegExpExecArray): Box {
  const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
  return { name, x, y, width, height, path: / d="([^"]*)"/.exec(tag)?.[1] ?? "" };
}

function areApart(boxes: readonly Box[]): boolean {
  const inOrder = boxes.toSorted((a, b) => a.y - b.y || a.x - b.x);
  return inOrder.every((box, i) => {
    const before = inOrder[i - 1];
    if (before === undefined) return true;
    return before.y === box.y
      ? before.height === box.height && isBehind(box.x, before.x + before.width)
      : isBehind(box.y, before.y + before.height);
  });
}

/** Boxes that touch between two pixels would both be seen through there, one under the other. */
function isBehind(start: number, end: number): boolean {
  return Number.isInteger(start) ? end <= start : end < start;
}

function pathsOf(boxes: readonly Box[]): string {
  const byName = new Map<string, string[]>();
  for (const { name, path } of boxes) {
    const paths = byName.get(name);
    if (paths === undefined) byName.set(name, [path]);
    else paths.push(path);
  }
  return [...byName].map(([name, paths]) => `<path class="${name}" d="${paths.join("")}"/>`).join("");
}
