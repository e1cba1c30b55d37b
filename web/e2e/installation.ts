import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** An installation of its own: `open-tube serve` on a free port, with an embedded database in a new folder. */
export interface Installation {
  address: string;
  /** The link for the first account; null where somebody has one already. */
  welcome: string | null;
  /** What the server wrote to the terminal, line by line. */
  said: readonly string[];
  /** Stops the server, as a restart or an outage does; the data stay. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Stops it for good and deletes its data. */
  remove(): Promise<void>;
}

/** @param settings environment variables that differ from the defaults. */
export async function install(settings: Record<string, string> = {}): Promise<Installation> {
  const data = await mkdtemp(join(tmpdir(), "open-tube-e2e-"));
  const said: string[] = [];
  let server: ChildProcess | undefined;
  const installation: Installation = {
    address: "",
    welcome: null,
    said,
    async start() {
      const port = installation.address ? new URL(installation.address).port : "0";
      server = spawn(join(ROOT, ".venv/bin/open-tube"), ["serve", "--port", port], {
        env: {
          OPENTUBE_MODELS_DIR: join(ROOT, ".local/models"),
          ...process.env,
          ...settings,
          OPENTUBE_DATA_DIR: data,
          COLUMNS: "1000",
          NO_COLOR: "1",
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      await told(server, installation, said);
    },
    async stop() {
      if (!server || server.exitCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
    },
    async remove() {
      await installation.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
  await installation.start();
  return installation;
}

/** Reads from the terminal where the server answers, and waits until it does. */
async function told(server: ChildProcess, installation: Installation, said: string[]): Promise<void> {
  installation.welcome = null;
  const address = new Promise<string>((resolve, reject) => {
    server.once("exit", () => reject(new Error(`the server did not start:\n${said.join("\n")}`)));
    for (const stream of [server.stdout, server.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        installation.welcome = /(\S+\/welcome#\S+)/.exec(line)?.[1] ?? installation.welcome;
        const found = /Open-Tube answers on (\S+)/.exec(line)?.[1];
        if (found) resolve(found);
      });
    }
  });
  installation.address = await address;
  if (!(await answers(installation.address))) throw new Error(`the server is not ready:\n${said.join("\n")}`);
}

async function answers(address: string): Promise<boolean> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
