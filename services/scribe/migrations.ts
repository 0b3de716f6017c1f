import type { Migrations } from "errata/store";

/** Tables of the scribe service. Times are epoch milliseconds, flags 0 or 1, lists and objects JSON. */
export const scribeTables: Migrations = {
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
      // Several patients may have no identifier of their own: nulls never equal each other.
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
      // What is charged: one row a note, written with it. It outlives the note, and tells nothing of it.
      `CREATE TABLE scribe_charges (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES scribe_accounts (id),
        charged_at BIGINT NOT NULL
      )`,
      `CREATE INDEX scribe_charges_account ON scribe_charges (account_id)`,
    ],
  ],
};
