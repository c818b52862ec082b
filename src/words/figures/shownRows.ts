/** What a caption says where a picture has no room for all tensors: those that changed most are shown. */
export function shownRows(shown: number, all: number, changed: number): string {
  if (changed >= shown) return `Shown: the ${shown} of ${all} tensors that changed most.`;
  const those = changed === 1 ? "the one" : `the ${changed}`;
  return `Shown: ${shown} of ${all} tensors${changed === 0 ? "" : `, among them ${those} that changed`}.`;
}
