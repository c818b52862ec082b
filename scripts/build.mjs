// Makes dist from a clean checkout: `npm run build`. Says what each step took.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { buildAssembly } from "./assembly.mjs";
import { bundle } from "./bundle.mjs";
import { preparePanels } from "./panels.mjs";
import { ROOT } from "./paths.mjs";

/** Files of earlier builds whose sources are gone would be published. What is slow to make is cached elsewhere. */
function clean() {
  rmSync(`${ROOT}dist`, { recursive: true, force: true });
}

function compileTypeScript() {
  const args = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"];
  const compiler = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    compiler.on("error", reject);
    compiler.on("exit", (code) => (code === 0 ? resolve("") : reject(new Error("tsc found errors"))));
  });
}

async function timed(name, step) {
  const start = performance.now();
  const remark = (await step()) ?? "";
  console.log(
    `${name}: ${((performance.now() - start) / 1000).toFixed(1)} s${remark === "" ? "" : `, ${remark}`}`,
  );
}

try {
  clean();
  await Promise.all([timed("TypeScript", compileTypeScript), timed("AssemblyScript", buildAssembly)]);
  await Promise.all([timed("bundles", bundle), timed("panels", preparePanels)]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
