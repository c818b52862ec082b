import { expressionInterpreter } from "vega-interpreter";
import { interpretExpressions } from "../../render/vega.js";
import type { Answered, Asked } from "./requests.js";
import { Workshop } from "./workshop.js";

/**
 * What draws the figures of a page, in a thread of its own so that the page never waits; where a browser gives it none,
 * the page runs it itself, and talks to it in the same way.
 */

interface Port {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(answered: Answered): void;
}

interface Surroundings {
  readonly document?: unknown;
  /** Set where the page runs it: called with the other end of its channel. */
  drawFor?: (port: Port) => void;
}

// The page's policy forbids code that is made from text.
interpretExpressions(expressionInterpreter);

function drawFor(port: Port): void {
  const workshop = new Workshop();
  port.onmessage = async ({ data: { number, request } }) => {
    try {
      port.postMessage({ number, answer: await workshop.answer(request) });
    } catch (error) {
      port.postMessage({ number, error: error instanceof Error ? error.message : String(error) });
    }
  };
}

const surroundings = globalThis as Surroundings;
if (surroundings.document === undefined) drawFor(globalThis as unknown as Port);
else surroundings.drawFor = drawFor;
