import type { Schema } from "./client";

export type ProblemDocument = Partial<Schema["Problem"]> | string | null | undefined;

/** Why a request did not succeed: a problem document (RFC 9457), or that the server is out of reach. */
export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly requestId: string | null = null,
    readonly fields: readonly string[] = [],
  ) {
    super(detail);
  }

  static of(status: number, document: ProblemDocument): Problem {
    if (!document || typeof document === "string") return new Problem(codeOf(status), status, "");
    return new Problem(
      document.code ?? codeOf(status),
      status,
      document.detail ?? "",
      document.request_id ?? null,
      (document.errors ?? []).map((error) => String(error.location.at(-1))),
    );
  }

  static unreachable(): Problem {
    return new Problem("unreachable", 0, "");
  }

  /** Whether the same request may succeed a moment later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

function codeOf(status: number): string {
  return status >= 502 ? "unreachable" : "server_error";
}
