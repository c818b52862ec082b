import { escapeCommands } from "../../escape.js";
import type { Stream } from "../io.js";

/** A stream for people alone: no line that is written to it is a command to a CI system, whoever worded it. */
export function inert(stream: Stream): Stream {
  return {
    write: (chunk) => stream.write(typeof chunk === "string" ? escapeCommands(chunk) : chunk),
    isTerminal: stream.isTerminal,
    get columns() {
      return stream.columns;
    },
    colourLevel: () => stream.colourLevel(),
  };
}
