import { type ComponentType, lazy } from "react";

const TRIES = 20;
const WAIT_MS = 2000;

/** A part of a page that is loaded when it is needed. While the server is away it is waited for: what else is on the page stays. */
export function patient<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(async () => {
    for (let tries = 1; tries < TRIES; tries++) {
      try {
        return await load();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
    }
    return load();
  });
}
