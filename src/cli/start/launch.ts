import Module from "node:module";
import { isDebugging } from "../debugging.js";
import { keepCompiledCode } from "./codeCache.js";

/** The beginning of the built program: before anything of it is loaded, sees to it that its code is compiled only once. */

/** Calls that a stack trace names. */
const FRAMES = 50;

/** A hash of everything in the program's folder, set by the build. */
declare const PROGRAM_BUILD: string;

/** For the program's other files, which cannot: code that is kept has no loader of modules. */
export function importOutside(name: string): Promise<unknown> {
  return import(name);
}

/** Resolves to the exit code. */
export async function launch(args: readonly string[]): Promise<number> {
  const save = isDebugging(args) ? traceToSource() : compileOnce();
  // Not known to the compiler, nor to the bundler, which would make one file of both.
  const { main } = require("./main.cjs") as typeof import("./main.js");
  const code = await main(args);
  save();
  return code;
}

/** What is returned is to be called at the end. */
function compileOnce(): () => void {
  const { enableCompileCache } = Module as { readonly enableCompileCache?: () => void };
  if (enableCompileCache === undefined) return keepCompiledCode(process.env, __dirname, PROGRAM_BUILD);
  enableCompileCache();
  return () => {};
}

/** Stack traces name files of src/; Node reads the source maps of what it compiles itself from now on. */
function traceToSource(): () => void {
  process.setSourceMapsEnabled(true);
  Error.stackTraceLimit = FRAMES;
  return () => {};
}
