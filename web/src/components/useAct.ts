import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { tellDone, tellProblem } from "./tell";

/**
 * Does something, says so, and reads anew what it changed; what went wrong is said, too.
 * Resolves once what is shown is new: to what was made, or to undefined when it failed.
 * With `undo` there is a button that takes it back.
 */
export function useAct(...changes: readonly QueryKey[]) {
  const cache = useQueryClient();
  return async function act<T>(doing: () => Promise<T>, done?: string, undo?: (made: T) => Promise<unknown>) {
    try {
      const made = await doing();
      if (done) tellDone(done, undo && (() => act(() => undo(made))));
      return made;
    } catch (error) {
      tellProblem(error);
      return undefined;
    } finally {
      await Promise.all(changes.map((queryKey) => cache.invalidateQueries({ queryKey })));
    }
  };
}
