import { sep } from "node:path";

/**
 * A path as a relative or path-absolute URI reference (RFC 3986): never with a scheme or a host, whatever the path
 * holds. A backslash separates only where the system says so; elsewhere it is a character of a name.
 */
export function uriReference(path: string, separator: "/" | "\\" = sep): string {
  const isWindows = separator === "\\";
  const slashed = isWindows ? path.replaceAll("\\", "/") : path;
  const segments = slashed.split("/").filter((segment) => segment !== "" && segment !== ".");
  // Encoding takes the colon of a first segment such as "C:" or "https:" too, which would make it a scheme.
  const encoded = segments.map((segment) => encodeURIComponent(segment.toWellFormed())).join("/");
  const isAbsolute = slashed.startsWith("/") || (isWindows && /^[A-Za-z]:[/]/.test(slashed));
  return (isAbsolute ? "/" : "") + encoded || ".";
}
