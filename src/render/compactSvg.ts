import { mergedBoxes } from "./mergedBoxes.js";

/**
 * A drawing for a page, in about two thirds of the bytes: what marks look like is said once, in classes, and paths along
 * the axes in their short form. What is seen is the same. Marks cannot be told apart any more: a page draws those
 * of its own.
 */

/** What presentation attributes of our figures hold: colours, numbers, names of fonts. Anything else is left alone. */
const LOOK =
  / (fill|stroke|stroke-[a-z]+|opacity|font-family|font-size|font-weight|text-anchor)="([\w#.,() -]*)"/g;

/** A look that few elements have is shorter where it is. */
const LEAST_SHARED = 3;

export interface CompactSvg {
  readonly svg: string;
  /** CSS of its classes. */
  readonly rules: string;
}

/** `prefix`: before the names of classes, which no two drawings of a page may share. */
export function compactSvg(svg: string, prefix: string): CompactSvg {
  const [root = ""] = /^<svg [^>]*>/.exec(svg) ?? [];
  const looks = new Map<string, number>();
  const body = svg.slice(root.length);
  for (const [tag] of body.matchAll(/<(?:path|line|text|tspan|rect|g) [^>]*>/g)) {
    const look = lookOf(tag);
    looks.set(look, (looks.get(look) ?? 0) + 1);
  }
  const shared = [...looks].filter(([look, count]) => look !== "" && count >= LEAST_SHARED);
  const classes = new Map(shared.map(([look], i) => [look, `${prefix}${i}`]));
  const compact = body.replace(/<(?:path|line|text|tspan|rect|g) [^>]*>/g, (tag) => {
    const name = classes.get(lookOf(tag));
    const short = tag.replace(/ d="([^"]*)"/, (_, path: string) => ` d="${shortPath(path)}"`);
    return name === undefined ? short : withClass(short.replace(LOOK, ""), name);
  });
  const rules = [...classes].map(([look, name]) => `.${name}{${look}}`);
  const filled = new Set([...classes].flatMap(([look, name]) => (/^fill:[^;]*$/.test(look) ? [name] : [])));
  return { svg: root + mergedBoxes(compact, (name) => filled.has(name)), rules: rules.join("") };
}

function withClass(tag: string, name: string): string {
  return tag.replace(/^<[a-z]+/, (start) => `${start} class="${name}"`);
}

/** As declarations of CSS. An opacity of 1 says nothing. */
function lookOf(tag: string): string {
  const declarations = [...tag.matchAll(LOOK)].map(([, name, value]) => `${name}:${value}`);
  return declarations.filter((declaration) => declaration !== "opacity:1").join(";");
}

/** Lines to the side and up as such, and the points between the ends of a line left out. */
function shortPath(path: string): string {
  if (!/^M[-\d.,ML]+Z?$/.test(path)) return path;
  const end = path.endsWith("Z") ? "Z" : "";
  const subpaths = path.replace("Z", "").split("M").slice(1);
  return subpaths.map((points) => `M${shortLine(points.split("L"))}`).join("") + end;
}

function shortLine(points: readonly string[]): string {
  const places = points.map((point) => point.split(",").map(Number) as [number, number]);
  const kept: Place[] = [];
  places.forEach((place, i) => {
    if (!isBetween(kept.at(-1), place, places[i + 1])) kept.push(place);
  });
  return kept.map((place, i) => step(kept[i - 1], place)).join("");
}

function step(before: Place | undefined, [x, y]: Place): string {
  if (before === undefined) return `${x},${y}`;
  if (y === before[1]) return `H${x}`;
  return x === before[0] ? `V${y}` : `L${x},${y}`;
}

type Place = readonly [x: number, y: number];

/** On the way from one to the other, straight along an axis. */
function isBetween(before: Place | undefined, [x, y]: Place, after: Place | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const along = (a: number, b: number, c: number) => (a <= b && b <= c) || (a >= b && b >= c);
  return (
    (y === before[1] && y === after[1] && along(before[0], x, after[0])) ||
    (x === before[0] && x === after[0] && along(before[1], y, after[1]))
  );
}
