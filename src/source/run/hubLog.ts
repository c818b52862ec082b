import { WdistError } from "../../errors.js";
import type { RateLog, RunPoint } from "../../model/run.js";
import { hashOf } from "../fileState.js";
import { openSource } from "../index.js";
import type { SourceOptions } from "../options.js";
import type { OwnCache } from "../ownCache.js";
import { keptLog } from "./keptLog.js";
import { MAX_STATE_BYTES, rateLogIn } from "./rateLog.js";

/** The log beside a checkpoint on the hub, where its folder has one: `log` is what opens it, pinned to a commit. */

/** Asked for once a commit. Null where there is none; one that cannot be read is as if it were not there. */
export async function readHubLog(
  { log }: Pick<RunPoint, "log">,
  options: Partial<SourceOptions>,
  cache: OwnCache | null,
): Promise<RateLog | null> {
  if (log === undefined) return null;
  const text = await textOf(log, options, cache);
  return text === null ? null : rateLogIn(text, log);
}

/** As it is kept. */
async function textOf(
  log: string,
  options: Partial<SourceOptions>,
  cache: OwnCache | null,
): Promise<string | null> {
  const name = `logs/${hashOf(JSON.stringify([options.env?.HF_ENDPOINT ?? "", log]))}.json`;
  const known = cache?.read(name, MAX_STATE_BYTES)?.toString("utf8");
  if (known !== undefined) return known;
  try {
    const source = await openSource(log, options);
    if (source.byteLength > MAX_STATE_BYTES) return null;
    const text = keptLog(Buffer.from(await source.read(0, source.byteLength)).toString("utf8"));
    if (text !== null) cache?.write(name, text);
    return text;
  } catch (error) {
    if (error instanceof WdistError) return null;
    throw error;
  }
}
