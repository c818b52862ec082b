import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { useTempDir } from "./support/tempDir.js";

const SCRIPT = fileURLToPath(new URL("../scripts/contact-sheet.mjs", import.meta.url));
const dir = useTempDir();

describe("npm run contact-sheet", () => {
  it.each([
    ["several runs", "apart", "runs-apart"],
    ["a probe", "ablation", "ablation"],
  ])(
    "draws a figure of %s",
    (_, figure, stem) => {
      const out = join(dir.path, figure);
      const only = ["--pair=fixtures", "--run=runs-2x2-steps", "--look=single-light", `--figure=${figure}`];
      const args = [SCRIPT, `--out=${out}`, ...only, `--shared=${join(dir.path, "nothing")}`];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(readdirSync(out)).toEqual([`${stem}-single-light.png`]);
    },
    120_000,
  );
});
