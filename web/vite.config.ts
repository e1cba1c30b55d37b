import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { scriptBudget } from "./scriptBudget";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), scriptBudget(300_000)],
  resolve: { alias: { "@": at("src") } },
  build: {
    outDir: at("../src/opentube/web"),
    emptyOutDir: true,
    // The content policy allows no fonts or styles from data addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs in one file, not in one for each icon: a request costs more than the bytes it saves.
          groups: [{ name: "first", tags: ["$initial"] }],
        },
      },
    },
  },
  server: { proxy: { "/api": process.env.OPENTUBE_API ?? "http://127.0.0.1:8000" } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.ts"],
  },
});
