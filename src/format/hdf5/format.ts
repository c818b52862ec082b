import type { Format } from "../format.js";
import { startsWith } from "../shared/signatures.js";

export const HDF5: Format = {
  name: "HDF5 (Keras)",
  reads: "`tf_model.h5`: F64 F32 F16, either byte order, contiguous, chunked or deflated",
  recognisedBy: "its signature",
  endings: ["h5"],
  usualNames: ["tf_model.h5"],
  matches: startsWith("\x89HDF\r\n\x1a\n"),
  open: async (source) => (await import("./hdf5.js")).openHdf5(source),
};
