import { roundoffOf } from "../../format/shared/dtype.js";
import type { GptModel, NamedTensor } from "../../model/norms.js";
import { lengthOf } from "../../model/sites.js";
import { measurePair } from "../pair.js";
import { subjectOf } from "./kinship.js";
import type { MeasuredPair, Subject, Unpaired } from "./subject.js";

/** Norms that can be read: of an open model, or of one that was read before. */
type ReadableNorms = Pick<GptModel, "layerNorms" | "readEffective">;

/**
 * Both models as a whole: every norm that they have, gains and biases, whatever is shown of them. Tensors of different lengths
 * are nobody's counterpart.
 * @throws WdistError UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function readSubject(
  pre: ReadableNorms,
  post: ReadableNorms,
  topMoved: number,
): Promise<Subject> {
  const shared = [...pre.layerNorms].flatMap(([name, before]) => {
    const after = post.layerNorms.get(name);
    return after === undefined || !areAlike(before, after) ? [] : [{ name, before, after }];
  });
  // Asked for all at once: over a network each would cost a round trip of its own.
  const pairs = await Promise.all(
    shared.map(async ({ name, before, after }): Promise<MeasuredPair> => {
      const [a, b] = await Promise.all([pre.readEffective(name), post.readEffective(name)]);
      const roundoff = Math.max(roundoffOf(before.info.dtype), roundoffOf(after.info.dtype));
      return measurePair({ site: before.site, id: before.id, a, b, roundoff }, topMoved);
    }),
  );
  return subjectOf(pairs, [onlyIn(pre, post, "post"), onlyIn(post, pre, "pre")]);
}

function areAlike(before: NamedTensor, after: NamedTensor): boolean {
  return lengthOf(before.info) === lengthOf(after.info);
}

function onlyIn(model: ReadableNorms, other: ReadableNorms, from: Unpaired["from"]): Unpaired {
  const tensors = [...model.layerNorms]
    .filter(([name]) => !other.layerNorms.has(name))
    .map(([, { id }]) => id);
  return { from, tensors };
}
