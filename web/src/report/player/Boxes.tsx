import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { boxAt, boxesQuery, WINDOW_S } from "./boxes";
import classes from "./Player.module.css";
import { useControls, usePlayer } from "./state";

/** Frames around the faces on screen, frame by frame while the film plays. */
export function Boxes({ reportId }: { reportId: string }) {
  const cache = useQueryClient();
  const { playing, timeS } = usePlayer();
  const { now } = useControls();
  const [, redraw] = useState(0);
  const window = Math.floor(timeS / WINDOW_S);
  const { data } = useQuery(boxesQuery(reportId, window));

  useEffect(() => {
    if (playing) cache.prefetchQuery(boxesQuery(reportId, window + 1));
  }, [cache, playing, reportId, window]);

  useEffect(() => {
    if (!playing) return;
    let frame = requestAnimationFrame(function next(at) {
      redraw(at);
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);

  const at = playing ? now() : timeS;
  return (
    <div className={classes.boxes} aria-hidden>
      {data?.items.map((track) => {
        const box = boxAt(track, at);
        if (!box) return null;
        const [left, top, width, height] = box.map((side) => `${side / 100}%`);
        return (
          <div key={track.track_id} className={classes.box} style={{ left, top, width, height }}>
            {track.name && <bdi className={classes.boxName}>{track.name}</bdi>}
          </div>
        );
      })}
    </div>
  );
}
