import { describe, expect, it } from "vitest";
import { videoIdOf } from "./address";

describe("videoIdOf", () => {
  it.each([
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://m.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=10s",
    "https://youtu.be/dQw4w9WgXcQ?si=abc",
    "youtu.be/dQw4w9WgXcQ",
    "https://www.youtube.com/shorts/dQw4w9WgXcQ",
    "https://youtube.com/live/dQw4w9WgXcQ",
    " https://music.youtube.com/watch?v=dQw4w9WgXcQ ",
  ])("finds the video in %s", (address) => {
    expect(videoIdOf(address)).toBe("dQw4w9WgXcQ");
  });

  it.each([
    "",
    "hello there",
    "https://example.org/watch?v=dQw4w9WgXcQ",
    "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com/@channel",
    "https://youtu.be/short",
  ])("finds none in %j", (address) => {
    expect(videoIdOf(address)).toBeNull();
  });
});
