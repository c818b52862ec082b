import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { WdistError } from "../errors.js";

/** What identifies a file: how long it is, and its SHA-256 in hexadecimal. */
export interface Fingerprint {
  readonly byteLength: number;
  readonly sha256: string;
}

/** Of a file on this machine, read once from end to end in pieces. @throws WdistError READ_FAILED */
export async function fingerprintOf(path: string): Promise<Fingerprint> {
  try {
    const hash = createHash("sha256");
    const { size } = await stat(path);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
    return { byteLength: size, sha256: hash.digest("hex") };
  } catch (cause) {
    throw new WdistError("READ_FAILED", {
      where: path,
      what: "could not be read again for its SHA-256",
      cause,
    });
  }
}
