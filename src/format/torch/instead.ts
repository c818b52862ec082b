import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { PickleContents } from "./contents.js";
import type { PickleValue } from "./pickleValues.js";
import { classOf, isCall, isKind, itemsOf } from "./values.js";

/** What a file of PyTorch's is that holds no tensor. */

const NAME_THE_MODEL = "name the file that holds the model, such as pytorch_model.bin";
/** Arguments of a training, by what Hugging Face's libraries and others call the class. */
const ARGUMENTS = /(?:^|\.)(?:\w*TrainingArguments|\w*(?:Args|Arguments|Config)|Namespace)$/;
/** As many keys as say what a dict is. */
const MAX_KEYS = 4;

export function holdsNoTensors(label: string, root: PickleValue, { notRead }: PickleContents): WdistError {
  const [other] = notRead;
  const path = isCall(root) && itemsOf(root) === null ? classOf(root) : null;
  const refuse = (what: string, fix: string) =>
    new WdistError("UNSUPPORTED_FORMAT", { where: label, what, fix });
  if (other !== undefined) {
    const where = other.name === "" ? "" : ` under ${quote(other.name)}`;
    return refuse(`holds no tensors, but${where} ${other.reason}`, other.fix);
  }
  if (path !== null && ARGUMENTS.test(path)) {
    return refuse(`holds the arguments of a training (${path.slice(0, 100)}), not a model`, NAME_THE_MODEL);
  }
  if (path !== null) {
    return refuse(
      `holds a whole Python object (${path.slice(0, 100)}), not a state dict`,
      "save its weights by themselves: torch.save(model.state_dict(), path)",
    );
  }
  return refuse(`holds no tensors, but ${kindOf(root)}`, NAME_THE_MODEL);
}

function kindOf(root: PickleValue): string {
  const items = itemsOf(root);
  if (items !== null) {
    const keys = [...items.keys()].slice(0, MAX_KEYS).map((key) => quote(String(key)));
    return items.size === 0
      ? "an empty dict"
      : `a dict of ${keys.join(", ")}${items.size > MAX_KEYS ? ", ..." : ""}`;
  }
  if (isKind(root, "list") || isKind(root, "tuple")) return `a ${root.kind} of ${root.items.length}`;
  return typeof root === "string" ? "a text" : typeof root === "number" ? "a number" : "one value";
}
