import type { Migrations } from "../store.ts";

/**
 * Creates the table of idempotency keys. A row's lease (`token`, `lease_until`) lasts seconds; its record (`status`,
 * `headers`, `body`, until `expires_at`) lasts a day. A crashed holder blocks its key for the lease only.
 */
export const idempotencyMigrations: Migrations = {
  component: "idempotency",
  steps: [
    [
      `CREATE TABLE errata_idempotency (
        tenant TEXT NOT NULL,
        operation TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        token TEXT NOT NULL,
        lease_until BIGINT NOT NULL,
        attempts BIGINT NOT NULL,
        status BIGINT CHECK (status BETWEEN 100 AND 599),
        headers TEXT,
        body TEXT,
        is_base64 BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (tenant, operation, idempotency_key),
        CHECK (status IS NULL OR (headers IS NOT NULL AND body IS NOT NULL))
      )`,
      "CREATE INDEX errata_idempotency_expired ON errata_idempotency (expires_at)",
    ],
    // The path of the data that the response describes.
    [
      "ALTER TABLE errata_idempotency ADD COLUMN subject TEXT",
      "CREATE INDEX errata_idempotency_subject ON errata_idempotency (tenant) WHERE subject IS NOT NULL",
    ],
    // Compared by bytes on both engines, so that the subjects below a subject are one range.
    [
      {
        sqlite:
          "CREATE INDEX errata_idempotency_subjects ON errata_idempotency (tenant, subject) WHERE subject IS NOT NULL",
        postgres: `CREATE INDEX errata_idempotency_subjects ON errata_idempotency (tenant, subject COLLATE "C")
          WHERE subject IS NOT NULL`,
      },
      "DROP INDEX errata_idempotency_subject",
    ],
  ],
};
