import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

const MOST_TRIES = 3;

// The server may be this very machine: it is asked also while the browser thinks itself offline.
const networkMode = "always";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode,
      staleTime: 15_000,
      retry: (failures, error) => error instanceof Problem && error.passing && failures < MOST_TRIES,
    },
    mutations: { networkMode, retry: false },
  },
});

/** Where things are kept in the cache. A key is always a prefix of the keys of its parts. */
export const keys = {
  session: ["session"] as const,
  errors: ["errors"] as const,
  reports: ["reports"] as const,
  everyReport: ["report"] as const,
  report: (id: string) => ["report", id] as const,
  persons: ["persons"] as const,
  reviews: ["reviews"] as const,
  exports: ["exports"] as const,
  words: ["words"] as const,
  settings: ["settings"] as const,
  members: ["members"] as const,
  invitations: ["invitations"] as const,
  keys: ["keys"] as const,
  webhooks: ["webhooks"] as const,
  channel: ["channel"] as const,
  moderation: ["moderation"] as const,
};
