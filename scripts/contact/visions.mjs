// How pictures look to people who see other colours, as filters of SVG. Their matrices are for linear RGB, in which
// filters of SVG compute unless they say otherwise.

/** Luminance (Rec. 709) for each channel. */
const GREY = "0.2126 0.7152 0.0722 0 0";

export const VISIONS = [
  { name: "all", matrix: null },
  { name: "greyscale", matrix: `${GREY} ${GREY} ${GREY} 0 0 0 1 0` },
  // Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency",
  // IEEE TVCG 15(6), severity 1.0.
  {
    name: "deuteranopia",
    matrix:
      "0.367322 0.860646 -0.227968 0 0 0.280085 0.672501 0.047413 0 0 -0.011820 0.042940 0.968881 0 0 0 0 0 1 0",
  },
  {
    name: "protanopia",
    matrix:
      "0.152286 1.052583 -0.204868 0 0 0.114503 0.786281 0.099216 0 0 -0.003882 -0.048116 1.051998 0 0 0 0 0 1 0",
  },
];
