import type { Answered, Answers, Asked, Request } from "./drawer/requests.js";
import { make, required } from "./elements.js";

/** The thread that draws. The page holds its script packed, which is a third of the size and costs the page nothing to read. */

type AnswerTo<Asking extends Request> = Answers[Asking["asks"]];

export interface Drawer {
  ask<Asking extends Request>(request: Asking): Promise<AnswerTo<Asking>>;
}

/** What both a worker and the end of a channel are. */
interface Port {
  postMessage(asked: Asked): void;
  onmessage: ((event: MessageEvent<Answered>) => void) | null;
}

export async function startDrawer(): Promise<Drawer> {
  const script = await unpacked(required("#drawer").textContent ?? "");
  return drawerAt(workerOf(script) ?? onThisThread(script));
}

async function unpacked(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
}

/** Null where the browser lets a page like this one have no thread. */
function workerOf(script: string): Worker | null {
  try {
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    return new Worker(address);
  } catch {
    return null;
  }
}

/** The page's policy knows this script too. */
function onThisThread(script: string): Port {
  document.head.append(make("script", { textContent: script }));
  const { port1, port2 } = new MessageChannel();
  (globalThis as unknown as { drawFor(port: MessagePort): void }).drawFor(port2);
  return port1;
}

function drawerAt(port: Port): Drawer {
  const waiting = new Map<number, (answered: Answered) => void>();
  let asked = 0;
  port.onmessage = ({ data }) => {
    waiting.get(data.number)?.(data);
    waiting.delete(data.number);
  };
  return {
    ask: <Asking extends Request>(request: Asking) =>
      new Promise<AnswerTo<Asking>>((resolve, reject) => {
        const number = ++asked;
        waiting.set(number, ({ answer, error }) => {
          if (answer === undefined) reject(new Error(error));
          else resolve(answer as AnswerTo<Asking>);
        });
        port.postMessage({ number, request });
      }),
  };
}
