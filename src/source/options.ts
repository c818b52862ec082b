import { homedir } from "node:os";

/** What opening a source needs of the world outside: injected, so that tests need no network. */
export interface SourceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Waits between attempts. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** How long a server may send nothing. */
  readonly timeoutMs: number;
  /** Told of every piece that came over the network. */
  readonly onFetched: (label: string, bytes: number) => void;
}

export const DEFAULT_SOURCE_OPTIONS: SourceOptions = {
  env: process.env,
  fetch: (input, init) => fetch(input, init),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  timeoutMs: 30_000,
  onFetched: () => {},
};

/** The user's folder, by the environment first. */
export function homeOf({ env }: SourceOptions): string {
  return env.HOME || homedir();
}
