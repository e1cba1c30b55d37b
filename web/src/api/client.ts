import createClient, { type Middleware } from "openapi-fetch";
import { Problem, type ProblemDocument } from "./problem";
import type { components, paths } from "./schema";

export type Schema = components["schemas"];

let csrfToken: string | null = null;
const onSessionEnd = new Set<() => void>();

/** Sets the token that goes with every change; it comes with the session. */
export function rememberCsrfToken(token: string | null) {
  csrfToken = token;
}

export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { "X-CSRF-Token": csrfToken } : {};
}

/** Calls back when an answer says that nobody is signed in. Returns what ends the calls. */
export function whenSessionEnds(listener: () => void): () => void {
  onSessionEnd.add(listener);
  return () => onSessionEnd.delete(listener);
}

const session: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(csrfHeaders())) request.headers.set(name, value);
    return request;
  },
  onResponse({ response, request }) {
    if (response.status === 401 && !new URL(request.url).pathname.endsWith("/session")) {
      for (const listener of onSessionEnd) listener();
    }
  },
};

export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  querySerializer: { array: { style: "form", explode: true } },
});
client.use(session);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of an answer.
 * @throws {Problem} when the server refuses or cannot be reached.
 */
export async function unwrap<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw Problem.unreachable();
  }
  if (!answer.response.ok) throw Problem.of(answer.response.status, answer.error as ProblemDocument);
  return answer.data as T;
}

/** The header by which a repeated request is done once. */
export function once(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}
