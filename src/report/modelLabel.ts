/** Names of files that say nothing about which model they hold: their folder says it. */
const GENERIC = /^(model|pytorch_model|adapter_model|checkpoint|ckpt)$/;

/** A short name for a checkpoint, from its path: `runs/b/model.safetensors` is "b", `pre.safetensors` "pre". */
export function modelLabel(path: string): string {
  const parts = path.split(/[/\\]+/).filter((part) => part !== "" && part !== "." && part !== "..");
  const file = parts.at(-1) ?? path;
  const stem = file.replace(/\.(index\.json)$/, "").replace(/\.safetensors$/, "");
  return (GENERIC.test(stem) ? parts.at(-2) : undefined) ?? (stem === "" ? file : stem);
}
