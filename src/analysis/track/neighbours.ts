import type { TensorId } from "../../model/architecture.js";
import type { Finding } from "../../model/findings.js";
import type { RunFinding } from "../../model/run.js";
import { diagnose } from "../diagnosis/index.js";
import type { Subject } from "../diagnosis/subject.js";
import { JumpWatch } from "./jumps.js";

/** What broke between neighbouring checkpoints of a run. */
export class NeighbourWatch {
  readonly #findings: RunFinding[] = [];
  readonly #jumps = new JumpWatch();
  #judged: readonly TensorId[] = [];

  add(from: number, to: number, subject: Subject): void {
    const isFirst = this.#judged.length === 0;
    if (isFirst) this.#judged = subject.pairs.map(({ id }) => id);
    const broken = diagnose(subject).filter(({ weight }) => weight === "broken");
    const news = broken.filter((finding) => isNew(finding, isFirst));
    for (const finding of news) this.#findings.push({ from, to, finding });
    this.#jumps.add(
      from,
      to,
      subject.pairs,
      broken.flatMap(({ tensors }) => tensors),
    );
  }

  /** By ascending step; those of one place as the diagnosis orders them. */
  findings(): readonly RunFinding[] {
    return [...this.#findings, ...this.#jumps.findings()].toSorted((a, b) => a.from - b.from);
  }

  judged(): readonly TensorId[] {
    return this.#judged;
  }
}

/** What a checkpoint holds or lacks was said when it was compared with the one before it, unless there is none. */
function isNew(finding: Finding, isFirst: boolean): boolean {
  if (finding.kind === "not-finite") return finding.side === "pre" ? isFirst : !finding.wasSo;
  return finding.kind !== "missing" || finding.from === "post" || isFirst;
}
