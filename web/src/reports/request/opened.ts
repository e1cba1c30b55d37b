import { createStore } from "./store";

/** With what the dialog was opened: an address, files, or nothing yet. */
export interface Opening {
  address?: string;
  files?: readonly File[];
}

/** What the request dialog was opened with; null while it is closed. */
export const opened = createStore<Opening | null>(null);

export const openRequest = (opening: Opening) => opened.set(opening);
export const closeRequest = () => opened.set(null);
