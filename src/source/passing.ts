/** Trouble that may be gone at the next attempt; the message is the tool's own, or a system's error code. */
export class PassingTrouble extends Error {
  override readonly name = "PassingTrouble";
  /** Of the server's answer; null where there was none. */
  readonly status: number | null;
  /** How long the server asks to wait; null where it does not say. */
  readonly waitMs: number | null;

  constructor(
    message: string,
    { status = null, waitMs = null }: Partial<Omit<PassingTrouble, keyof Error>> = {},
  ) {
    super(message);
    this.status = status;
    this.waitMs = waitMs;
  }
}

/** What fetch throws for a network that fails. */
export function connectionTrouble(error: unknown, what = "failed"): PassingTrouble {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new PassingTrouble(`the connection ${what}${code}`);
}

/** How long nothing may come, and what to say then. */
export interface Deadline {
  readonly ms: number;
  readonly passed: () => Error;
}

/** Waits for an answer or for more of it, but not for ever. */
export async function inTime<T>(
  promise: Promise<T>,
  { ms, passed }: Deadline,
  giveUp: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(passed());
      giveUp();
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
