import { type ComponentType, lazy } from "react";

const TRIES = 20;
const WAIT_MS = 2000;

/**
 * A part of a page that is loaded when it is needed, or before that by `preload`. Then it is there at once: a promise, however
 * soon it is kept, costs the third of a second for which React shows what stands in its place. While the server is away it is
 * waited for: what else is on the page stays.
 */
export function patient<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  let loaded: { default: ComponentType<Props> } | undefined;

  async function preload() {
    loaded = await load();
    return loaded;
  }

  async function wait() {
    for (let tries = 1; tries < TRIES; tries++) {
      try {
        return await preload();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
    }
    return preload();
  }
  return Object.assign(
    lazy(() => (loaded ? kept(loaded) : wait())),
    { preload },
  );
}

/** A promise that says at once that it is kept, which none made by the language does. */
function kept<Value>(value: Value): Promise<Value> {
  // biome-ignore lint/suspicious/noThenProperty: that is what it is for
  return { then: (resolve: (value: Value) => void) => resolve(value) } as Promise<Value>;
}
