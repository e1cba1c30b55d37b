import { createContext, type ReactNode, use, useState, useSyncExternalStore } from "react";
import { PlayerStore } from "./store";

const Store = createContext<PlayerStore | null>(null);

/** Holds where the film stands, for all that show or move it. `start` is in seconds. */
export function PlayerProvider({ start, children }: { start: number; children: ReactNode }) {
  const [store] = useState(() => new PlayerStore(start));
  return <Store value={store}>{children}</Store>;
}

/** What moves the film, without following where it stands. */
export function useControls(): PlayerStore {
  const store = use(Store);
  if (!store) throw new Error("there is no player here");
  return store;
}

/** Where the film stands, a few times a second, and what moves it. */
export function usePlayer() {
  const store = useControls();
  const { seek, play, pause, toggle } = store;
  return { ...useSyncExternalStore(store.subscribe, store.read), seek, play, pause, toggle };
}
