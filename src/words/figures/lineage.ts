/** Under a heatmap of all tensors by all, where there is no room for the names of its columns. */
export const COLUMNS_AS_ROWS = "columns: as rows";
