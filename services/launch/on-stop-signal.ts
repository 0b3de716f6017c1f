const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Calls `stop` at the first Ctrl-C, SIGTERM or SIGHUP, then exits. A second signal exits at once. */
export function onStopSignal(stop: () => Promise<void>): void {
  const exit = (): void => {
    for (const signal of signals) {
      process.off(signal, exit);
      process.once(signal, () => process.exit(1));
    }
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`npm start: stopping failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of signals) process.on(signal, exit);
}
