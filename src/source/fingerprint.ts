import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { WdistError } from "../errors.js";
import { changedMeanwhile } from "./diskErrors.js";

/** What identifies a file: how long it is, and its SHA-256 in hexadecimal. */
export interface Fingerprint {
  readonly byteLength: number;
  readonly sha256: string;
}

/** Of a file on this machine, read once from end to end in pieces. @throws WdistError READ_FAILED */
export async function fingerprintOf(path: string): Promise<Fingerprint> {
  try {
    const file = await open(path);
    try {
      const before = await file.stat();
      const hash = createHash("sha256");
      for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20, autoClose: false }))
        hash.update(chunk as Buffer);
      const after = await file.stat();
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changedMeanwhile(path);
      return { byteLength: after.size, sha256: hash.digest("hex") };
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof WdistError) throw cause;
    throw new WdistError("READ_FAILED", {
      where: path,
      what: "could not be read again for its SHA-256",
      cause,
    });
  }
}
