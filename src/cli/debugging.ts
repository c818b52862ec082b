/** Given anywhere on the command line, as its beginning and its end must know before and after commander does. */
export const DEBUG_FLAG = "--debug";

export function isDebugging(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? args.length : end).includes(DEBUG_FLAG);
}
