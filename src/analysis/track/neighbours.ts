import type { TensorId } from "../../model/architecture.js";
import type { Finding } from "../../model/findings.js";
import type { RunFinding } from "../../model/run.js";
import { diagnose } from "../diagnosis/index.js";
import type { MeasuredPair, Subject } from "../diagnosis/subject.js";
import { JumpWatch, type Moved } from "./jumps.js";
import type { TensorStep } from "./ordinary.js";

/** What broke between neighbouring checkpoints of a run. */
export class NeighbourWatch {
  readonly #findings: RunFinding[] = [];
  readonly #jumps = new JumpWatch();
  #judged: readonly TensorId[] = [];

  add(from: number, to: number, subject: Subject): void {
    const isFirst = this.#begin(subject.pairs);
    const broken = diagnose(subject).filter(({ weight }) => weight === "broken");
    const news = broken.filter((finding) => isNew(finding, isFirst));
    for (const finding of news) this.#findings.push({ from, to, finding });
    this.#jumps.add(
      from,
      to,
      subject.pairs.map(movedOf),
      broken.flatMap(({ tensors }) => tensors),
    );
  }

  /** Two checkpoints between which nothing broke: only jumps remain to be seen. */
  addOrdinary(from: number, to: number, steps: readonly TensorStep[]): void {
    this.#begin(steps);
    this.#jumps.add(
      from,
      to,
      steps.map(({ travel, ...step }) => ({ ...step, dim: travel.farthestDim, areFinite: true })),
      [],
    );
  }

  /** By ascending step; those of one place as the diagnosis orders them. */
  findings(): readonly RunFinding[] {
    return [...this.#findings, ...this.#jumps.findings()].toSorted((a, b) => a.from - b.from);
  }

  judged(): readonly TensorId[] {
    return this.#judged;
  }

  /** Were these the first two checkpoints? */
  #begin(pairs: readonly { readonly id: TensorId }[]): boolean {
    const isFirst = this.#judged.length === 0;
    if (isFirst) this.#judged = pairs.map(({ id }) => id);
    return isFirst;
  }
}

function movedOf({ name, id, pre, post, change }: MeasuredPair): Moved {
  const areFinite = pre.summary.nonFinite + post.summary.nonFinite === 0;
  return { name, id, pre: pre.values, post: post.values, dim: change.maxAbsDeltaDim, areFinite };
}

/** What a checkpoint holds or lacks was said when it was compared with the one before it, unless there is none. */
function isNew(finding: Finding, isFirst: boolean): boolean {
  if (finding.kind === "not-finite") return finding.side === "pre" ? isFirst : !finding.wasSo;
  return finding.kind !== "missing" || finding.from === "post" || isFirst;
}
