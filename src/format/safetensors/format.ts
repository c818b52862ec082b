import type { Format } from "../format.js";
import { openSafetensors } from "./safetensors.js";
import { claimsPossibleLength, hasBrace } from "./signature.js";

export const SAFETENSORS: Format = {
  name: "safetensors",
  reads: "F64 F32 F16 BF16 F8_E4M3 F8_E5M2",
  recognisedBy: "a length, then the brace of its JSON header",
  endings: ["safetensors"],
  usualNames: ["model.safetensors"],
  matches: (head) => hasBrace(head) && claimsPossibleLength(head),
  resembles: hasBrace,
  // Its code is small, and most files are of this format: it is there from the start.
  open: openSafetensors,
};
