/** Runs `stop` once, at Ctrl-C or SIGTERM; a second signal ends the process at once. */
export function onStop(stop: () => Promise<void>): void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const end = (): void => {
    for (const signal of signals) {
      process.off(signal, end);
      process.once(signal, () => process.exit(1));
    }
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`stopping failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of signals) process.on(signal, end);
}
