/**
 * Places for labels that should be at these places, but no nearer to the next one than `gap`: all together are moved as
 * little as possible (least squares: isotonic regression by pooling adjacent violators, Ayer et al. 1955).
 */
export function keptApart(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  // With the gaps subtracted, the places only have to ascend.
  const pools: { sum: number; count: number }[] = [];
  order.forEach((i, rank) => {
    let pool = { sum: (places[i] as number) - rank * gap, count: 1 };
    for (let last = pools.at(-1); last !== undefined && mean(last) >= mean(pool); last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  const ascending = pools.flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)));
  const apart: number[] = [];
  order.forEach((i, rank) => {
    apart[i] = (ascending[rank] as number) + rank * gap;
  });
  return apart;
}

function mean({ sum, count }: { readonly sum: number; readonly count: number }): number {
  return sum / count;
}
