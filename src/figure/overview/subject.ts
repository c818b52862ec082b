import { foremost } from "../../analysis/foremost.js";
import type { NormSite, Parameter, TensorId } from "../../model/architecture.js";
import type { Comparison, MeasuredTensor } from "../../model/comparison.js";
import type { Finding } from "../../model/findings.js";
import type { Side } from "../../model/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";

/** What an overview shows of a comparison: which parameter, and which blocks have histograms. */
export interface OverviewSubject {
  readonly parameter: Parameter;
  /** All tensors of that parameter that were judged: what the strip is about. */
  readonly whole: readonly MeasuredTensor[];
  /** The blocks of the models, those too that only one of them has. */
  readonly blocks: readonly number[];
  readonly missing: ReadonlyMap<number, Side>;
  /** The norms in blocks that have histograms, in the order of the forward pass. */
  readonly norms: readonly NormSite[];
  readonly rows: readonly Row[];
  /** Norms outside of the blocks that have histograms. */
  readonly finals: readonly MeasuredTensor[];
  readonly leftOut: LeftOut;
  /** Names of tensors whose dims a finding tells of all at once: none of them is worth a name. */
  readonly changedAsOne: ReadonlySet<string>;
  /** What there was no room for. */
  readonly others: readonly Row[];
}

/** A block that has histograms. */
export interface Row {
  readonly block: number;
  /** By norm; null where there is none to show. */
  readonly tensors: readonly (MeasuredTensor | null)[];
  /** The checkpoint that has nothing of the block. */
  readonly missingFrom: Side | null;
}

/** Why some of the blocks that were asked for have no histograms. */
export interface LeftOut {
  /** Those that are identical, and followed by one that is drawn and is identical too. */
  readonly identical: readonly number[];
  /** How many others there are, of which those that changed most are drawn. */
  readonly ofBlocks: number | null;
  /** Nothing that was asked for changed, so that what did is drawn. */
  readonly isOfOthers: boolean;
  /** There are blocks that were not asked for. */
  readonly isSelection: boolean;
  /** Norms that there is no room for. */
  readonly normsLeftOut: readonly string[];
}

/** Of so many identical blocks after each other, one is drawn. */
const RUN = 3;

/** `most`: how many blocks there is room for, and how many norms of each. */
export function subjectOf(comparison: Comparison, most: number, mostNorms: number): OverviewSubject {
  const parameter = parameterOf(comparison);
  const whole = comparison.whole.filter(({ id }) => id.parameter === parameter);
  const { shown, isOfOthers } = shownOf(comparison, whole);
  const missing = missingBlocks(comparison);
  const all = normsIn(shown);
  const norms = foremost(all, mostNorms, ({ name }) => farthestOf(shown, name));
  const { rows, others, leftOut } = rowsOf(shown, norms, missingIn(comparison, missing), most);
  return {
    parameter,
    whole,
    blocks: blocksOf(whole, missing),
    missing,
    norms,
    rows,
    others,
    finals: shown.filter(({ id }) => id.block === null),
    changedAsOne: changedAsOne(comparison),
    leftOut: {
      ...leftOut,
      isOfOthers,
      isSelection: blocksOf(shown, new Map()).length < blocksOf(whole, new Map()).length,
      normsLeftOut: all.filter((site) => !norms.includes(site)).map(({ name }) => name),
    },
  };
}

/** What happens to a tensor as a whole. */
const AS_ONE: readonly Finding["kind"][] = [
  "scaled",
  "offset",
  "sign",
  "reset",
  "left-initial",
  "constant",
  "exchanged",
  "permuted",
  "unrelated",
];

/** Signs of what is near zero are those of a few dims. */
function isOfFew(finding: Finding): boolean {
  return finding.kind === "sign" && finding.areNearZero;
}

function changedAsOne({ findings }: Comparison): ReadonlySet<string> {
  const told = findings.filter((finding) => AS_ONE.includes(finding.kind) && !isOfFew(finding));
  return new Set(told.flatMap(({ tensors }) => tensors.map(tensorLabel)));
}

