import type { CheckOptions } from "../../analysis/check/check.js";
import { RULES } from "../../analysis/check/rules/index.js";
import { parseRuleFlag, type RulePatch } from "../../analysis/check/settings.js";
import { WdistError } from "../../errors.js";
import { escapeControls } from "../../escape.js";
import { loadConfig } from "./readConfig.js";

/** What a check is told: by flags, and by a configuration. */

interface SettingFlags {
  readonly config?: string | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly baseline?: string | undefined;
  readonly strict?: true | undefined;
}

export interface CheckSettings extends CheckOptions {
  readonly baseline: string | null;
}

/** The configuration's, which flags win over. */
export function checkSettings(flags: SettingFlags, remark: (notice: string) => void): CheckSettings {
  const config = loadConfig(flags.config ?? null);
  // Somebody else may have put it there.
  if (config.foundAt !== null) remark(`configured by ${escapeControls(config.foundAt)}`);
  const patches = [...config.patches, ...(flags.rule ?? []).map(parseRuleFlag)];
  const baseline = flags.baseline ?? config.baseline;
  if (baseline === null) requireNoBaselineRules(patches);
  return { patches, strict: flags.strict ?? config.strict ?? false, baseline };
}

/** A rule that was asked for and cannot run would pass for ever. */
function requireNoBaselineRules(patches: readonly RulePatch[]): void {
  const asked = patches.find(({ rule, level }) => level !== null && level !== "off" && needsBaseline(rule));
  if (asked === undefined) return;
  throw new WdistError("USAGE", {
    where: `rule ${asked.rule}`,
    what: "is asked for, but there is no baseline to compare with",
    fix: "add --baseline, or switch the rule off",
  });
}

function needsBaseline(name: string): boolean {
  return RULES.some((rule) => rule.name === name && rule.needsBaseline);
}
