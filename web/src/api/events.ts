import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { whenSessionEnds } from "./client";
import { noteConnection } from "./connection";
import { applyEvent, type LiveEvent } from "./eventEffects";
import { useSession } from "./session";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
const STEADY_MS = 400;

/** Keeps everything in the cache up to date with one stream of events, which goes on where it broke off. */
export function useLiveEvents() {
  const cache = useQueryClient();
  const session = useSession();
  const [begun, begin] = useState(session);
  if (begun.workspace_id !== session.workspace_id) begin(session);
  useEffect(() => follow(cache, begun.events_after), [cache, begun.events_after]);
}

/** @param after the place in the stream before which nothing was read: what happened since is told. */
function follow(cache: QueryClient, after: string): () => void {
  let source: EventSource | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let lost = false;

  function open() {
    source = new EventSource(`/api/v1/events?${new URLSearchParams({ after })}`);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      noteConnection(true);
      // The place may be too old by now.
      if (lost) cache.invalidateQueries();
      lost = false;
    };
    source.onmessage = (message) => applyEvent(cache, JSON.parse(message.data) as LiveEvent);
    source.onerror = () => {
      lost ||= source?.readyState === EventSource.CLOSED;
      waiting ??= setTimeout(check, STEADY_MS);
    };
  }

  function check() {
    waiting = undefined;
    if (source?.readyState === EventSource.OPEN) return;
    noteConnection(false);
    if (source?.readyState === EventSource.CLOSED) {
      waiting = setTimeout(() => {
        waiting = undefined;
        open();
      }, wait);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  }

  function close() {
    clearTimeout(waiting);
    source?.close();
  }

  open();
  const quiet = whenSessionEnds(() => noteConnection(true));
  return () => {
    quiet();
    close();
  };
}
