/** Block indices as people write them: [5, 6, 7, 9] is "5-7, 9". */
export function blockRanges(blocks: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const block of [...new Set(blocks)].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open !== undefined && block === open[1] + 1) open[1] = block;
    else ranges.push([block, block]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}
