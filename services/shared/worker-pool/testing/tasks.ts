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
  crash: () => process.exit(3),
  fail: () => {
    throw new Error("broken");
  },
};
