import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoFile } from "../../../services/launch/index.ts";
import { type Launched, launch } from "../../../services/testing/launched.ts";

/** The nodes of a cluster. A node that is started again keeps its port. */
export interface Nodes {
  readonly demo: DemoFile;
  readonly urls: readonly string[];
  kill(index: number): Promise<void>;
  start(index: number): Promise<void>;
  /** Stops a node gracefully, and starts it again. @throws Error if it does not exit with 0 */
  restart(index: number): Promise<void>;
  stopAll(): Promise<void>;
  /** Returns everything that the processes have printed. */
  output(): string;
}

/** Starts nodes at once on the same empty database. */
export async function startNodes(
  folder: string,
  ports: readonly number[],
  environment: Record<string, string>,
): Promise<Nodes> {
  const ended: string[] = [];
  const open = (index: number): Promise<Launched> =>
    launch(join(folder, `node-${index}`), { ...environment, PORT: String(ports[index]) });
  const opened = await Promise.allSettled(ports.map((_, index) => open(index)));
  const running = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = opened.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    await Promise.all(running.map((node) => node.end("SIGKILL")));
    throw failed.reason;
  }
  const end = async (index: number, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | undefined> => {
    const code = await running[index]?.end(signal);
    ended.push(running[index]?.output() ?? "");
    return code;
  };
  return {
    demo: running[0]?.demo ?? { url: "", apis: {} },
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async kill(index) {
      await end(index, "SIGKILL");
    },
    async start(index) {
      running[index] = await openAgain(() => open(index));
    },
    async restart(index) {
      const code = await end(index, "SIGTERM");
      if (code !== 0) throw new Error(`node ${index + 1} exited with ${code}: ${ended.at(-1)?.slice(-2_000)}`);
      running[index] = await open(index);
    },
    async stopAll() {
      await Promise.all(running.map((_, index) => end(index, "SIGTERM")));
    },
    output: () => [...ended, ...running.map((node) => node.output())].join("\n"),
  };
}

/** Starts a node as the unit in docs/operate.md does: again, a second after it has failed. */
async function openAgain(open: () => Promise<Launched>, startsLeft = 10): Promise<Launched> {
  try {
    return await open();
  } catch (error) {
    if (startsLeft === 0) throw error;
    await sleep(1_000);
    return await openAgain(open, startsLeft - 1);
  }
}