/** Gains; biases where these alone changed, or nothing else was selected. */
function parameterOf({ tensors, whole }: Comparison): Parameter {
  const areBiasesAlone = tensors.length > 0 && tensors.every(({ id }) => id.parameter === "bias");
  const changed = (parameter: Parameter) =>
    whole.some(({ id, change }) => id.parameter === parameter && !change.identical);
  return areBiasesAlone || (!changed("gain") && changed("bias")) ? "bias" : "gain";
}

function shownOf({ tensors }: Comparison, whole: readonly MeasuredTensor[]) {
  const places = new Set(tensors.map(({ id }) => placeOf(id)));
  const asked = whole.filter(({ id }) => places.has(placeOf(id)));
  const changed = whole.filter(({ change }) => !change.identical);
  const isOfOthers = asked.every(({ change }) => change.identical) && changed.length > 0;
  return { shown: isOfOthers ? changed : asked, isOfOthers };
}

function placeOf({ norm, block }: TensorId): string {
  return `${block} ${norm}`;
}

/** Blocks of which one checkpoint has nothing. */
function missingBlocks({ findings, whole }: Comparison): ReadonlyMap<number, Side> {
  const there = new Set(whole.map(({ id }) => id.block));
  return new Map(
    findings.flatMap((finding) =>
      finding.kind !== "missing"
        ? []
        : finding.tensors.flatMap(({ block }) =>
            block === null || there.has(block) ? [] : [[block, finding.from] as const],
          ),
    ),
  );
}

/** Those of them that were asked for, or all where no numbers were given: that one is missing is what there is to see. */
function missingIn({ options }: Comparison, missing: ReadonlyMap<number, Side>) {
  const { blocks } = options;
  return new Map([...missing].filter(([block]) => typeof blocks === "string" || blocks.includes(block)));
}

function blocksOf(whole: readonly MeasuredTensor[], missing: ReadonlyMap<number, Side>): number[] {
  const blocks = new Set([...whole.flatMap(({ id }) => id.block ?? []), ...missing.keys()]);
  return [...blocks].sort((a, b) => a - b);
}

function normsIn(tensors: readonly MeasuredTensor[]): NormSite[] {
  const sites = tensors.flatMap(({ id, site }) => (id.block === null ? [] : [site]));
  return [...new Map(sites.map((site) => [site.name, site])).values()];
}

function rowsOf(
  shown: readonly MeasuredTensor[],
  norms: readonly NormSite[],
  missing: ReadonlyMap<number, Side>,
  most: number,
) {
  const all = blocksOf(shown, missing).map((block) => ({
    block,
    tensors: norms.map(({ name }) => shown.find(({ id }) => id.block === block && id.norm === name) ?? null),
    missingFrom: missing.get(block) ?? null,
  }));
  const told = all.filter((row, i) => !isRepeated(all, i) || row.missingFrom !== null);
  const rows = foremost(told, most, changeOf);
  const leftOut = {
    identical: all.filter((row) => !told.includes(row)).map(({ block }) => block),
    ofBlocks: rows.length < told.length ? told.length : null,
  };
  return { rows, others: told.filter((row) => !rows.includes(row)), leftOut };
}

/** In a run of identical blocks, but not the last of it. */
function isRepeated(rows: readonly Row[], place: number): boolean {
  const isSame = (i: number) => rows[i] !== undefined && isIdentical(rows[i]);
  if (!isSame(place) || !isSame(place + 1)) return false;
  let [first, last] = [place, place + 1];
  while (isSame(first - 1)) first--;
  while (isSame(last + 1)) last++;
  return last - first + 1 >= RUN;
}

export function isIdentical({ tensors, missingFrom }: Row): boolean {
  return missingFrom === null && tensors.every((tensor) => tensor === null || tensor.change.identical);
}

function farthestOf(tensors: readonly MeasuredTensor[], norm: string): number {
  return Math.max(...tensors.filter(({ id }) => id.norm === norm).map(changeOfTensor));
}

/** How far the norms of a block moved, by relative L2; what is missing or cannot be measured comes first. */
function changeOf({ tensors, missingFrom }: Row): number {
  if (missingFrom !== null) return Number.POSITIVE_INFINITY;
  return Math.max(-1, ...tensors.filter((tensor) => tensor !== null).map(changeOfTensor));
}

function changeOfTensor({ change }: MeasuredTensor): number {
  return change.identical ? -1 : (change.relativeL2 ?? Number.POSITIVE_INFINITY);
}
