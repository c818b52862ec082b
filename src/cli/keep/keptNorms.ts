import { createHash } from "node:crypto";
import { takeSnapshot } from "../../analysis/track/snapshot.js";
import { WdistError } from "../../errors.js";
import type { OpenOptions } from "../../family/checkpoint.js";
import { openModel } from "../../family/index.js";
import { architectureMetadata } from "../../family/told.js";
import { openTensors } from "../../format/index.js";
import { type OutgoingTensor, writeSafetensors } from "../../format/safetensors/writer.js";
import type { GptModel } from "../../model/norms.js";
import { memorySource } from "../../source/memory.js";
import { outgoingNorms, sourceNames } from "./outgoingNorms.js";
import { restored, sourceEntries } from "./sourceModel.js";

/** The norms of a checkpoint in a small safetensors file, as `extract` writes it, with where and when they are from. */

/** Many times the norms of the largest models. */
export const MAX_KEPT_BYTES = 1 << 26;

/** What is known of a checkpoint beside its norms. */
export interface Origin {
  readonly step: number;
  /** What opened it. */
  readonly base: string;
  /** Hashes, or a commit: which checkpoint it is, and which state of it. Null where nobody knows. */
  readonly place: string | null;
  readonly state: string | null;
}

const KEYS = { place: "source_place", state: "source_state", hash: "norms_sha256" } as const;

/** What a kept file says of itself. */
export type KeptEntries = ReadonlyMap<string, string>;

/** Reads the norms of a model into a file to keep. */
export async function keptBytes(model: GptModel, origin: Origin): Promise<Uint8Array> {
  const tensors = await outgoingNorms(model);
  const entries: [string, string | null][] = [
    ["format", "pt"],
    ["extracted_by", "gpt2-wdist"],
    ...architectureMetadata(model.info.architecture).map((entry): [string, string] => [...entry]),
    ["source", sourceNames(model.info)],
    ["step", String(origin.step)],
    [KEYS.place, origin.place],
    [KEYS.state, origin.state],
    [KEYS.hash, hashOfNorms(tensors)],
    ...sourceEntries(model, origin.base),
  ];
  return writeSafetensors(
    tensors,
    new Map(entries.filter((entry): entry is [string, string] => entry[1] !== null)),
  );
}

export interface Opening {
  /** The kinds of models to look for; those of the registry unless given. */
  readonly families?: OpenOptions["families"] | undefined;
  readonly label: string;
  readonly base: string;
}

export interface Kept {
  readonly entries: KeptEntries;
  /** As if it had been read from its source. It needs no file any more. */
  readonly snapshot: GptModel;
}

/**
 * The norms that a kept file holds. `label`: what errors call it; `base`: what opens their source.
 * @throws WdistError for what is not one, or is damaged
 */
export async function openKept(bytes: Uint8Array, { label, base, families }: Opening): Promise<Kept> {
  const model = await openModel(await openTensors(memorySource(label, bytes)), families, null);
  try {
    const hash = hashOfNorms(await outgoingNorms(model));
    if (hash !== model.metadata.get(KEYS.hash)) {
      throw new WdistError("MALFORMED", {
        where: label,
        what: "its norms are not those that were written: they do not match their SHA-256",
        fix: "delete it, so that they are read again",
      });
    }
    const snapshot = { ...model, ...restored(await takeSnapshot(model), model.metadata, base) };
    return { entries: model.metadata, snapshot };
  } finally {
    await model.close();
  }
}

/** Is it the same state of the same checkpoint? */
export function isOfState(entries: KeptEntries, { place, state }: Pick<Origin, "place" | "state">): boolean {
  return (
    place !== null && state !== null && isOfPlace(entries, { place }) && entries.get(KEYS.state) === state
  );
}

export function isOfPlace(entries: KeptEntries, { place }: Pick<Origin, "place">): boolean {
  return place !== null && entries.get(KEYS.place) === place;
}

export function haveSameNorms(a: KeptEntries, b: KeptEntries): boolean {
  return a.get(KEYS.hash) === b.get(KEYS.hash);
}

/** Of names and values, however wide they are stored. */
function hashOfNorms(tensors: readonly OutgoingTensor[]): string {
  const hash = createHash("sha256");
  for (const { name, values } of tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    // One NaN of many: a file of other widths may hold another one.
    const same = values.some(Number.isNaN)
      ? values.map((value) => (Number.isNaN(value) ? Number.NaN : value))
      : values;
    hash
      .update(`${name}\0${values.length}\0`)
      .update(new Uint8Array(same.buffer, same.byteOffset, same.byteLength));
  }
  return hash.digest("hex");
}
