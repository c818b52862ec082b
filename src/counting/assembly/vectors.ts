/** The loops over vectors of src/stats, compiled as they are; and vectors for them to work on. */

export {
  areSame,
  centralSums,
  centredRanksInto,
  countBelow,
  countsInto,
  countUpTo,
  differencesInto,
  distancesInto,
  gapsInto,
  largestMagnitude,
  placesBeyond,
  placesFlipped,
  placesNearZero,
  sumOf,
  sumOfProducts,
  sumOfSquares,
} from "../../stats/loops";

/** A vector that is kept. */
export function makeVector(length: i32): Float64Array {
  return new Float64Array(length);
}
