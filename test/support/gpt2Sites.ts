import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import type { NormSite } from "../../src/model/architecture.js";
import { siteNamed } from "../../src/model/sites.js";

/** A norm of a GPT-2 by its name. */
export function gpt2Site(name: string): NormSite {
  return siteNamed(GPT2.architecture, name);
}
