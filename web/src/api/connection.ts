import { useSyncExternalStore } from "react";

let connected = true;
const listeners = new Set<() => void>();

/** Notes whether the server was reached. */
export function noteConnection(now: boolean) {
  if (now === connected) return;
  connected = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the server can be reached, as far as is known. */
export function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => connected);
}
