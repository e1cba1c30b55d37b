import { useEffect, useEffectEvent } from "react";

export type Action = "toggle" | "back" | "on" | "farBack" | "farOn" | "moment" | "full" | "help";

/** The keys of each action, as the help shows them. */
export const SHORTCUTS = {
  toggle: [" ", "k"],
  back: ["ArrowLeft"],
  on: ["ArrowRight"],
  farBack: ["j"],
  farOn: ["l"],
  moment: ["m"],
  full: ["f"],
  help: ["?"],
} as const satisfies Record<Action, readonly string[]>;

// What has keys of its own.
const FIELDS =
  "input, textarea, select, [contenteditable=true], [role=feed], [role=tablist], [role=menu], [role=dialog], [role=listbox], [role=radiogroup]";
const PRESSED = "button, a, summary";

/** What a key asks of the player; undefined where it belongs to somebody else. */
export function actionOf(event: KeyboardEvent): Action | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(FIELDS)) return;
  if (event.key === " " && target?.closest(PRESSED)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (Object.keys(SHORTCUTS) as Action[]).find((action) =>
    (SHORTCUTS[action] as readonly string[]).includes(key),
  );
}

/** Hears the player's keys anywhere on the page. */
export function useShortcuts(act: (action: Action) => void) {
  const acting = useEffectEvent(act);
  useEffect(() => {
    function hear(event: KeyboardEvent) {
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      acting(action);
    }
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}
