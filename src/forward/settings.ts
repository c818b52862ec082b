import { usageError, WdistError } from "../errors.js";
import { quote } from "../escape.js";
import type { ForwardParts } from "../family/forward.js";
import type { ModelConfig } from "../model/modelConfig.js";
import type { GptModel } from "../model/norms.js";
import { ACTIVATION_NAMES, activationNamed } from "../stats/activation.js";

/** What a forward pass must know of a model beside its weights. */

export interface ForwardSettings {
  readonly heads: number;
  /** Added to the variance before its root. */
  readonly epsilon: number;
  /** In place. */
  readonly activation: (values: Float32Array) => void;
  readonly activationName: string;
  /** What attention scores of a block are multiplied by. */
  readonly scoreScale: (block: number) => number;
  /** Ids below this are the vocabulary; null where all rows of the embedding are. */
  readonly vocabulary: number | null;
  /** What was assumed. */
  readonly notices: readonly string[];
}

/** What the user says of the model, before what its files say. */
export interface SettingsAsked {
  readonly heads: number | null;
  /** Instead of the `config.json` beside the model. */
  readonly config: ModelConfig | null;
}

/** Radford et al. 2019, and every GPT-2 that OpenAI released. */
const DIMS_A_HEAD = 64;
/** No epsilon is that large: it would be the variance. */
const MOST_EPSILON = 1;

/** @throws WdistError USAGE, UNSUPPORTED_FORMAT */
export async function settingsOf(
  model: GptModel,
  usual: ForwardParts["usual"],
  asked: SettingsAsked,
): Promise<ForwardSettings> {
  const { info, stated } = model;
  const config = asked.config ?? (await model.readConfig());
  if (config !== null) refuseUnsupported(info.path, config);
  const notices: string[] = [];
  const { heads, areSaid } = headsOf(model, config, asked.heads);
  if (config === null) notices.push(assumedNotice(model.info.path, usual, areSaid ? null : heads));
  const epsilon = config?.number("layer_norm_epsilon") ?? stated.get("layer_norm_epsilon") ?? usual.epsilon;
  requireEpsilon(info.path, epsilon);
  const activationName = config?.text("activation_function") ?? usual.activation;
  const activation = activationNamed(activationName);
  if (activation === null) throw unknownActivation(info.path, activationName);
  const scale = config?.flag("scale_attn_weights") === false ? 1 : 1 / Math.sqrt(info.width / heads);
  const isByBlock = config?.flag("scale_attn_by_inverse_layer_idx") === true;
  return {
    heads,
    epsilon,
    activation: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = activation(values[i] as number);
    },
    activationName,
    scoreScale: (block) => (isByBlock ? scale / (block + 1) : scale),
    vocabulary: config?.count("vocab_size") ?? stated.get("vocab_size") ?? null,
    notices,
  };
}

function headsOf(
  { info, stated }: GptModel,
  config: ModelConfig | null,
  asked: number | null,
): { readonly heads: number; readonly areSaid: boolean } {
  const said = asked ?? config?.count("n_head", "num_attention_heads") ?? stated.get("n_head") ?? null;
  const heads = said ?? info.width / DIMS_A_HEAD;
  if (Number.isInteger(heads) && heads >= 1 && info.width % heads === 0)
    return { heads, areSaid: said !== null };
  throw usageError(
    asked === null ? info.path : `--heads ${asked}`,
    said === null
      ? `says nowhere how many heads its attention has, and its width ${info.width} is not a multiple of ${DIMS_A_HEAD}, the dimensions of a head in GPT-2`
      : `${said} heads do not divide a width of ${info.width}`,
    "say it with --heads, or give its configuration with --config config.json",
  );
}

/** `assumedHeads`: null where something says how many there are. */
function assumedNotice(
  path: string,
  { activation }: ForwardParts["usual"],
  assumedHeads: number | null,
): string {
  const heads =
    assumedHeads === null
      ? ""
      : `${assumedHeads} ${assumedHeads === 1 ? "head" : "heads"} of ${DIMS_A_HEAD} dims, `;
  return `no config.json speaks of ${path}: ${heads}${activation} and the usual scale of attention are assumed; --config FILE${assumedHeads === null ? "" : " or --heads"} says it`;
}

function requireEpsilon(where: string, epsilon: number): void {
  if (epsilon >= 0 && epsilon < MOST_EPSILON) return;
  throw usageError(where, `layer_norm_epsilon is ${epsilon}`, "give a number from 0 to 1 in config.json");
}

function unknownActivation(where: string, name: string): WdistError {
  return new WdistError("UNSUPPORTED_FORMAT", {
    where,
    what: `its activation_function is ${quote(name)}, which is not known here`,
    fix: `known are ${ACTIVATION_NAMES.join(", ")}`,
  });
}

/** Options of a configuration that make another model of it. */
function refuseUnsupported(where: string, config: ModelConfig): void {
  const unsupported = (what: string) =>
    new WdistError("UNSUPPORTED_FORMAT", {
      where,
      what: `cannot be run: its config.json says ${what}`,
      fix: "give a plain GPT-2, or another configuration with --config",
    });
  if (config.flag("add_cross_attention") === true) {
    throw unsupported("add_cross_attention, and there is no encoder here that it could attend to");
  }
  const type = config.text("model_type");
  if (type !== null && type !== "gpt2")
    throw unsupported(`model_type ${quote(type)}, and GPT-2 alone is run`);
}
