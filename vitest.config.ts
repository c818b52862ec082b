import { defineConfig } from "vitest/config";

/** Rooms whose tests touch neither the world nor each other: a file need not load all modules anew. */
const PURE_ROOMS = [
  "analysis",
  "counting",
  "family",
  "figure",
  "format",
  "library",
  "report",
  "stats",
  "table",
  "words",
];
const PURE = PURE_ROOMS.map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 30_000,
    // All cores, of which there are usually two: by default one would be left free.
    maxWorkers: "100%",
    projects: [
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      { extends: true, test: { name: "world", include: ["test/**/*.test.ts"], exclude: PURE } },
    ],
  },
});
