import type { GptModel } from "../../model/norms.js";

/**
 * Runs `action` with a way to the baseline of many checkpoints. It is opened once, when the first of them asks for it, so
 * that an error of that one comes first; each of its norms is read once; it is closed in the end,
 * whatever happens.
 */
export async function withSharedBaseline<T>(
  openModel: () => Promise<GptModel>,
  action: (openBaseline: () => Promise<GptModel>) => Promise<T>,
): Promise<T> {
  const opened: Promise<GptModel>[] = [];
  const openBaseline = (): Promise<GptModel> => {
    const baseline = opened[0] ?? openModel().then(readOnce);
    opened[0] = baseline;
    return baseline;
  };
  try {
    return await action(openBaseline);
  } finally {
    // What could not be opened need not be closed; the error has reached those who asked for it.
    const [settled] = await Promise.allSettled(opened);
    if (settled?.status === "fulfilled") await settled.value.close();
  }
}

/** The same model, which remembers what was read for statistics. */
function readOnce(model: GptModel): GptModel {
  const known = new Map<string, Promise<Float64Array>>();
  const readEffective = (name: string): Promise<Float64Array> => {
    const values = known.get(name) ?? model.readEffective(name);
    known.set(name, values);
    return values;
  };
  return { ...model, readEffective };
}
