/** What plays: a file of ours, or another site's player in a frame. */
export interface Engine {
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** Where it is right now, in seconds. */
  now(): number;
}

export interface PlayerState {
  timeS: number;
  durationS: number;
  playing: boolean;
}

/** Where the film stands. Without an engine it is only a place on the time axis. */
export class PlayerStore {
  private state: PlayerState;
  private readonly listeners = new Set<() => void>();
  private engine: Engine | null = null;

  constructor(start: number) {
    this.state = { timeS: start, durationS: 0, playing: false };
  }

  readonly read = (): PlayerState => this.state;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Takes over what an engine says of itself. */
  readonly note = (change: Partial<PlayerState>) => {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  };

  /** Lets `engine` play from here on; returns what takes it away. */
  readonly attach = (engine: Engine) => {
    this.engine = engine;
    return () => {
      if (this.engine === engine) this.engine = null;
      this.note({ playing: false });
    };
  };

  /** The time to the frame, which `timeS` follows a few times a second. */
  readonly now = () => this.engine?.now() ?? this.state.timeS;

  readonly seek = (seconds: number) => {
    const { durationS } = this.state;
    const timeS = Math.max(0, durationS > 0 ? Math.min(seconds, durationS) : seconds);
    this.engine?.seek(timeS);
    this.note({ timeS });
  };

  readonly play = () => this.engine?.play();
  readonly pause = () => this.engine?.pause();
  readonly toggle = () => (this.state.playing ? this.pause() : this.play());
}
