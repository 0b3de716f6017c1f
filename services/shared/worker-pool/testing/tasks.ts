import type { Tasks } from "../serve-tasks.ts";

export const tasks: Tasks = {
  echo: (input: unknown) => input,
  pid: () => process.pid,
  sleep: (ms: number) => new Promise((resolve) => setTimeout(() => resolve(process.pid), ms)),
  spin: () => {
    for (;;);
  },
  grow(bytes: number) {
    const kept: Buffer[] = [];
    for (let size = 0; size < bytes; size += 1024 * 1024) kept.push(Buffer.alloc(1024 * 1024, 1));
    return kept.length;
  },
  /** Keeps memory for a while. @returns the id of the process */
  async keep({ bytes, ms }: { bytes: number; ms: number }) {
    const kept = Buffer.alloc(bytes, 1);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return kept.length > 0 ? process.pid : 0;
  },
  crash: () => process.exit(3),
  fail: () => {
    throw new Error("broken");
  },
};
