/**
 * Where labels stand that want to be at these places, so that none is nearer to the next than `gap`, and all together are
 * moved as little as possible (least squares: isotonic regression by pooling adjacent violators, Ayer et al. 1955).
 */
export function keptApart(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  // Without the gaps the places need only ascend.
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
