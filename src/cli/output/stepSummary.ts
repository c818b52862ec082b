import { appendFile } from "node:fs/promises";
import { quote } from "../../escape.js";
import type { Io } from "../io.js";

/** GitHub shows what is in this file on the page of the run. */
export async function appendStepSummary(io: Io, make: () => Promise<string>): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "") return;
  try {
    await appendFile(path, await make());
  } catch {
    io.stderr.write(`note: GITHUB_STEP_SUMMARY (${quote(path)}) could not be written\n`);
  }
}
