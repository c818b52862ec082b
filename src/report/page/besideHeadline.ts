/**
 * What a figure's title says beside the page's headline: nothing, where the one begins with the other. What a longer title
 * has more is among the findings below the headline.
 */
export function besideHeadline(title: string, headline: string | null): string {
  const isSaid = headline !== null && (title.startsWith(headline) || headline.startsWith(title));
  return isSaid ? "" : title;
}
