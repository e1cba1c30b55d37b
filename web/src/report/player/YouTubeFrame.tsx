import { useEffect, useRef } from "react";
import { useControls } from "./state";

const HOST = "https://www.youtube-nocookie.com";
const PLAYING = 1;

/** YouTube's own player, moved by messages as its frame API has them (developers.google.com/youtube/iframe_api_reference). */
export function YouTubeFrame({ videoId, label }: { videoId: string; label: string }) {
  const store = useControls();
  const place = useRef<HTMLIFrameElement>(null);

  useEffect(() => {
    const send = (message: object) =>
      place.current?.contentWindow?.postMessage(JSON.stringify(message), HOST);
    const command = (func: string, ...args: unknown[]) => send({ event: "command", func, args });

    function hear(event: MessageEvent) {
      if (event.origin !== HOST || event.source !== place.current?.contentWindow) return;
      const { info } = readMessage(event.data);
      if (!info) return;
      const { currentTime, duration, playerState } = info;
      if (typeof currentTime === "number") store.note({ timeS: currentTime });
      if (typeof duration === "number" && duration > 0) store.note({ durationS: duration });
      if (typeof playerState === "number") store.note({ playing: playerState === PLAYING });
    }

    const greet = () => send({ event: "listening" });
    const frame = place.current;
    window.addEventListener("message", hear);
    frame?.addEventListener("load", greet);
    const detach = store.attach({
      play: () => command("playVideo"),
      pause: () => command("pauseVideo"),
      seek: (seconds) => command("seekTo", seconds, true),
      now: () => store.read().timeS,
    });
    return () => {
      window.removeEventListener("message", hear);
      frame?.removeEventListener("load", greet);
      detach();
    };
  }, [store]);

  const start = Math.floor(store.read().timeS);
  const query = new URLSearchParams({
    enablejsapi: "1",
    origin: location.origin,
    playsinline: "1",
    autoplay: "1",
    start: String(start),
  });
  return (
    <iframe
      ref={place}
      src={`${HOST}/embed/${encodeURIComponent(videoId)}?${query}`}
      title={label}
      allow="autoplay; fullscreen; picture-in-picture"
      referrerPolicy="strict-origin"
      sandbox="allow-scripts allow-same-origin allow-presentation"
    />
  );
}

interface FrameMessage {
  info?: { currentTime?: unknown; duration?: unknown; playerState?: unknown };
}

function readMessage(data: unknown): FrameMessage {
  try {
    const message: unknown = typeof data === "string" ? JSON.parse(data) : data;
    if (typeof message !== "object" || message === null || !("info" in message)) return {};
    return typeof message.info === "object" && message.info !== null ? { info: message.info } : {};
  } catch {
    return {};
  }
}
