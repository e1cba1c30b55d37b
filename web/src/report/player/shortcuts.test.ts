import { afterEach, describe, expect, it } from "vitest";
import { actionOf } from "./shortcuts";

function pressed(html: string, init: KeyboardEventInit) {
  document.body.innerHTML = html;
  let action: string | undefined;
  const hear = (event: KeyboardEvent) => {
    action = actionOf(event);
  };
  window.addEventListener("keydown", hear, { once: true });
  document.querySelector("#at")?.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
  return action;
}

describe("the player's keys", () => {
  afterEach(() => {
    document.body.innerHTML = "";
  });

  it.each([
    [" ", "toggle"],
    ["K", "toggle"],
    ["ArrowLeft", "back"],
    ["l", "farOn"],
    ["m", "moment"],
    ["?", "help"],
    ["x", undefined],
  ])("%j asks for %s", (key, action) => {
    expect(pressed("<div id=at></div>", { key })).toBe(action);
  });

  it("belong to fields, lists and pressed buttons where one has the focus", () => {
    expect(pressed("<input id=at>", { key: "m" })).toBeUndefined();
    expect(pressed('<div role="feed"><p id=at></p></div>', { key: "j" })).toBeUndefined();
    expect(pressed("<button id=at></button>", { key: " " })).toBeUndefined();
    expect(pressed("<button id=at></button>", { key: "m" })).toBe("moment");
  });

  it("leave the browser's own keys alone", () => {
    expect(pressed("<div id=at></div>", { key: "f", ctrlKey: true })).toBeUndefined();
  });
});
