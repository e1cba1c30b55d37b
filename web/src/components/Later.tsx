import { type ReactNode, useDeferredValue } from "react";

interface Props {
  children: ReactNode;
  /** Not later after all. */
  now?: boolean;
}

/** Draws its children after all else, in pieces between which clicks and keys are answered. */
export function Later({ children, now = false }: Props) {
  return useDeferredValue(true, now) && children;
}
