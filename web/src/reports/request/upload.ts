import { Upload } from "tus-js-client";
import { client, csrfHeaders, type Schema, unwrap } from "@/api/client";
import { Problem } from "@/api/problem";

type UploadView = Schema["UploadView"];
const CHUNK_BYTES = 16 * 1024 * 1024;
const RETRIES_MS = [0, 1000, 3000, 5000, 10_000, 20_000];

/**
 * Sends a file in parts. When the connection breaks it goes on where it stopped; a file that is chosen again after the page
 * was closed goes on, too.
 * @returns the upload after the server looked at it.
 * @throws {Problem} when the server refuses the file.
 */
export function sendFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadView> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: "/api/v1/uploads",
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRIES_MS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name },
      onBeforeRequest: (request) => {
        for (const [name, value] of Object.entries(csrfHeaders())) request.setHeader(name, value);
      },
      onProgress: (sent, total) => onProgress(total ? sent / total : 0),
      onError: (error) => reject(problemOf(error)),
      onSuccess: () => {
        const id = upload.url?.split("/").pop() ?? "";
        readUpload(id).then(resolve, reject);
      },
    });
    signal.addEventListener("abort", () => {
      upload.abort();
      reject(signal.reason);
    });
    upload.findPreviousUploads().then(([previous]) => {
      if (previous) upload.resumeFromPreviousUpload(previous);
      if (!signal.aborted) upload.start();
    }, reject);
  });
}

async function readUpload(id: string): Promise<UploadView> {
  const view = await unwrap(
    client.GET("/api/v1/uploads/{upload_id}", { params: { path: { upload_id: id } } }),
  );
  if (view.error_code) throw new Problem(view.error_code, 422, view.error_message ?? "");
  return view;
}

function problemOf(error: Error): Problem {
  const answer = "originalResponse" in error ? (error.originalResponse as UpstreamResponse | null) : null;
  if (!answer) return Problem.unreachable();
  try {
    return Problem.of(answer.getStatus(), JSON.parse(answer.getBody()));
  } catch {
    return Problem.of(answer.getStatus(), null);
  }
}

interface UpstreamResponse {
  getStatus(): number;
  getBody(): string;
}
