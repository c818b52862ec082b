import type { Network } from "../../forward/network.js";
import { type Pass, passOf } from "../../forward/pass.js";
import type { Loss, ProbedChange, ProbedNorm } from "../../model/probe.js";
import { NormChange } from "./normChange.js";
import { NormMeasures } from "./normMeasures.js";
import { lossAfter, type Running } from "./running.js";

/** One pass of a model, or of two models side by side, with everything measured at every norm. */

export interface Measured extends Loss {
  readonly norms: readonly ProbedNorm[];
  /** By place in the pass: the measures themselves, token by token. */
  readonly measures: readonly NormMeasures[];
}

export async function measureOne(network: Network, running: Running): Promise<Measured> {
  const one = new Side(network, running);
  while (await one.advance()) one.look();
  return one.finish();
}

/** Both take their steps together, so that each visit of one is seen beside the same visit of the other. */
export async function measureBoth(
  pre: Network,
  post: Network,
  running: Running,
): Promise<{ readonly pre: Measured; readonly post: Measured; readonly changes: readonly ProbedChange[] }> {
  const sides = [new Side(pre, running), new Side(post, running)] as const;
  const [before, after] = sides;
  const changes = pre.norms.map((norm) => {
    const [own, others] = [pre.parameters.get(norm.name), post.parameters.get(norm.name)];
    if (own === undefined || others === undefined) throw new RangeError(`no ${norm.name}`);
    return new NormChange(norm, own, others);
  });
  for (;;) {
    const more = [await before.advance(), await after.advance()];
    if (more.includes(false)) break;
    before.look();
    after.look();
    changes[before.visit.index]?.look(before.visit, after.visit);
  }
  const [first, second] = [await before.finish(), await after.finish()];
  return {
    pre: first,
    post: second,
    changes: changes.map((change, i) =>
      change.measured(first.norms[i]?.others ?? null, second.norms[i]?.others ?? null),
    ),
  };
}

class Side {
  readonly #network: Network;
  readonly #running: Running;
  readonly #pass: Pass;
  readonly #measures: readonly NormMeasures[];
  #at: Awaited<ReturnType<Pass["next"]>> | null = null;

  constructor(network: Network, running: Running) {
    const { engine, windows, work } = running;
    this.#network = network;
    this.#running = running;
    this.#pass = passOf(network, engine, windows, { onStep: work.step });
    this.#measures = network.norms.map((norm) => new NormMeasures(norm, windows, network.width));
  }

  /** False at the end of the pass. */
  async advance(): Promise<boolean> {
    this.#at = await this.#pass.next();
    return this.#at.done !== true;
  }

  get visit() {
    if (this.#at === null || this.#at.done === true) throw new RangeError("no visit");
    return this.#at.value;
  }

  look(): void {
    this.#measures[this.visit.index]?.look(this.visit);
  }

  async finish(): Promise<Measured> {
    if (this.#at?.done !== true) throw new RangeError("the pass is not over");
    const loss = await lossAfter(this.#network, this.#running, this.#at.value);
    return {
      ...loss,
      norms: this.#measures.map((measures) => measures.measured()),
      measures: this.#measures,
    };
  }
}
