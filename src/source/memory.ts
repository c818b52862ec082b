import { WdistError } from "../errors.js";
import type { ByteSource } from "../model/bytes.js";

/** Bytes that are here already, as a file without any beside it. */
export function memorySource(label: string, bytes: Uint8Array): ByteSource {
  return {
    label,
    byteLength: bytes.length,
    read: async (startByte, endByte) => {
      if (startByte >= 0 && startByte <= endByte && endByte <= bytes.length)
        return bytes.slice(startByte, endByte);
      throw new WdistError("READ_FAILED", {
        where: label,
        what: `bytes ${startByte} to ${endByte} are outside of its ${bytes.length}`,
      });
    },
    openSibling: async (fileName) => {
      throw new WdistError("NOT_FOUND", { where: label, what: `there is no ${fileName} beside it` });
    },
    close: async () => {},
  };
}
