import { signed, significant } from "../../words/numbers.js";
import { typeset } from "../../words/typeset.js";

/** What a mark of a drawing says of itself, as one line of text: "tensor: h5; dim: 64; pre: 0.2". */

const BETWEEN_FIELDS = "; ";
const AFTER_NAME = ": ";

export type TipFields = readonly (readonly [name: string, value: string])[];

export function writeTip(fields: TipFields): string {
  return fields.map(([name, value]) => name + AFTER_NAME + value).join(BETWEEN_FIELDS);
}

export function readTip(text: string): TipFields {
  return text.split(BETWEEN_FIELDS).map((field) => {
    const at = field.indexOf(AFTER_NAME);
    return [field.slice(0, at), field.slice(at + AFTER_NAME.length)] as const;
  });
}

/** A value as it is told: changes with their sign, others to six digits. */
export function tipText(name: string, value: unknown): string {
  if (typeof value !== "number") return String(value);
  if (name === "change") return typeset(signed(value));
  return typeset(Number.isInteger(value) ? String(value) : significant(value, 6));
}
