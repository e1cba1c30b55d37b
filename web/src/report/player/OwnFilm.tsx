import { useEffect, useRef } from "react";
import { useControls } from "./state";

interface Props {
  reportId: string;
  label: string;
  muted: boolean;
  rate: number;
}

/** The film from our own server. */
export function OwnFilm({ reportId, label, muted, rate }: Props) {
  const store = useControls();
  const place = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const video = place.current;
    if (!video) return;
    return store.attach({
      play: () => void video.play().catch(() => store.note({ playing: false })),
      pause: () => video.pause(),
      seek: (seconds) => {
        video.currentTime = seconds;
      },
      now: () => video.currentTime,
    });
  }, [store]);

  useEffect(() => {
    if (place.current) place.current.playbackRate = rate;
  }, [rate]);

  return (
    <video
      ref={place}
      src={`/api/v1/reports/${reportId}/media`}
      aria-label={label}
      muted={muted}
      playsInline
      preload="metadata"
      onClick={store.toggle}
      onLoadedMetadata={({ currentTarget }) => {
        currentTarget.currentTime = store.read().timeS;
        if (Number.isFinite(currentTarget.duration)) store.note({ durationS: currentTarget.duration });
      }}
      onTimeUpdate={({ currentTarget }) => store.note({ timeS: currentTarget.currentTime })}
      onPlay={() => store.note({ playing: true })}
      onPause={({ currentTarget }) => store.note({ playing: false, timeS: currentTarget.currentTime })}
    />
  );
}
