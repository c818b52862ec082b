export const COMPILED_PANELS: Readonly<Record<string, string>> = {};
