import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "./installation";

const BIN = join(ROOT, ".venv/bin");
const JUDGE = fileURLToPath(new URL("judge_film.py", import.meta.url));
export const SAMPLE = join(ROOT, "samples/sample.mp4");

/** Another film with two of the sample's people: eight seconds of it, smaller, at ten frames a second. */
export async function cutSample(target: string) {
  const options = ["--at", "0:05-0:13", "--width", "640", "--fps", "10", "--quiet", "--output", target];
  await promisify(execFile)(join(BIN, "open-tube"), ["clips", SAMPLE, ...options]);
}

/** What `judge_film.py` says of a film with hidden faces; `changed` holds a number for each track of a person. */
export interface Judgement {
  same_times: boolean;
  sound: boolean;
  changed: Record<string, number[]>;
}

/** Compares a film with its original, where `boxes` tell who is where. */
export async function judge(original: string, hidden: string, boxes: unknown): Promise<Judgement> {
  const python = spawn(join(BIN, "python"), [JUDGE, original, hidden], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  python.stdin.end(JSON.stringify(boxes));
  const [said] = await Promise.all([text(python.stdout), once(python, "exit")]);
  return JSON.parse(said) as Judgement;
}
