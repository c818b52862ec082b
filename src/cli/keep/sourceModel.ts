import type { Snapshot } from "../../analysis/track/snapshot.js";
import type { GptModel, ModelInfo } from "../../model/norms.js";

/** What a kept file remembers of the checkpoint that its norms were in, so that they are shown and judged as if read from there. */

type Remembered = Omit<ModelInfo, "label" | "architecture" | "blocks" | "width">;

const MODEL = "source_model";
const DTYPES = "source_dtypes";
/** As formats call theirs. */
const DTYPE = /^[A-Za-z0-9_]{1,16}$/;

/** `base`: what opened it; paths are kept from there on, since others differ from machine to machine. */
export function sourceEntries({ info, layerNorms }: GptModel, base: string): [string, string][] {
  const { path, format, files, naming, place, prefix, dtypes, tensorCount } = info;
  const below = (file: string) => pathBelow(base, file);
  const model = {
    path: below(path),
    format,
    files: files.map(below),
    naming,
    place,
    prefix,
    dtypes,
    tensorCount,
  };
  const ofEach = Object.fromEntries([...layerNorms].map(([name, tensor]) => [name, tensor.info.dtype]));
  return [
    [MODEL, JSON.stringify(model satisfies Remembered)],
    [DTYPES, JSON.stringify(ofEach)],
  ];
}

/** Norms from a kept file as of their source, which `base` opens. */
export function restored(snapshot: Snapshot, entries: ReadonlyMap<string, string>, base: string): Snapshot {
  const { path, files, ...known } = rememberedIn(objectIn(entries.get(MODEL)));
  const above = (file: string) => (file === "" ? base : `${base}/${file}`);
  const info = {
    ...snapshot.info,
    ...known,
    path: above(path ?? ""),
    files: (files ?? [""]).map(above),
  };
  return { ...withPrecision(snapshot, entries), info };
}

/** How precise the norms were in their source always counts: rounding is told from change by it. */
export function withPrecision(snapshot: Snapshot, entries: ReadonlyMap<string, string>): Snapshot {
  const dtypes = objectIn(entries.get(DTYPES));
  const layerNorms = new Map(
    [...snapshot.layerNorms].map(([name, tensor]) => {
      const dtype = Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
      const isDtype = typeof dtype === "string" && DTYPE.test(dtype);
      return [name, isDtype ? { ...tensor, info: { ...tensor.info, dtype } } : tensor];
    }),
  );
  return { ...snapshot, layerNorms };
}

/** Of what is elsewhere, as in the cache of Hugging Face's libraries, the name alone. */
function pathBelow(base: string, path: string): string {
  if (path === base) return "";
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : (path.split(/[/\\]/).at(-1) ?? "");
}

/** Only what has the type that it should have: somebody may have written into the file. */
function rememberedIn(values: Readonly<Record<string, unknown>>): Partial<Remembered> {
  const texts = ["path", "format", "naming", "place", "prefix"].filter(
    (key) => typeof values[key] === "string",
  );
  const lists = ["files", "dtypes"].filter((key) => isTexts(values[key]));
  const counts = ["tensorCount"].filter((key) => Number.isSafeInteger(values[key]));
  return Object.fromEntries([...texts, ...lists, ...counts].map((key) => [key, values[key]]));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function objectIn(json: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json ?? "");
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
