import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";

const module = new URL("../../scripts/launch/hand-over.mjs", import.meta.url).href;
const server = `
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => { console.log(signal); process.exit(7); });
  setInterval(() => {}, 1000);
  console.log("ready");
`;
const launcher = (program: string): string => `
  import { handOver } from ${JSON.stringify(module)};
  process.exitCode = await handOver(process.execPath, ["--eval", ${JSON.stringify(program)}], { cwd: "." });
`;

let running: ChildProcess | undefined;
afterEach(() => running?.kill("SIGKILL"));

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s reaches the program once, and its exit code is returned",
  async (signal) => {
    const launched = launch(process.execPath, ["--input-type=module", "--eval", launcher(server)]);
    await launched.printed("ready");
    launched.child.kill(signal);
    expect(await launched.ended).toEqual({ code: 7, output: `ready\n${signal}\n` });
  },
);

test("the program is stopped when npm's shell exits", async () => {
  const shell = `"$0" --input-type=module --eval "$1"; :`;
  const launched = launch("sh", ["-c", shell, process.execPath, launcher(server)], { npm_lifecycle_event: "start" });
  await launched.printed("ready");
  launched.child.kill("SIGKILL");
  expect((await launched.ended).output).toBe("ready\nSIGTERM\n");
});

test("a program killed by a signal returns 128 plus the signal's number", async () => {
  const launched = launch(process.execPath, [
    "--input-type=module",
    "--eval",
    launcher('process.kill(process.pid, "SIGKILL")'),
  ]);
  expect((await launched.ended).code).toBe(137);
});

function launch(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const bare = { PATH: process.env.PATH, ...env };
  const child = spawn(command, args, { env: bare, stdio: ["ignore", "pipe", "inherit"] });
  running = child;
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return {
    child,
    ended: once(child, "close").then(([code]) => ({ code, output })),
    async printed(text: string): Promise<void> {
      while (!output.includes(text)) await once(child.stdout, "data");
    },
  };
}
