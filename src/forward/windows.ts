import { WdistError } from "../errors.js";

/** Text as a model is run on it: windows of equal length that do not see each other. */

export interface Windows {
  /** The tokens of all windows, one behind the other. */
  readonly ids: Int32Array;
  /** For each of them the token that follows it, which the model is to predict. */
  readonly targets: Int32Array;
  readonly windowTokens: number;
  readonly windows: number;
  /** Tokens of the text that are in no window. */
  readonly leftOver: number;
}

/**
 * As many whole windows as there are; of a text that is shorter than one, a shorter one. The last token of a window is
 * scored on the token behind it, so that one more is needed.
 * @throws WdistError USAGE for a text of fewer than two tokens
 */
export function windowsOf(
  where: string,
  ids: readonly number[] | Int32Array,
  windowTokens: number,
  mostTokens: number,
): Windows {
  const usable = Math.min(ids.length - 1, mostTokens);
  if (usable < 1) {
    throw new WdistError("USAGE", {
      where,
      what:
        ids.length === 0
          ? "is empty: there is nothing to run the model on"
          : `has ${ids.length === 1 ? "one token" : `${ids.length} tokens`}, and the model predicts each token from those before it`,
      fix: "give a text of two tokens or more, better of some hundreds",
    });
  }
  const length = Math.min(windowTokens, usable);
  const windows = Math.floor(usable / length);
  const count = windows * length;
  return {
    ids: Int32Array.from(ids.slice(0, count)),
    targets: Int32Array.from(ids.slice(1, count + 1)),
    windowTokens: length,
    windows,
    leftOver: ids.length - 1 - count,
  };
}

/** @throws WdistError USAGE where the model has no such token */
export function requireKnown(where: string, ids: Iterable<number>, vocabulary: number, model: string): void {
  let position = 0;
  for (const id of ids) {
    if (!Number.isInteger(id) || id < 0 || id >= vocabulary) {
      throw new WdistError("USAGE", {
        where,
        what: `its token ${position} is ${id}, but the vocabulary of ${model} has the ids 0 to ${vocabulary - 1}`,
        fix: "give the tokenizer that the model was trained with: --tokenizer tokenizer.json, bytes or gpt2",
      });
    }
    position++;
  }
}
