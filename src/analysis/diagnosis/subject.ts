import type { TensorId } from "../../model/architecture.js";
import type { Change, Distribution, Side } from "../../model/numbers.js";
import type { Kinship } from "./kinship.js";

/** A tensor before and after, measured. */
export interface MeasuredPair {
  /** Canonical name. */
  readonly name: string;
  readonly id: TensorId;
  readonly pre: Pick<Distribution, "values" | "summary">;
  readonly post: Pick<Distribution, "values" | "summary">;
  readonly change: Change;
  /** Unit roundoff of the coarser of the two storage types: half the relative distance of neighbouring numbers. */
  readonly roundoff: number;
}

/** Tensors that only one of two checkpoints has. */
export interface Unpaired {
  /** The checkpoint without them. */
  readonly from: Side;
  readonly tensors: readonly TensorId[];
}

/** Both checkpoints as a whole: every norm, gains and biases. */
export interface Subject {
  /** In order of the forward pass. */
  readonly pairs: readonly MeasuredPair[];
  readonly unpaired: readonly Unpaired[];
  readonly kinship: Kinship;
}

/** What one kind of diagnosis says of the tensors that no earlier kind has explained. */
export interface Diagnosed<Finding> {
  readonly findings: readonly Finding[];
  /** Tensors of which all is said; later kinds are not asked about them. */
  readonly settled: readonly MeasuredPair[];
}

export function isGain({ id }: MeasuredPair): boolean {
  return id.parameter === "gain";
}
