import type { TensorId } from "../../model/architecture.js";
import type {
  Constant,
  Exchanged,
  LeftInitial,
  Missing,
  NotFinite,
  Permuted,
  Reset,
  SignChanged,
  Unrelated,
} from "../../model/findings.js";
import { rangeWords, valueWords } from "../amounts.js";
import { blockList, dimList, enumerated, plural } from "../phrases.js";
import { tensorLabel } from "../tensorNames.js";
import { whereWords } from "../where.js";
import { DIMS_LISTED, dimChanges, SIDE_NAMES } from "./pieces.js";

/** Changes that training does not make, in plain words, in ASCII. `all`: every tensor of the model. */

/** How many tensors a sentence names one by one. */
const NAMED = 3;

export function notFiniteWords({ side, total, tensors, dims, wasSo }: NotFinite, names = SIDE_NAMES): string {
  const named = tensors
    .slice(0, NAMED)
    .map((id, i) => `${tensorLabel(id)} ${dimList(dims[i] ?? [], DIMS_LISTED)}`);
  const others = tensors.length - named.length;
  const more = others > 0 ? `, and ${plural(others, "more tensor")}` : "";
  const before = wasSo && side === "post" ? ` (as ${names.pre} does)` : "";
  return `${names[side]} holds ${plural(total, "value")} that ${total === 1 ? "is" : "are"} NaN or infinite: ${named.join(", ")}${more}${before}`;
}

export function missingWords(
  { from, tensors }: Missing,
  all: readonly TensorId[],
  names = SIDE_NAMES,
): string {
  const known = [...all, ...tensors];
  const blocks = wholeBlocks(tensors, all);
  const what = blocks === null ? whereWords(tensors, known) : blockList(blocks);
  const isOne = blocks === null ? tensors.length === 1 : blocks.length === 1;
  return `${what} ${isOne ? "is" : "are"} missing from ${names[from]}`;
}

/** The blocks that the tensors make up: those of which nothing else is there. Null where other tensors are among them. */
function wholeBlocks(tensors: readonly TensorId[], all: readonly TensorId[]): number[] | null {
  if (tensors.some(({ block }) => block === null)) return null;
  const blocks = [...new Set(tensors.map(({ block }) => block as number))];
  return all.some(({ block }) => block !== null && blocks.includes(block)) ? null : blocks;
}

export function resetWords({ tensors }: Reset, all: readonly TensorId[]): string {
  const hasBiases = tensors.some(({ parameter }) => parameter === "bias");
  const values = hasBiases ? "every gain exactly 1, every bias exactly 0" : "every gain exactly 1";
  return `${where(tensors, all)} ${isAre(tensors)} back at initial values, as if untrained: ${values}`;
}

export function leftInitialWords({ tensors }: LeftInitial, all: readonly TensorId[]): string {
  return `${where(tensors, all)} left their initial values (gains exactly 1, biases exactly 0)`;
}

export function constantWords({ tensors, value }: Constant, all: readonly TensorId[]): string {
  const noun = tensors[0]?.parameter === "bias" ? "bias" : "gain";
  return `${where(tensors, all)} became constant: every ${noun} is ${rangeWords(value, valueWords)} now`;
}

export function exchangedWords({ tensors, source, isExact }: Exchanged, all: readonly TensorId[]): string {
  const trained = isExact ? "" : ", and changed a little after that";
  const sourceOf = new Map(tensors.map((id, i) => [tensorLabel(id), source[i] as TensorId]));
  const isSwap = tensors.every((id, i) => {
    const back = sourceOf.get(tensorLabel(source[i] as TensorId));
    return back !== undefined && tensorLabel(back) === tensorLabel(id);
  });
  const norms = [...new Set(tensors.map(({ norm }) => norm))];
  const blocks = [...new Set(tensors.map(({ block }) => block))];
  const inBlock = tensors.every((id, i) => id.block === source[i]?.block);
  if (isSwap && inBlock && norms.length === 2) {
    const allBlocks = new Set(all.flatMap(({ block }) => (block === null ? [] : [block])));
    const numbers = blocks.filter((block) => block !== null);
    const places = numbers.length === allBlocks.size ? "all blocks" : blockList(numbers);
    return `${enumerated(norms)} are exchanged${numbers.length === 0 ? "" : ` in ${places}`}${trained}`;
  }
  const sameNorm = tensors.every((id, i) => id.norm === source[i]?.norm);
  if (isSwap && sameNorm && blocks.length === 2) {
    const what = norms.length > 1 ? "" : `${norms[0]} of `;
    return `${what}blocks ${enumerated(blocks.map(String))} are exchanged${trained}`;
  }
  const named = tensors
    .slice(0, NAMED)
    .map((id, i) => `${tensorLabel(id)} holds what ${tensorLabel(source[i] as TensorId)} held`);
  const others = tensors.length - named.length;
  return `tensors are exchanged: ${named.join(", ")}${others > 0 ? `, and ${others} more` : ""}${trained}`;
}

export function permutedWords({ tensors, isAlike }: Permuted, all: readonly TensorId[]): string {
  if (isAlike && tensors.length === all.length) {
    return "the dimensions of the whole model are renumbered: one permutation explains every tensor";
  }
  const alike = isAlike ? ", all by one permutation" : "";
  return `the values of ${whereWords(tensors, all)} are permuted: the same values on other dimensions${alike}`;
}

export function unrelatedWords(
  { tensors, spearman, chance }: Unrelated,
  all: readonly TensorId[],
  names = SIDE_NAMES,
): string {
  return `nothing connects ${names.post} to ${names.pre} in ${whereWords(tensors, all)}: dimension by dimension they are unrelated (rank correlation ${rangeWords(spearman, (value) => value.toFixed(2))}; chance alone gives up to ${chance.toFixed(2)})`;
}

export function signWords(
  { tensors, isWhole, areNearZero, dims }: SignChanged,
  all: readonly TensorId[],
): string {
  if (isWhole) {
    return `${where(tensors, all)} changed sign as a whole: ${tensors[0]?.parameter === "bias" ? "biases" : "gains"} became their negatives`;
  }
  if (areNearZero)
    return `${plural(dims.length, "gain")} near zero changed sign in ${whereWords(tensors, all)}`;
  return `${plural(dims.length, "gain")} changed sign in ${whereWords(tensors, all)}: ${dimChanges(dims)}`;
}

/** As the subject of a sentence. */
function where(tensors: readonly TensorId[], all: readonly TensorId[]): string {
  return whereWords(tensors, all);
}

function isAre(tensors: readonly TensorId[]): string {
  return tensors.length === 1 ? "is" : "are";
}
