import { WdistError } from "../../errors.js";

/** Tokens that were made elsewhere: a JSON array of ids. */

/** @throws WdistError MALFORMED */
export function idsIn(path: string, json: Uint8Array): readonly number[] {
  const refused = (what: string, cause?: unknown) =>
    new WdistError("MALFORMED", {
      where: path,
      what,
      fix: "write the tokens as a JSON array, e.g. [15496, 995]",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(json));
  } catch (cause) {
    throw refused("is not JSON", cause);
  }
  if (!Array.isArray(value)) throw refused("is not an array of tokens");
  const ids: readonly unknown[] = value;
  const wrong = ids.findIndex((id) => typeof id !== "number" || !Number.isSafeInteger(id) || id < 0);
  if (wrong >= 0) throw refused(`its token ${wrong} is not a whole number from 0 on`);
  return ids as readonly number[];
}
