/** Tensors that a training saves beside a model's weights, told by their names. */

/** A word of a name that says so, whatever is before and after it: as prefix, infix or suffix. */
const STATE =
  /^(?:adam\w*|adafactor\w*|lamb|lion|rmsprop\w*|adagrad\w*|optim\w*|opt_state\w*|exp_avg\w*|momentum\w*|mu|nu|trace|grads?|gradients?|main_grads?|ema_shadow|shadow(?:_params)?|slots?|OPTIMIZER_SLOT|global_step|save_counter|beta[12]_power|lr_scheduler|(?:fp32_)?master_(?:params|weights))(?:_[0-9]+)?$/i;

/** Which word of a name says that it is the state of an optimiser, a gradient or the like; null where none does. */
export function stateWord(name: string): string | null {
  return name.split(/[./]/).find((segment) => STATE.test(segment)) ?? null;
}
