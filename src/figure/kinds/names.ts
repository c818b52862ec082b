/** The figures of a comparison by name, for those who only need to know which there are; the first is the default. */
export const FIGURE_KINDS = [
  { name: "pairs", shows: "pre and post side by side on the same axes, a row a tensor" },
  { name: "overlay", shows: "post outlined over pre, and the change of each dimension" },
  { name: "ridgeline", shows: "every block at once, each of its norms beside the other" },
  { name: "spread", shows: "how wide the norms of each block are, by four measures" },
  { name: "outliers", shows: "the dimensions that are outliers again and again, and how they changed" },
  { name: "moved", shows: "change against value, a dot a dimension, the most moved named" },
] as const;

export type FigureName = (typeof FIGURE_KINDS)[number]["name"];
