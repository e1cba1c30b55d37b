import { queryOptions, useQuery } from "@tanstack/react-query";
import { client, rememberCsrfToken, type Schema, unwrap } from "./client";
import { Problem } from "./problem";
import { keys, queryClient } from "./queries";

export type Session = Schema["SessionView"];
export type Scope = Session["scopes"][number];

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Session | null> => {
    try {
      return keepSession(await unwrap(client.GET("/api/v1/session")));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Goes on as who is in `session`. */
export function keepSession(session: Session): Session {
  rememberCsrfToken(session.csrf_token ?? null);
  return session;
}

/** Starts over as somebody: nothing of another workspace stays in memory. */
export function startAs(session: Session) {
  queryClient.clear();
  queryClient.setQueryData(keys.session, keepSession(session));
}

export async function signOut() {
  await unwrap(client.DELETE("/api/v1/session"));
  forgetSession();
}

/** Goes on as nobody. */
export function forgetSession() {
  rememberCsrfToken(null);
  queryClient.clear();
  queryClient.setQueryData(keys.session, null);
}

/** Who is signed in, on pages that only somebody signed in sees. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error("nobody is signed in");
  return data;
}

/** Whether one may do what needs `scope`. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}
