import { WdistError } from "../../errors.js";
import { overLimit } from "../shared/limit.js";
import type { Malformed } from "../shared/malformed.js";
import type { PickleCall, PickleError, PickleItems, PickleValue } from "./pickleValues.js";

/** How to look at what a pickle says. */

export const malformed: Malformed = (where, what, cause) =>
  new WdistError("MALFORMED", {
    where,
    what: `not a valid PyTorch checkpoint: ${what}`,
    fix: "copy or download the file again, or save it again: torch.save(model.state_dict(), path)",
    cause,
  });

/** The error of a pickle that is broken, or more than is read. */
export function pickleRefused(label: string, atByte: number, error: PickleError): WdistError {
  const where = `${label}, byte ${atByte}`;
  if (error.kind !== "too much") return malformed(where, error.message, error);
  return overLimit(
    where,
    `${error.message}, more than any model needs`,
    "save the weights by themselves: torch.save(model.state_dict(), path)",
  );
}

type PickleObject = Extract<PickleValue, { kind: string }>;

export function isKind<K extends PickleObject["kind"]>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleObject, { kind: K }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}

export function isCall(value: PickleValue | undefined): value is PickleCall {
  return isKind(value, "call");
}

/** "module.name" of a global, or null. */
export function pathOf(value: PickleValue | undefined): string | null {
  return isKind(value, "global") ? value.path : null;
}

/** "module.name" of what is called, or null. */
export function calleeOf({ callee }: PickleCall): string | null {
  return pathOf(callee);
}

export function tupleOf(value: PickleValue | undefined): readonly PickleValue[] | null {
  return isKind(value, "tuple") ? value.items : null;
}

/** The place that an error names: made when there is one, since a file has thousands of tensors. */
export type Where = () => string;

/** A number from the pickle that counts something. */
export function sizeFrom(where: Where, what: string, value: PickleValue | undefined): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  const said = typeof value === "number" ? String(value) : "not a number from 0 to 2^53";
  throw malformed(where(), `has ${said} as ${what}`);
}

const DICTS = ["collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict"];

/** The items of a dict or of what would have become one; null for anything else. */
export function itemsOf(value: PickleValue | undefined): PickleItems | null {
  if (isKind(value, "dict")) return value.items;
  if (!isCall(value) || !DICTS.includes(calleeOf(value) ?? "")) return null;
  const pairs = pairsIn(value.args);
  return pairs.length === 0 ? value.items : new Map([...pairs, ...value.items]);
}

/** Python 2 pickled an OrderedDict as a call with a list of pairs. */
function pairsIn(args: PickleValue): [PickleValue, PickleValue][] {
  const list = tupleOf(args)?.find((item) => isKind(item, "list"));
  if (!isKind(list, "list")) return [];
  return list.items.flatMap((pair) => {
    const [key, value] = isKind(pair, "tuple") || isKind(pair, "list") ? pair.items : [];
    return key === undefined || value === undefined ? [] : [[key, value] as [PickleValue, PickleValue]];
  });
}

/** The class of the object that a call would have made, or null. */
export function classOf(call: PickleCall): string | null {
  const path = calleeOf(call);
  const [first] = tupleOf(call.args) ?? [];
  // How Python makes objects of classes that say nothing about it themselves.
  if (path !== null && /^(?:copyreg|copy_reg)\./.test(path)) return pathOf(first);
  // PyTorch's old format refers to a module's class as to a storage, with the source of its code.
  if (isKind(call.callee, "persistent")) return pathOf(tupleOf(call.callee.id)?.[1]);
  return path;
}
