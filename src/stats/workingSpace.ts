/** Numbers that are looked at and forgotten: space for them is used again, since making and freeing it takes longer than filling it. */
export class WorkingSpace {
  #room = new Float64Array();

  /** Of that length, with whatever was there before; good until it is asked for the next time. */
  of(length: number): Float64Array {
    if (this.#room.length < length) this.#room = new Float64Array(length);
    return this.#room.subarray(0, length);
  }
}
