import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are usual; each file is independent.
    testTimeout: 30_000,
  },
});
