import { idempotencyMigrations, keyMigrations, type Migrations, reportChanges } from "errata/store";
import { keepTotals } from "../shared/totals/index.ts";

/** The service's own tables. Times are epoch milliseconds, flags are 0 or 1, lists and objects are JSON. */
const scribeTables: Migrations = {
  component: "scribe",
  steps: [
    [
      `CREATE TABLE scribe_accounts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        is_active BIGINT NOT NULL,
        provider TEXT,
        template TEXT,
        created_at BIGINT NOT NULL
      )`,
      // Patients without an internal id do not conflict, because NULL never equals NULL.
      `CREATE TABLE scribe_patients (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES scribe_accounts (id),
        internal_id TEXT,
        name TEXT NOT NULL,
        id_country TEXT,
        id_number TEXT,
        birth_date TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        UNIQUE (account_id, internal_id)
      )`,
      `CREATE INDEX scribe_patients_page ON scribe_patients (account_id, created_at, id)`,
      `CREATE TABLE scribe_consultations (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES scribe_accounts (id),
        internal_id TEXT NOT NULL,
        patient_id TEXT REFERENCES scribe_patients (id),
        reason TEXT,
        started_at BIGINT,
        last_revision BIGINT NOT NULL,
        last_version BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        UNIQUE (account_id, internal_id)
      )`,
      `CREATE INDEX scribe_consultations_page ON scribe_consultations (account_id, created_at, id)`,
      `CREATE INDEX scribe_consultations_patient ON scribe_consultations (patient_id)`,
      `CREATE TABLE scribe_transcripts (
        consultation_id TEXT PRIMARY KEY REFERENCES scribe_consultations (id),
        revision BIGINT NOT NULL,
        content TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE scribe_notes (
        consultation_id TEXT NOT NULL REFERENCES scribe_consultations (id),
        version BIGINT NOT NULL,
        transcript_revision BIGINT NOT NULL,
        provider TEXT NOT NULL,
        note TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (consultation_id, version)
      )`,
      // One row per charged note, written in the note's transaction. It outlives the note and the consultation, and contains nothing of them but the id.
      `CREATE TABLE scribe_charges (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES scribe_accounts (id),
        charged_at BIGINT NOT NULL
      )`,
      `CREATE INDEX scribe_charges_account ON scribe_charges (account_id)`,
    ],
    [`ALTER TABLE scribe_notes ADD COLUMN omitted BIGINT`, `ALTER TABLE scribe_notes ADD COLUMN empty_reason TEXT`],
    [
      `ALTER TABLE scribe_charges ADD COLUMN consultation_id TEXT`,
      `DROP INDEX scribe_charges_account`,
      `CREATE INDEX scribe_charges_page ON scribe_charges (account_id, charged_at, id)`,
    ],
    [
      `CREATE INDEX scribe_consultations_patient_page ON scribe_consultations (account_id, patient_id, created_at, id)`,
      `CREATE INDEX scribe_charges_age ON scribe_charges (charged_at)`,
      `ALTER TABLE scribe_accounts ADD COLUMN notes_charged BIGINT NOT NULL DEFAULT 0`,
      // Old charges are deleted, so deleting one does not change the total.
      ...keepTotals({
        name: "scribe_charges_counted",
        table: "scribe_charges",
        event: "INSERT",
        statements: () => ["UPDATE scribe_accounts SET notes_charged = notes_charged + 1 WHERE id = NEW.account_id"],
      }),
      `UPDATE scribe_accounts SET notes_charged = (SELECT COUNT(*) FROM scribe_charges WHERE account_id = scribe_accounts.id)`,
    ],
    reportChanges({
      table: "scribe_accounts",
      columns: ["name", "is_active", "provider", "template"],
      kind: "tenant",
      identifiedBy: "id",
    }),
  ],
};

/** Migrations of the service and of the library parts that it uses. */
export const scribeMigrations: readonly Migrations[] = [keyMigrations, idempotencyMigrations, scribeTables];
