/** Names of tensors without what trainers, wrappers and other libraries put into them. */

/** Segments that wrap a module: DataParallel, torch.compile, FSDP, activation checkpointing, DeepSpeed, FairScale. */
const WRAPPER = /^(?:module|_orig_mod|_(?:[a-z]+_)*module)$/;
/** What other libraries call a gain and a bias, at the end of a name. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ["scale", "weight"],
  ["gamma", "weight"],
  ["g", "weight"],
  ["beta", "bias"],
  ["b", "bias"],
  ["shift", "bias"],
  ["offset", "bias"],
]);
/** How Keras numbers its outputs, and TensorFlow 2 the variables of an object. */
const ENDINGS = /(?::0|\/\.ATTRIBUTES\/VARIABLE_VALUE)$/;
/** A block as Keras numbers it, "h_._3", and as OpenAI does, "h3". */
const KERAS_BLOCK = /_\._(?=[0-9])/g;
const JOINED_BLOCK = /^(h|blocks?|layers?)([0-9]{1,6})$/;
/** A block number with zeros before it. */
const PADDED = /^0+(?=[0-9])/;

/** The same name without wrappers, wherever they are in it. */
export function unwrapped(name: string): string {
  return withoutWrappers(name.split(".")).join(".");
}

/**
 * The name as PyTorch would write it: dots between the modules, no wrappers, blocks as numbers without leading zeros, and
 * weight and bias at the end.
 */
export function plainName(name: string): string {
  const segments = withoutWrappers(name.replace(ENDINGS, "").replace(KERAS_BLOCK, ".").split(/[./]/));
  const parameter = segments.pop() ?? "";
  const modules = segments.flatMap((segment) => {
    const [, word, number] = JOINED_BLOCK.exec(segment) ?? [];
    return word === undefined || number === undefined ? [segment] : [word, number];
  });
  return [...modules.map(withoutPadding), PARAMETERS.get(parameter) ?? parameter].join(".");
}

function withoutWrappers(segments: readonly string[]): string[] {
  return segments.filter((segment) => !WRAPPER.test(segment));
}

function withoutPadding(segment: string): string {
  return /^[0-9]{1,6}$/.test(segment) ? segment.replace(PADDED, "") : segment;
}
