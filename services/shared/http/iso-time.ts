/** Writes a time of the database, in epoch milliseconds, as the API speaks: ISO 8601 in UTC. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
