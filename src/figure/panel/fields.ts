/** Plain JSON data by name, as specifications are made of. */
export type Fields = Readonly<Record<string, unknown>>;
