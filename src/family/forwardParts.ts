import type { GptModel } from "../model/norms.js";
import type { TensorInfo } from "../model/tensors.js";
import type { ForwardParts, ForwardRole } from "./forwardRoles.js";
import { GPT2_FORWARD } from "./gpt2/forwardParts.js";
import { plainName } from "./plainNames.js";

/** The weights of a model that a forward pass needs beside its norms, found by what libraries call them. */

const FORWARD: readonly ForwardParts[] = [GPT2_FORWARD];

/** Titles of what can be run, for messages. */
export const CAN_RUN = "GPT-2";

/** Null where a forward pass of that architecture is not known. */
export function forwardPartsOf({ info }: GptModel): ForwardParts | null {
  return FORWARD.find(({ architecture }) => architecture === info.architecture.name) ?? null;
}

export type WeightOrBias = "weight" | "bias";

/** Tensors by what they do. */
export class ForwardTensors {
  readonly #found = new Map<string, TensorInfo[]>();
  readonly #prefix: string;

  constructor({ names }: ForwardParts, model: GptModel) {
    this.#prefix = model.info.prefix;
    const patterns = Object.entries(names).flatMap(([role, own]) =>
      own.map((name) => ({ role: role as ForwardRole, pattern: patternOf(name) })),
    );
    for (const info of model.tensors.values()) {
      const name = plainName(info.name);
      for (const { role, pattern } of patterns) {
        const groups = pattern.exec(name)?.groups;
        if (groups === undefined) continue;
        const block = groups.block === undefined ? null : Number(groups.block);
        const key = keyOf(role, /^b/.test(groups.parameter ?? "w") ? "bias" : "weight", block);
        this.#found.set(key, [...(this.#found.get(key) ?? []), info]);
      }
    }
  }

  /** The tensor, if there is one; of several the one beside the model's norms. */
  find(role: ForwardRole, parameter: WeightOrBias, block: number | null): TensorInfo | null {
    const found = this.#found.get(keyOf(role, parameter, block)) ?? [];
    return found.find(({ name }) => name.startsWith(this.#prefix)) ?? found[0] ?? null;
  }
}

function keyOf(role: ForwardRole, parameter: WeightOrBias, block: number | null): string {
  return `${role}/${parameter}/${block}`;
}

/** Library's words for weights, as plainName leaves them; an embedding's may be missing altogether. */
const ENDING = "(?:\\.(?<parameter>weight|bias|kernel|w|b|embeddings?))?";

function patternOf(name: string): RegExp {
  const escaped = name
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/(?<![A-Za-z])N(?![A-Za-z])/, "(?<block>[0-9]{1,5})");
  return escaped.includes("{p}")
    ? new RegExp(`^${escaped.replace("{p}", "(?<parameter>[wb])")}$`)
    : new RegExp(`(?:^|\\.)${escaped}${ENDING}$`);
}
