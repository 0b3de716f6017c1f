const shape = /^[A-Za-z0-9._-]{8,128}$/;

/** Keeps the caller's request id when it is well-formed (8 to 128 of `A-Z a-z 0-9 . _ -`), else makes a random one. */
export function requestIdOf(received: string | null | undefined): string {
  return typeof received === "string" && shape.test(received) ? received : crypto.randomUUID();
}
