/** Trouble on the way to a server, and whether it may pass. */

/** A failure after which the same request may succeed. Its message goes on after "the server". */
export class PassingTrouble extends Error {
  override readonly name = "PassingTrouble";
  /** How long the server asks to be left alone; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { readonly retryAfterMs?: number | null; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** A failure that will not pass by asking again. Its message goes on after "the server". */
export class LastingTrouble extends Error {
  override readonly name = "LastingTrouble";
}

/** Codes of Node and of its fetch for hosts that do not exist, do not listen or are not connected. */
const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "its name is not known"],
  ["EAI_AGAIN", "its name could not be looked up"],
  ["ECONNREFUSED", "it does not answer on that port"],
  ["ENETUNREACH", "there is no network"],
  ["EHOSTUNREACH", "there is no way to it"],
  ["UND_ERR_CONNECT_TIMEOUT", "it does not answer"],
  ["ETIMEDOUT", "it does not answer"],
]);

/** Codes of OpenSSL, as Node names them, for a certificate that is not trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** Codes by which a request is refused before it is sent. */
const UNSENT: ReadonlyMap<string, string> = new Map([
  ["UND_ERR_HEADERS_OVERFLOW", "sent more header lines than are read"],
  ["HPE_HEADER_OVERFLOW", "sent more header lines than are read"],
]);

/** Runs a step that uses the network, and says what its failure means. */
export async function onNetwork<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw troubleOf(error);
  }
}

function troubleOf(error: unknown): unknown {
  if (error instanceof PassingTrouble || error instanceof LastingTrouble) return error;
  // Reading was given up from outside: that is no fault of the server.
  if (error instanceof Error && error.name === "AbortError") return error;
  const code = codeOf(error);
  const unreachable = UNREACHABLE.get(code) ?? UNSENT.get(code);
  if (UNREACHABLE.has(code)) return new LastingTrouble(`cannot be reached: ${unreachable} (${code})`, { cause: error });
  if (unreachable !== undefined) return new LastingTrouble(`${unreachable} (${code})`, { cause: error });
  if (CERTIFICATE.test(code)) {
    return new LastingTrouble(`shows a certificate that is not trusted (${code})`, { cause: error });
  }
  return new PassingTrouble(`broke off the connection (${code})`, { cause: error });
}

/** fetch itself only says that it failed; the reason is in its cause. */
function codeOf(error: unknown): string {
  for (const candidate of [error, error instanceof Error ? error.cause : null]) {
    const code = candidate instanceof Error && "code" in candidate ? candidate.code : null;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code)) return code;
  }
  return "no reason given";
}
