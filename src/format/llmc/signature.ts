/** What llm.c writes, by the number that a file begins with: a day in 2024. */
export const MODEL_MAGIC = 20240326;

/** Its other files, which are easily given by mistake, and what each is. */
export const OTHER_FILES: ReadonlyMap<number, string> = new Map([
  [20240520, "an llm.c token file"],
  [20240527, "llm.c's state of a training run (DataLoader and optimiser)"],
  [20240327, "an llm.c debug state"],
  [20240328, "an llm.c tokenizer"],
  [20240801, "an llm.c token file of Llama 3"],
  [20240803, "a Llama 3 model of llm.c"],
]);
