import { parseArgs } from "node:util";

const DEFAULT_ROUNDS = 11;

export function helpText(partNames) {
  return `Usage: node bench/run.mjs [options]

Measures what a user waits for, against the peers that are found in python3 on PATH, in /usr/bin/python3 and in the
Python that the variable PYTHON names. What is measured is dist/, which npm run bench builds first. Writes
bench/results.md.

  --rounds N     rounds after the warm-up (default: ${DEFAULT_ROUNDS})
  --only NAME    this part only, and write no file (repeatable):
                 ${partNames.join(", ")}
  --large        all weights of a file of 6.2 GB too, where the temporary folder has room
  --help         this text
`;
}

/** @throws Error that says which option is wrong */
export function parseOptions(args, partNames) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: "string", default: String(DEFAULT_ROUNDS) },
      only: { type: "string", multiple: true, default: [] },
      large: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds}: no number of rounds`);
  const unknown = values.only.filter((name) => !partNames.includes(name));
  if (unknown.length > 0) throw new Error(`--only ${unknown[0]}: the parts are ${partNames.join(", ")}`);
  return { rounds, only: values.only, withLarge: values.large, help: values.help };
}
