import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Fails the build when the scripts that the first page waits for, gzipped, are more than `limit_bytes` together. */
export function scriptBudget(limit_bytes: number): Plugin {
  return {
    name: "script-budget",
    generateBundle(_options, bundle) {
      const initial = new Set<string>();
      let sum_bytes = 0;
      const add = (name: string) => {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || initial.has(name)) return;
        initial.add(name);
        sum_bytes += gzipSync(chunk.code).length;
        chunk.imports.forEach(add);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk" && chunk.isEntry) add(chunk.fileName);
      }
      const said = `the initial script is ${sum_bytes} bytes gzipped of at most ${limit_bytes}`;
      if (sum_bytes > limit_bytes) this.error(said);
      this.info(said);
    },
  };
}
