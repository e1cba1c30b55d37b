import { useCallback, useEffect, useRef, useState } from "react";
import type { Schema } from "@/api/client";
import { Problem } from "@/api/problem";
import type { ReportRequest } from "../api";
import { type Part, sortFiles, titleOf } from "./files";
import { sendFile } from "./upload";

export interface Sent {
  part: Part;
  name: string;
  size: number;
  share: number;
  upload?: Schema["UploadView"];
  problem?: Problem;
}

/** A film and a file of comments on their way to the server. `ready` once all that were chosen are there. */
export function useUploads(first: readonly File[] | undefined) {
  const [sent, setSent] = useState<Partial<Record<Part, Sent>>>({});
  const [title, setTitle] = useState("");
  const going = useRef(new Map<Part, AbortController>());

  const start = useCallback((part: Part, file: File) => {
    going.current.get(part)?.abort();
    const stop = new AbortController();
    going.current.set(part, stop);
    const note = (change: Partial<Sent>) => {
      if (stop.signal.aborted) return;
      setSent((before) => {
        const known = before[part] ?? { part, name: file.name, size: file.size, share: 0 };
        return { ...before, [part]: { ...known, ...change } };
      });
    };
    setSent((before) => ({ ...before, [part]: { part, name: file.name, size: file.size, share: 0 } }));
    sendFile(file, (share) => note({ share }), stop.signal).then(
      (upload) => note({ upload, share: 1 }),
      (error: unknown) => note({ problem: error instanceof Problem ? error : Problem.unreachable() }),
    );
  }, []);

  const add = useCallback(
    (files: readonly File[]) => {
      const { media, comments } = sortFiles(files);
      if (media) start("media", media);
      if (comments) start("comments", comments);
      const named = media ?? comments;
      if (named) setTitle((before) => before || titleOf(named.name));
    },
    [start],
  );

  const remove = (part: Part) => {
    going.current.get(part)?.abort();
    setSent(({ [part]: _gone, ...rest }) => rest);
  };

  useEffect(() => {
    if (first) add(first);
    const stops = going.current;
    return () => {
      for (const stop of stops.values()) stop.abort();
    };
  }, [first, add]);

  const files = (["media", "comments"] as const).flatMap((part) => sent[part] ?? []);
  return {
    files,
    title,
    setTitle,
    add,
    remove,
    ready: files.length > 0 && files.every((file) => file.upload),
    request: (): Partial<ReportRequest> => ({
      media_upload_id: sent.media?.upload?.id,
      comments_upload_id: sent.comments?.upload?.id,
      title: title.trim() || undefined,
    }),
  };
}
