import { expect } from "vitest";
import { WdistError } from "../../src/errors.js";

/** The error with which a promise is refused; anything but a WdistError fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<WdistError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof WdistError) return error;
    throw new Error("refused, but not with a WdistError", { cause: error });
  }
  return expect.fail("was accepted");
}

/** The error that a function throws; anything but a WdistError fails the test. */
export function thrownBy(operation: () => unknown): WdistError {
  try {
    operation();
  } catch (error) {
    if (error instanceof WdistError) return error;
    throw new Error("threw, but not a WdistError", { cause: error });
  }
  return expect.fail("did not throw");
}
