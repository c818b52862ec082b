/** The loops over vectors of src/stats, compiled as they are; a sort that JavaScript has no need of; and vectors for them to work on. */

export {
  centredInto,
  centredRanksInto,
  countBelow,
  countsInto,
  countUpTo,
  distancesInto,
  gapsInto,
  largestMagnitude,
  placesBeyond,
  placesNearZero,
  powerSums,
  sumOf,
  sumOfProducts,
  sumOfSquares,
} from "../../stats/loops";
export { lineInto, medianMagnitudeOf } from "../../stats/lineLoops";
export {
  areSame,
  differencesInto,
  equalPairs,
  placesFlipped,
  productsInto,
  shiftedInto,
  sortAlongInto,
} from "../../stats/pairLoops";

export { orderInto } from "./order";

/** A vector that is kept. */
export function makeVector(length: i32): Float64Array {
  return new Float64Array(length);
}
