import type { Network } from "../../forward/network.js";
import type { Loss, Transplant } from "../../model/probe.js";
import { changedLoss, difference } from "./losses.js";
import { lossWith, type Running } from "./running.js";

/** How many passes it takes. */
export const PASSES_OF_TRANSPLANT = 2;

/** The norms of one model in the other, both ways: one way alone may show nothing where the other does. */
export async function transplantNorms(
  pre: { readonly network: Network; readonly loss: Loss },
  post: { readonly network: Network; readonly loss: Loss },
  running: Running,
): Promise<Transplant> {
  const inPre = await lossWith(pre.network, running, { parameters: post.network.parameters });
  const inPost = await lossWith(post.network, running, { parameters: pre.network.parameters });
  return {
    preWithPostNorms: changedLoss(inPre, pre.loss),
    postWithPreNorms: changedLoss(inPost, post.loss),
    change: difference(post.loss, pre.loss),
  };
}
