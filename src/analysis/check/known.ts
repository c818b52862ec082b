import type { Evidence } from "../../model/verdict.js";

/** What was there already, in the baseline or in an earlier verdict, and became no worse. */

/** A number that is larger by less than this share is the same finding. */
const SAME_SHARE = 0.25;

/** Evidence that is new, or worse than what is known of its rule and tensor. */
export function withoutKnown(
  evidence: readonly Evidence[],
  known: readonly KnownEvidence[],
): readonly Evidence[] {
  const byPlace = new Map<string, KnownEvidence[]>();
  for (const one of known) byPlace.set(placeOf(one), [...(byPlace.get(placeOf(one)) ?? []), one]);
  return evidence.filter((one) => !(byPlace.get(placeOf(one)) ?? []).some((other) => isNoWorse(one, other)));
}

/** What must be known of evidence to tell whether other is worse. */
export type KnownEvidence = Pick<Evidence, "rule" | "tensor" | "measure" | "severity" | "value" | "dims">;

function placeOf({ rule, tensor, measure }: KnownEvidence): string {
  return `${rule}|${tensor ?? ""}|${measure}`;
}

function isNoWorse(one: Evidence, known: KnownEvidence): boolean {
  if (one.severity === "error" && known.severity === "warn") return false;
  if (one.value === null) return one.dims.every((dim) => known.dims.includes(dim));
  return known.value !== null && one.value <= known.value * (1 + SAME_SHARE);
}
