import type { GptModel } from "../../model/norms.js";

/** Which of these norms have no effective gains. */
export function lackingNotices({ info }: Pick<GptModel, "info">, norms: readonly string[]): string[] {
  const { sites } = info.architecture;
  const lacking = sites.filter(({ name, matrices }) => norms.includes(name) && matrices.length === 0);
  return lacking.length === 0
    ? []
    : [
        `${lacking.map(({ name }) => name).join(", ")}: no effective gains, for no matrix is known to be behind them`,
      ];
}
