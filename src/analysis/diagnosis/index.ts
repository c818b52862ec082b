import type { TensorId } from "../../model/architecture.js";
import type { Finding, FindingWeight } from "../../model/findings.js";
import { diagnoseConstant, diagnoseLeftInitial, diagnoseReset } from "./kinds/constant.js";
import { diagnoseExchanged } from "./kinds/exchanged.js";
import { diagnoseFewDims } from "./kinds/fewDims.js";
import { diagnoseIdentical } from "./kinds/identical.js";
import { diagnoseOffset, diagnoseScaled } from "./kinds/linear.js";
import { diagnoseMissing } from "./kinds/missing.js";
import { diagnoseMoved } from "./kinds/moved.js";
import { diagnoseNotFinite } from "./kinds/notFinite.js";
import { diagnosePermuted } from "./kinds/permuted.js";
import { diagnoseRounded } from "./kinds/rounded.js";
import { diagnoseScattered } from "./kinds/scattered.js";
import { diagnoseFlips, diagnoseNegated } from "./kinds/sign.js";
import { diagnoseSlight } from "./kinds/slight.js";
import { diagnoseSpread } from "./kinds/spread.js";
import { diagnoseTraded } from "./kinds/traded.js";
import { diagnoseUnrelated } from "./kinds/unrelated.js";
import type { Diagnosed, MeasuredPair, Subject } from "./subject.js";

type Diagnose = (open: readonly MeasuredPair[], subject: Subject) => Diagnosed<Finding>;

/**
 * Every kind of change, in the order in which they are asked. The first kinds explain a tensor as a whole, and settle it;
 * what they leave open changed as training changes it, and several of the later kinds may be said of it.
 */
const KINDS: readonly Diagnose[] = [
  diagnoseNotFinite,
  diagnoseReset,
  diagnoseLeftInitial,
  diagnoseConstant,
  diagnoseExchanged,
  diagnosePermuted,
  diagnoseRounded,
  diagnoseScaled,
  diagnoseOffset,
  diagnoseNegated,
  diagnoseUnrelated,
  diagnoseIdentical,
  diagnoseFewDims,
  diagnoseFlips,
  diagnoseMoved,
  diagnoseScattered,
  diagnoseSpread,
];

/** What happened, the heaviest first. */
export function diagnose(subject: Subject): Finding[] {
  const findings: Finding[] = [...diagnoseMissing(subject)];
  let open = subject.pairs;
  for (const kind of KINDS) {
    const { findings: own, settled } = kind(open, subject);
    findings.push(...own);
    if (settled.length > 0) open = open.filter((pair) => !settled.includes(pair));
  }
  const named = new Set<TensorId>(
    findings.filter(({ kind }) => kind !== "sign").flatMap(({ tensors }) => tensors),
  );
  findings.push(...diagnoseSlight(open.filter(({ id }) => !named.has(id))).findings);
  // Said besides what happened to the gains themselves.
  findings.push(...diagnoseTraded(subject));
  return findings.toSorted((a, b) => rankOf(a) - rankOf(b));
}

const WEIGHTS: readonly FindingWeight[] = ["broken", "changed", "rounded", "same"];

/** Of the changes of one weight those of gains come first, and of these what names a common move. */
const FIRST_KINDS: readonly Finding["kind"][] = [
  "scaled",
  "offset",
  "moved",
  "undone",
  "amplified",
  "few-dims",
];

function rankOf({ weight, kind, tensors }: Finding): number {
  const areBiases = tensors.every(({ parameter }) => parameter === "bias");
  // What is broken keeps the order in which it is asked.
  const place = weight === "broken" ? 0 : FIRST_KINDS.indexOf(kind);
  return WEIGHTS.indexOf(weight) * 100 + (areBiases ? 50 : 0) + (place < 0 ? FIRST_KINDS.length : place);
}
