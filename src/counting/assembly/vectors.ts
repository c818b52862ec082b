/** The loops over vectors of src/stats, compiled as they are; and vectors for them to work on. */

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
export { lineInto } from "../../stats/lineLoops";
export {
  areSame,
  differencesInto,
  equalPairs,
  placesFlipped,
  productsInto,
  shiftedInto,
  sortAlongInto,
} from "../../stats/pairLoops";

/** A vector that is kept. */
export function makeVector(length: i32): Float64Array {
  return new Float64Array(length);
}
