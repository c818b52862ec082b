import type { TensorId } from "../../model/architecture.js";
import type { Finding } from "../../model/findings.js";
import * as broken from "./broken.js";
import * as changed from "./changed.js";
import { SIDE_NAMES } from "./pieces.js";
import { amplifiedWords, undoneWords } from "./traded.js";

/** One finding without a full stop. `all`: every tensor that was judged; `names`: what the two checkpoints are called. */
export function clause(finding: Finding, all: readonly TensorId[], names = SIDE_NAMES): string {
  switch (finding.kind) {
    case "not-finite":
      return broken.notFiniteWords(finding, names);
    case "missing":
      return broken.missingWords(finding, all, names);
    case "reset":
      return broken.resetWords(finding, all);
    case "left-initial":
      return broken.leftInitialWords(finding, all);
    case "constant":
      return broken.constantWords(finding, all);
    case "exchanged":
      return broken.exchangedWords(finding, all);
    case "permuted":
      return broken.permutedWords(finding, all);
    case "unrelated":
      return broken.unrelatedWords(finding, all, names);
    case "sign":
      return broken.signWords(finding, all);
    case "offset":
      return changed.offsetWords(finding, all, names);
    case "scaled":
      return changed.scaledWords(finding, all);
    case "rounded":
      return changed.roundedWords(finding, all);
    case "few-dims":
      return changed.fewDimsWords(finding, all);
    case "moved":
      return changed.movedWords(finding, all);
    case "widened":
    case "narrowed":
      return changed.spreadWords(finding, all);
    case "scattered":
      return changed.scatteredWords(finding, all);
    case "slight":
      return changed.slightWords(finding, all);
    case "undone":
      return undoneWords(finding, all);
    case "amplified":
      return amplifiedWords(finding, all);
    case "identical":
      return changed.identicalWords(finding, all);
  }
}
